from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from psycopg import sql

from accounts.models import Organization
from config.services import postgres, processes
from launch.checks.indexes import BARE_KEYS, DOUBLE, INVALID, indexes_right, names
from launch.checks.statements import explain, plan_of, slow_statements_known
from launch.checks.tables import pool_sized, statistics_fresh
from launch.probe import Probe
from tests.database import admin

SCRATCH = """
CREATE TABLE preflight_parent (id bigint PRIMARY KEY);
CREATE TABLE preflight_scratch (id bigint PRIMARY KEY, parent bigint, word text);
INSERT INTO preflight_parent SELECT generate_series(1, 20);
INSERT INTO preflight_scratch SELECT n, 1, 'word' FROM generate_series(1, 20) AS n;
"""


@pytest.fixture
def owner(db: None) -> Iterator[Any]:
    """The owner's connection, with two tables of the test's own."""
    with admin(connection.settings_dict["NAME"]) as conn:
        conn.execute("SET lock_timeout = '5s'")
        conn.execute("DROP TABLE IF EXISTS preflight_scratch, preflight_parent")
        for statement in SCRATCH.strip().split(";\n"):
            conn.execute(statement.rstrip(";").encode())
        conn.execute("SELECT pg_stat_force_next_flush()")
        yield conn
        conn.execute("DROP TABLE preflight_scratch, preflight_parent")


@pytest.fixture
def today(probe: Probe) -> Probe:
    """PostgreSQL's own statistics carry the real date."""
    return replace(probe, now=timezone.now())


def settle(owner: Any) -> None:
    """Let what the owner's session counted be seen by others, at once."""
    owner.execute("SELECT pg_stat_force_next_flush()")
    owner.execute("SELECT 1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")


def test_a_table_that_was_never_analysed_is_named(today: Probe, owner: Any) -> None:
    owner.execute("ANALYZE")
    owner.execute("CREATE TABLE preflight_new AS SELECT 1 AS id")
    try:
        settle(owner)
        finding = statistics_fresh(today)
    finally:
        owner.execute("DROP TABLE preflight_new")
    assert finding.status == "fails"
    assert finding.evidence.endswith("never analysed: preflight_new")


def test_statistics_are_fresh_after_analyze(today: Probe, owner: Any) -> None:
    owner.execute("ANALYZE")
    settle(owner)
    assert statistics_fresh(today).status == "holds"


def test_old_statistics_of_a_changed_table_are_stale_and_of_an_unchanged_one_are_not(
    today: Probe, owner: Any
) -> None:
    owner.execute("ANALYZE")
    owner.execute("UPDATE preflight_scratch SET word = 'other'")
    settle(owner)
    later = replace(today, now=today.now + timedelta(days=8))
    finding = statistics_fresh(later)
    assert finding.status == "fails"
    assert "changed since: " in finding.evidence
    assert "preflight_scratch" in finding.evidence
    assert "preflight_parent" not in finding.evidence


def test_a_foreign_key_without_index_is_named_until_it_has_one(probe: Probe, owner: Any) -> None:
    before = names(probe, BARE_KEYS)
    owner.execute(
        "ALTER TABLE preflight_scratch ADD CONSTRAINT bare_fk FOREIGN KEY (parent) REFERENCES preflight_parent"
    )
    assert sorted({*names(probe, BARE_KEYS)} - {*before}) == ["preflight_scratch.bare_fk"]
    assert indexes_right(probe).status == "fails"
    owner.execute("CREATE INDEX ON preflight_scratch (parent, word)")
    assert names(probe, BARE_KEYS) == before


def test_a_partial_index_does_not_serve_a_foreign_key(probe: Probe, owner: Any) -> None:
    owner.execute(
        "ALTER TABLE preflight_scratch ADD CONSTRAINT bare_fk FOREIGN KEY (parent) REFERENCES preflight_parent"
    )
    owner.execute("CREATE INDEX ON preflight_scratch (parent) WHERE word = 'rare'")
    assert "preflight_scratch.bare_fk" in names(probe, BARE_KEYS)


