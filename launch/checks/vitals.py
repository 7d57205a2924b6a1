"""AM7: the dashboard's speed in its users' browsers."""

from analytics.selectors.vitals import VitalFigures, web_vitals, web_vitals_newest
from analytics.types import CORE, VITALS
from launch.checks.words import counted, listed, parts
from launch.probe import Probe
from launch.types import Finding, fails, judged

PERIOD = 28
# A hotel's office is closed for a long weekend, not for two weeks.
SILENCE = 14


def reported(probe: Probe) -> Finding:
    """Browsers report each of the core vitals, and the last report is not old."""
    newest = web_vitals_newest()
    if newest is None:
        return fails("no browser has reported yet")
    silent = (probe.now.date() - newest).days
    figures = web_vitals(days=PERIOD, now=probe.now, by_route=False)
    missing = [metric for metric in CORE if metric not in {each["metric"] for each in figures}]
    evidence = parts(
        [
            f"last reported {counted(silent, 'day')} ago",
            *map(sentence, figures),
            f"not reported: {listed(missing)}" if missing else "",
        ]
    )
    return judged(not missing and silent <= SILENCE, evidence)


def sentence(figures: VitalFigures) -> str:
    vital = VITALS[figures["metric"]]
    bound = f"over {vital.steps[-1]}" if figures["p75"] is None else f"at most {figures['p75']}"
    return (
        f"{figures['metric']} {bound} {vital.unit} for three of four, "
        f"{figures['good_share']:.0%} good of {figures['readings']:,}"
    )
