"""GD2: what is over is gone, by the nightly run."""

from datetime import timedelta

from compliance.selectors.retention import retention_due, retention_last_run
from launch.checks.words import age, counted, listed
from launch.probe import Probe
from launch.types import Finding, judged, not_shown

# A night, and some hours for a queue that is long.
LATEST = timedelta(hours=30)


def kept_no_longer(probe: Probe) -> Finding:
    """Each organisation had its run of last night, and nothing is left that was over by then."""

    def read() -> tuple[str, int]:
        run = retention_last_run()
        if run is None:
            return "no run yet", 0
        over = sum(due.rows for due in retention_due(now=run.started_at))
        since = probe.now - run.started_at
        return ("" if since <= LATEST else f"last run {age(since)} ago"), over

    found = probe.each_organization(read)
    if not found:
        return not_shown("there is no organisation yet")
    late = [f"{slug} ({trouble})" for slug, (trouble, _) in found.items() if trouble]
    left = [f"{slug} ({rows:,})" for slug, (_, rows) in found.items() if rows]
    evidence = (
        f"{counted(len(found), 'organisation')}, without a run of the last night: {listed(late) or 'none'}; "
        f"with rows left that were over: {listed(left) or 'none'}"
    )
    return judged(not late and not left, evidence)
