"""Proof that an installation is in order."""

from compliance.personal import not_personal


def register() -> None:
    """Called once, when the apps are ready."""
    not_personal("launch.EvidenceRun", "figures of runs")
    not_personal(
        "launch.SignOff",
        "words of the installation's own people",
        person="who signed",
        note="a word of theirs",
    )