def test_two_indexes_on_the_same_columns_are_double_whatever_their_names(probe: Probe, owner: Any) -> None:
    before = names(probe, DOUBLE)
    owner.execute("CREATE INDEX one_idx ON preflight_scratch (word)")
    owner.execute("CREATE INDEX two_idx ON preflight_scratch (word)")
    owner.execute("CREATE INDEX three_idx ON preflight_scratch (word DESC)")
    assert sorted({*names(probe, DOUBLE)} - {*before}) == ["one_idx = two_idx"]


def test_an_index_that_broke_off_is_invalid(probe: Probe, owner: Any) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute("CREATE UNIQUE INDEX CONCURRENTLY broken_idx ON preflight_scratch (word)")
    assert names(probe, INVALID) == ["broken_idx"]


def test_indexes_are_right_once_each_fault_is_mended(probe: Probe, owner: Any) -> None:
    undo = []
    for pair in names(probe, DOUBLE):
        for name in pair.split(" = ")[1:]:
            row = owner.execute("SELECT pg_get_indexdef(%s::regclass)", [name]).fetchone()
            owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
            undo.append(row[0])
    try:
        finding = indexes_right(probe)
    finally:
        for statement in undo:
            owner.execute(statement)
    assert (finding.status, "no fault found" in finding.evidence) == ("holds", True)


@pytest.fixture
def superuser(db: None) -> Iterator[Any]:
    """Only a superuser may create pg_stat_statements; each test begins by saying whether it is there."""
    server = processes.recall().get(postgres.NAME)
    if server is None:
        pytest.skip("SKIPPED: a superuser is needed, and only the embedded server gives one")
    url = postgres.superuser_url(server.port, connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("SET lock_timeout = '20s'")
        # Not undone here: the test's own transaction still holds the view, and would wait for itself.
        yield conn


def test_without_its_extension_no_slow_statement_is_known(probe: Probe, superuser: Any) -> None:
    superuser.execute("DROP EXTENSION IF EXISTS pg_stat_statements")
    finding = slow_statements_known(probe)
    assert (finding.status, finding.evidence) == (
        "fails",
        "the extension pg_stat_statements is not in this database",
    )


def test_the_slowest_statements_come_with_their_plans(probe: Probe, superuser: Any) -> None:
    superuser.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_organization WHERE slug = %s", ["nobody"])
    finding = slow_statements_known(probe)
    assert finding.status == "holds"
    assert " explained" in finding.evidence
    assert "(cost=" in finding.detail


def test_a_constant_that_was_a_boolean_does_not_stop_the_plan(db: None) -> None:
    nested = "CASE WHEN $1 > 0 THEN $2 ELSE CASE WHEN $3 > 0 THEN $4 ELSE $5 END END"
    assert explain(f"SELECT 1 WHERE NOT ({nested}) AND NOT (CASE WHEN $6 > 0 THEN $7 END)").startswith(
        "Result"
    )


def test_explaining_changes_nothing(group_a: Organization) -> None:
    assert explain("DELETE FROM accounts_organization WHERE slug = $1").startswith(
        "Delete on accounts_organization"
    )
    assert Organization.objects.count() == 1


def test_a_statement_without_plan_says_why(db: None) -> None:
    assert plan_of("SELECT $1 FROM nowhere") == 'no plan: relation "nowhere" does not exist'


@pytest.mark.parametrize(
    ("pool", "status"),
    [
        (None, "fails"),
        ({"min_size": 2, "max_size": 20}, "fails"),
        ({"min_size": 10, "max_size": 300}, "fails"),
        ({"min_size": 10, "max_size": 80}, "holds"),
    ],
)
def test_a_pool_keeps_at_least_ten_and_at_most_what_the_server_has(
    pool: dict[str, int] | None, status: str, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {"default": {"OPTIONS": {"pool": pool} if pool else {}}}
    monkeypatch.setattr("launch.checks.tables.settings", SimpleNamespace(DATABASES=changed))
    assert pool_sized(probe).status == status
