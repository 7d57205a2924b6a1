"""A database of the first release, with letters in it, brought forward: no row is lost, and the counts are right."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.database import admin
from tests.upgrades import migrate, own_database

BEFORE = """
INSERT INTO accounts_organization (id, name, slug, legal_name, country, created_at)
    VALUES (1, 'Alpenblick', 'alpenblick', '', 'AT', now());
INSERT INTO accounts_hotel ({hotel_columns}) VALUES ({hotel_values});
INSERT INTO delivery_content (id, organization_id, subject, preview_text, html, text, compiled, links, sha256, created_at)
    VALUES (1, 1, 'Spring', '', '', '', '{{}}', '[]', 'x', now());
INSERT INTO delivery_sendingdomain (organization_id, domain, selector, private_key, public_key, created_at)
    VALUES (1, 'seehof.example', 'bellhop1', 'sealed', 'public', now());
INSERT INTO delivery_relay (organization_id, host, port, username, password, security, created_at)
    VALUES (1, 'relay.example', 587, '', '', 'starttls', now()), (1, 'relay.example', 25, '', '', 'none', now());
INSERT INTO delivery_mailing (id, organization_id, content_id, hotel_id, stream, from_name, from_email, reply_to, state,
    created_at) VALUES (1, 1, 1, 1, 'marketing', 'Seehof', 'hello@seehof.example', '', 'sending', '2026-10-31 23:30Z');
INSERT INTO delivery_message (id, organization_id, mailing_id, recipient_ref, address, language, merge, state, reason,
    basis, attempts, next_attempt_at, lease_until, claimed_by, message_id, response, handed_at)
VALUES (7, 1, 1, 1, 'a@Gmail.example', 'en', '{{}}', 'handed', '', 'consent', 1, NULL, NULL, 'w', '<m7@x>', '250', now()),
    (8, 1, 1, 2, 'b@gmx.example', 'en', '{{}}', 'queued', '', 'consent', 0, '2026-11-01 08:00Z', NULL, '', '', '', NULL),
    (9, 1, 1, 3, 'c@gmx.example', 'en', '{{}}', 'claimed', '', 'consent', 1, NULL, '2026-11-01 09:00Z', 'w', '', '',
        NULL);
INSERT INTO delivery_engagementevent (organization_id, message_id, kind, link_no, first_at, last_at, count, machine)
    VALUES (1, 7, 'open', 0, now(), now(), 2, false);
"""
# Whatever a hotel must have, beside what is named, gets a plain value by its type.
PLAIN = {"boolean": "false", "ARRAY": "'{}'", "jsonb": "'{}'", "timestamp with time zone": "now()"}


@pytest.fixture
def old_database() -> Iterator[str]:
    with own_database() as name:
        yield name


def fill(connection: "psycopg.Connection[Any]") -> None:
    known = {"id": "1", "organization_id": "1", "name": "'Seehof'", "slug": "'seehof'"}
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = 'accounts_hotel' AND is_nullable = 'NO'"
    ).fetchall()
    values = {column: known.get(column) or PLAIN.get(kind, "''") for column, kind in columns}
    connection.execute("SELECT set_config('app.organization_id', '1', false)")
    statements = BEFORE.format(hotel_columns=", ".join(values), hotel_values=", ".join(values.values()))
    connection.execute(statements.encode())


def test_letters_of_the_first_release_come_along(old_database: str) -> None:
    migrate(old_database, "delivery", "0001")
    with admin(old_database) as connection:
        fill(connection)
    migrate(old_database)
    with admin(old_database) as connection:
        connection.execute("SELECT set_config('app.organization_id', '1', false)")
        letters = connection.execute(
            "SELECT id, month::text, provider, state, due_at IS NOT NULL, tableoid::regclass::text"
            " FROM delivery_message ORDER BY id"
        ).fetchall()
        part = "delivery_message_2026_10"
        assert letters == [
            (7, "2026-10-01", "gmail.example", "handed", False, part),
            (8, "2026-10-01", "gmx.example", "queued", True, part),
            (9, "2026-10-01", "gmx.example", "claimed", True, part),
        ]
        tally = connection.execute(
            "SELECT state, sum(messages)::int FROM delivery_mailingtally GROUP BY 1 ORDER BY 1"
        )
        assert tally.fetchall() == [("claimed", 1), ("handed", 1), ("queued", 1)]
        event = connection.execute("SELECT message_id, month::text, count FROM delivery_engagementevent")
        assert event.fetchall() == [(7, "2026-10-01", 2)]
        bounds = connection.execute("SELECT first_message, last_message FROM delivery_mailing")
        assert bounds.fetchall() == [(7, 9)]
        assert connection.execute("SELECT count(DISTINCT name) FROM delivery_relay").fetchall() == [(2,)]
        assert connection.execute("SELECT selector, state FROM delivery_dkimkey").fetchall() == [
            ("bellhop1", "active")
        ]
        assert connection.execute("SELECT nextval('delivery_message_seq')").fetchall() == [(10,)]
