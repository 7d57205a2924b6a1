"""DB2: indexes that are missing, invalid, double or unused."""

from datetime import timedelta

from launch.checks.words import age, counted, listed
from launch.probe import Probe
from launch.types import Finding, judged

# Before this nobody can say that an index is of no use.
ENOUGH = timedelta(days=7)

INVALID = """
SELECT c.relname AS name FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND NOT (i.indisvalid AND i.indisready) ORDER BY 1
"""
# The same columns, operators, expressions and condition, whatever the name. A unique one serves both.
DOUBLE = """
SELECT string_agg(c.relname, ' = ' ORDER BY c.relname) AS name FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public'
GROUP BY i.indrelid, c.relam, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text,
    pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)
HAVING count(*) > 1 ORDER BY 1
"""
# A foreign key is served by a whole index whose first columns are its own, in any order.
BARE_KEYS = """
SELECT t.relname || '.' || k.conname AS name FROM pg_constraint k
JOIN pg_class t ON t.oid = k.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND k.contype = 'f' AND NOT EXISTS (
    SELECT 1 FROM pg_index i
    WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
        AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
) ORDER BY 1
"""
UNUSED = """
SELECT s.indexrelname AS name FROM pg_stat_user_indexes s
JOIN pg_index i ON i.indexrelid = s.indexrelid
JOIN pg_stat_user_tables t ON t.relid = s.relid
WHERE s.schemaname = 'public' AND s.idx_scan = 0 AND NOT i.indisunique
    AND t.n_live_tup > 10000 AND t.seq_scan + coalesce(t.idx_scan, 0) > 1000
ORDER BY pg_relation_size(s.indexrelid) DESC
"""
# A large table that is mostly read from end to end lacks an index on what it is filtered by.
SCANNED = """
SELECT relname AS name FROM pg_stat_user_tables
WHERE schemaname = 'public' AND n_live_tup > 10000 AND seq_scan > 1000
    AND seq_scan > coalesce(idx_scan, 0) AND seq_tup_read / seq_scan > 10000 ORDER BY seq_tup_read DESC
"""
COUNTS = """
SELECT (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public') AS indexes,
    (SELECT count(*) FROM pg_constraint
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace) AS keys,
    (SELECT coalesce(stats_reset, pg_postmaster_start_time()) FROM pg_stat_database
     WHERE datname = current_database()) AS counted_since
"""


def indexes_right(probe: Probe) -> Finding:
    counts = probe.rows(COUNTS)[0]
    faults = {
        "invalid": names(probe, INVALID),
        "double": names(probe, DOUBLE),
        "foreign key without index": names(probe, BARE_KEYS),
        "read from end to end": names(probe, SCANNED),
    }
    watched = probe.now - counts["counted_since"]
    use = f"use counted for {age(watched)}"
    if watched >= ENOUGH:
        faults["never used"] = names(probe, UNUSED)
    else:
        use += f", too short to call one unused (needs {ENOUGH.days} days)"
    found = [f"{len(hit)} {fault}: {listed(hit)}" for fault, hit in faults.items() if hit]
    total = f"{counted(counts['indexes'], 'index', 'indexes')}, {counted(counts['keys'], 'foreign key')}"
    return judged(not found, f"{total}; {'; '.join(found) or 'no fault found'}; {use}")


def names(probe: Probe, query: str) -> list[str]:
    return [str(row["name"]) for row in probe.rows(query)]
