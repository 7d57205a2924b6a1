"""GD5, CS1: what is told to people in public, and by whom a letter says that it comes."""

from collections.abc import Iterable

from campaigns.services.gate_look import sender_feigned, subject_feigned
from compliance.models import PrivacyPolicy
from delivery.types import Stream
from launch.checks.letters import NO_LETTER, Sample, samples
from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, judged, not_shown

OK = 200


def policies_published(probe: Probe) -> Finding:
    """Each organisation has a published version, and anybody can read it."""
    found = probe.each_organization(PrivacyPolicy.objects.count)
    if not found:
        return not_shown("there is no organisation yet")
    without = [slug for slug, versions in found.items() if not versions]
    answers = {slug: probe.get(f"/privacy/{slug}").status for slug, versions in found.items() if versions}
    hidden = [f"{slug} ({status})" for slug, status in answers.items() if status != OK]
    evidence = (
        f"{counted(len(found), 'organisation')}, {counted(sum(found.values()), 'version')} published; "
        f"without a policy: {listed(without) or 'none'}; pages that cannot be read: {listed(hidden) or 'none'}"
    )
    return judged(not without and not hidden, evidence)


def letters_honest(probe: Probe) -> Finding:
    """The newest letters say truly whom they are from and what they are, and feign no answer."""
    built = [sample for sample in samples(probe) if sample.stream == Stream.MARKETING]
    if not built:
        return not_shown(NO_LETTER)
    faults = [fault for sample in built for fault in faults_of(sample)]
    letters = counted(len(built), "marketing letter")
    return judged(
        not faults, f"{letters} built again: {listed(faults) or 'each with honest headers and subject'}"
    )


def faults_of(sample: Sample) -> Iterable[str]:
    """What in a letter's headers is not what it seems."""
    sender = sample.letter["From"].addresses[0]
    if trouble := sender_feigned(sender.display_name, sender.addr_spec):
        yield f"{sample.mailing}: {trouble}"
    if trouble := subject_feigned(str(sample.letter["Subject"])):
        yield f"{sample.mailing}: {trouble}"
    answers = sample.letter["Reply-To"]
    for address in answers.addresses if answers else ():
        if address.domain.lower() != sender.domain.lower():
            yield f"{sample.mailing}: answers go to {address.domain}"
