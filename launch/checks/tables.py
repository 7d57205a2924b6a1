"""DB1, DB4: statistics of the tables, and connections."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from launch.checks.words import age, counted, listed, parts, size
from launch.probe import Probe
from launch.types import Finding, fails, judged

FRESH = timedelta(days=7)
SMALLEST_POOL, LARGEST_POOL = 10, 200

TABLES = """
SELECT s.relname AS name, greatest(s.last_analyze, s.last_autoanalyze) AS analysed_at,
    s.n_mod_since_analyze AS changed, pg_relation_size(s.relid) > 0 AS has_rows,
    pg_total_relation_size(s.relid) AS size
FROM pg_stat_all_tables s WHERE s.schemaname = 'public' ORDER BY 5 DESC, 1
"""


def statistics_fresh(probe: Probe) -> Finding:
    """Each table with rows was analysed within seven days, or has not changed since it was."""
    tables = probe.rows(TABLES)
    filled = [table for table in tables if table["has_rows"]]
    never = [table["name"] for table in filled if table["analysed_at"] is None]
    stale = [table["name"] for table in filled if is_stale(table, probe)]
    ages = [probe.now - table["analysed_at"] for table in filled if table["analysed_at"] is not None]
    evidence = parts(
        [
            f"{counted(len(tables), 'table')}, {len(filled)} with rows",
            size(sum(table["size"] for table in tables)),
            f"oldest statistics {age(max(ages))}" if ages else "",
            f"never analysed: {listed(never)}" if never else "",
            f"older than {FRESH.days} days and changed since: {listed(stale)}" if stale else "",
        ]
    )
    return judged(tables and not never and not stale, evidence, largest(tables, probe))


def is_stale(table: dict[str, Any], probe: Probe) -> bool:
    at = table["analysed_at"]
    return at is not None and table["changed"] > 0 and probe.now - at > FRESH


def largest(tables: list[dict[str, Any]], probe: Probe) -> str:
    def line(table: dict[str, Any]) -> str:
        at = table["analysed_at"]
        analysed = f"analysed {age(probe.now - at)} ago" if at else "never analysed"
        return f"{table['name']} {size(table['size'])}, {analysed}"

    return "\n".join(line(table) for table in tables[:5])


def pool_sized(probe: Probe) -> Finding:
    """Django's own pool: at least 10 connections kept, at most 200, and no more than the server has."""
    pool = settings.DATABASES["default"].get("OPTIONS", {}).get("pool")
    server = int(probe.rows("SELECT current_setting('max_connections') AS most")[0]["most"])
    if not isinstance(pool, dict):
        return fails(f"no pool in this process (DATABASE_POOL_MAX=0); the server allows {server} connections")
    smallest, largest_size = int(pool.get("min_size", 0)), int(pool.get("max_size") or 0)
    good = SMALLEST_POOL <= smallest <= largest_size <= min(LARGEST_POOL, server)
    return judged(
        good, f"pool of {smallest} to {largest_size} a process; the server allows {server} connections"
    )
