"""DB3: the slowest statements, with the plans PostgreSQL makes for them."""

import re
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from launch.probe import Probe
from launch.types import Finding, fails, holds

SHORT = 90
PREPARED = "bellhop_preflight"
PREPARE = f"PREPARE {PREPARED} AS "
MOST_HINTS = 20
WORD = re.compile(r"\b(?:CASE|END)\b", re.IGNORECASE)
BRANCH = re.compile(r"(\b(?:THEN|ELSE)\s+\$\d+)\b(?!::)", re.IGNORECASE)
PARAMETERS = "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = %s"

STATEMENTS = """
SELECT query, calls, mean_exec_time AS milliseconds FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND userid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    AND split_part(lower(ltrim(query)), ' ', 1) IN ('select', 'insert', 'update', 'delete', 'with')
    AND query NOT ILIKE '%pg_stat%' AND query NOT ILIKE '%pg_index%'
ORDER BY mean_exec_time DESC LIMIT 5
"""
INSTALLED = "SELECT extversion AS version FROM pg_extension WHERE extname = 'pg_stat_statements'"


def slow_statements_known(probe: Probe) -> Finding:
    if not probe.rows(INSTALLED):
        return fails("the extension pg_stat_statements is not in this database")
    try:
        statements = probe.rows(STATEMENTS)
    except DatabaseError as refused:
        return fails(f"pg_stat_statements cannot be read: {str(refused).strip().splitlines()[0]}")
    if not statements:
        return fails("pg_stat_statements has counted no statement of the app yet")
    plans = [plan_of(str(statement["query"])) for statement in statements]
    planned = sum(not plan.startswith("no plan") for plan in plans)
    slowest = statements[0]
    evidence = (
        f"slowest: {slowest['milliseconds']:.1f} ms on average over {slowest['calls']:,} calls; "
        f"{planned} of the {len(statements)} slowest explained"
    )
    detail = "\n".join(line(statement, plan) for statement, plan in zip(statements, plans, strict=True))
    return holds(evidence, detail) if planned else fails(evidence, detail)


def line(statement: dict[str, Any], plan: str) -> str:
    text = " ".join(str(statement["query"]).split())
    return f"{statement['milliseconds']:.1f} ms, {statement['calls']:,} times, {plan}: {text[:SHORT]}"


def plan_of(query: str) -> str:
    """The top of the plan for any parameters. PREPARE and EXPLAIN run nothing, and PostgreSQL 15 has them."""
    first = Organization.objects.order_by("id").values_list("id", flat=True).first()
    try:
        if first is None:
            return explain(query)
        # Row-level security asks which organisation is meant, even to plan.
        with tenant_scope(first):
            return explain(query)
    except DatabaseError as refused:
        return f"no plan: {str(refused).strip().splitlines()[0]}"


def explain(query: str) -> str:
    """Plan a statement as pg_stat_statements keeps it, with its constants replaced by parameters.

    PostgreSQL no longer knows that such a constant was a boolean, and takes `CASE … THEN $1` for text; where
    that stops it, the branches are told to be boolean and it is asked again.
    """
    for _ in range(MOST_HINTS):
        try:
            return planned(query)
        except DatabaseError as refused:
            hinted = boolean_branches(query, refused)
            if hinted == query:
                raise
            query = hinted
    return planned(query)


def boolean_branches(query: str, refused: DatabaseError) -> str:
    cause = refused.__cause__
    if not isinstance(cause, psycopg.errors.DatatypeMismatch) or not cause.diag.statement_position:
        return query
    start = int(cause.diag.statement_position) - 1 - len(PREPARE)
    end = start
    depth = 0
    for word in WORD.finditer(query, start):
        depth += {"CASE": 1, "END": -1}[word[0].upper()]
        end = word.end()
        if depth <= 0:
            break
    return query[:start] + BRANCH.sub(r"\1::boolean", query[start:end]) + query[end:]


@transaction.atomic
def planned(query: str) -> str:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
                cursor.execute(PREPARE + query, None)
                cursor.execute(PARAMETERS, [PREPARED])
                values = ", ".join(["NULL"] * int(cursor.fetchone()[0]))
                cursor.execute(f"EXPLAIN EXECUTE {PREPARED}{f'({values})' if values else ''}")
                return str(cursor.fetchone()[0]).strip()
        finally:
            # A prepared statement outlives a transaction that is rolled back.
            cursor.execute(PARAMETERS, [PREPARED])
            if cursor.fetchone():
                cursor.execute(f"DEALLOCATE {PREPARED}")
