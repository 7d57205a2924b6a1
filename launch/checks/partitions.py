"""DB8: the ledger by months, with room for those to come, and no other table that outgrew being one."""

from datetime import UTC, timedelta

from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, judged

AHEAD = 2
# Beyond so many rows a vacuum takes its time and old rows are costly to delete.
LARGE = 5_000_000

MONTHS = """
SELECT child.relname AS name FROM pg_inherits i
JOIN pg_class child ON child.oid = i.inhrelid WHERE i.inhparent = 'delivery_message'::regclass ORDER BY 1
"""
WHOLE = """
SELECT c.relname AS name FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition AND c.reltuples > %s
ORDER BY c.reltuples DESC
"""


def partitioned_by_month(probe: Probe) -> Finding:
    months = {str(row["name"])[-7:] for row in probe.rows(MONTHS)}
    wanted, month = [], probe.now.astimezone(UTC).date().replace(day=1)
    for _ in range(AHEAD + 1):
        wanted.append(f"{month:%Y_%m}")
        month = (month + timedelta(days=32)).replace(day=1)
    missing = [name for name in wanted if name not in months]
    whole = [str(row["name"]) for row in probe.rows(WHOLE, [LARGE])]
    evidence = (
        f"the ledger has {counted(len(months), 'month')}, missing of this and the next {AHEAD}: "
        f"{listed(missing) or 'none'}; tables of more than {LARGE:,} rows in one piece: {listed(whole) or 'none'}"
    )
    return judged(not missing and not whole, evidence)
