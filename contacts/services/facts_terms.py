"""Which tags and own fields' values get a bit of the projection.

Values that few guests' data differ in (tags, choices, yes and no) are asked most, and fit into 126
bits. A key with many values is closed: its values are looked up in the guests themselves.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.tenancy.scope import required_organization_id
from contacts.models import FactsTerm

BITS = 126
TAGS_KEY = ""
KEY_LIMIT = 24
TAGS_LIMIT = 90
_NEW_AT_ONCE = 500

_NEW = """
SELECT wanted.key, wanted.value FROM (
    SELECT '' AS key, unnest(tags) AS value FROM contacts_guest
    WHERE organization_id = %(organization)s AND id = ANY(%(ids)s)
    UNION ALL
    SELECT own.key, own.value FROM contacts_guest, jsonb_each_text(
        CASE WHEN jsonb_typeof(custom) = 'object' THEN custom ELSE '{}' END) AS own
    WHERE organization_id = %(organization)s AND id = ANY(%(ids)s)
) AS wanted
WHERE wanted.value <> '' AND length(wanted.key) <= 100 AND NOT EXISTS (
    SELECT FROM contacts_factsterm AS term WHERE term.organization_id = %(organization)s
    AND term.key = wanted.key AND (term.value = wanted.value OR term.bit IS NULL))
GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT %(limit)s
"""
_WIDEST = 100


def terms_learn(*, ids: Sequence[int]) -> None:
    """Give a bit to each new value of these guests, as long as there are bits."""
    given: dict[str, Any] = {
        "organization": required_organization_id("FactsTerm"),
        "ids": list(ids),
        "limit": _NEW_AT_ONCE,
    }
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEW, given)
            found = cursor.fetchall()
        new: dict[str, list[str]] = defaultdict(list)
        for key, value in found:
            new[key].append(value)
        if new:
            _allot(new)
        if len(found) < _NEW_AT_ONCE:
            return


def _allot(new: dict[str, list[str]]) -> None:
    held = dict(FactsTerm.objects.exclude(bit=None).values_list("bit", "key"))
    known, free = list(held.values()), BITS - len(held)
    # An erasure gives bits back, in any place.
    bits = iter(sorted(set(range(BITS)) - held.keys()))
    rows = []
    for key, values in new.items():
        limit = TAGS_LIMIT if key == TAGS_KEY else KEY_LIMIT
        room = min(limit - known.count(key), free)
        fitting = [value for value in values if len(value) <= _WIDEST]
        if len(fitting) < len(values) or len(values) > room:
            rows.append(FactsTerm(key=key, value="", bit=None))
            # Tags that fit keep their bit; an own field of many values is no choice at all.
            fitting = fitting[: max(room, 0)] if key == TAGS_KEY else []
        for value in fitting:
            rows.append(FactsTerm(key=key, value=value, bit=next(bits)))
            free -= 1
    FactsTerm.objects.bulk_create(rows)
