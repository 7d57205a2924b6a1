# ruff: noqa: S608, ISC004 - conditions of a benchmark, of no input
"""The twelve reference segments, in the language and as SQL written by hand over the same tables."""

from typing import Any

Rule = dict[str, Any]


def rule(field: str, op: str, value: Any = None, **more: Any) -> Rule:
    return {"field": field, "op": op, "value": value} | more


YEAR = {"arrival": {"op": "in_last_days", "value": 365}}
GERMAN = rule("profile.language", "is_any_of", ["de"])


def segments(hotel: int) -> dict[str, tuple[Rule, str]]:
    """Each segment's rule and the condition a person would write on `contacts_guestfacts AS f`.

    `{tag:x}` and `{own:key=value}` stand for that term's bit test.
    """
    recent = {"hotel": {"op": "is_any_of", "value": [hotel]}, "arrival": {"op": "in_last_days", "value": 90}}
    soon = {
        "arrival": {"op": "in_next_days", "value": 30},
        "channel": {"op": "is_any_of", "value": ["booking_com", "expedia"]},
    }
    return {
        "S1": (all_of(GERMAN, rule("profile.tags", "has_any", ["vip"])), "f.language = 'de' AND {tag:vip}"),
        "S2": (
            all_of(
                rule("profile.tags", "has_any", ["spa", "golf"]),
                rule("profile.country", "is_any_of", ["DE", "AT", "CH"]),
            ),
            "({tag:spa} OR {tag:golf}) AND f.country IN ('DE', 'AT', 'CH')",
        ),
        "S3": (rule("custom.loyalty", "is_any_of", ["gold"]), "{own:loyalty=gold}"),
        "S4": (
            all_of(
                rule("custom.loyalty", "is_any_of", ["gold"]),
                rule("custom.diet", "is_any_of", ["vegan"]),
                rule("profile.tags", "has_any", ["vip"]),
            ),
            "{own:loyalty=gold} AND {own:diet=vegan} AND {tag:vip}",
        ),
        "S5": (
            rule("stays.count", "gte", 1, where=recent),
            "f.id IN (SELECT guest_id FROM contacts_stay WHERE organization_id = {org} AND arrival > {today} - 90"
            f" AND arrival <= {{today}} AND hotel_id = {hotel} AND status NOT IN ('cancelled', 'no_show'))",
        ),
        "S6": (
            all_of(
                rule("stays.count", "gte", 2, where=YEAR),
                rule("stays.revenue", "gt", 80_000, where=YEAR),
            ),
            "f.stays_12m >= 2 AND f.revenue_12m > 80000",
        ),
        "S7": (
            all_of(
                rule("stays.last_departure", "more_than_days_ago", 365),
                rule("engagement.opened", "not_in_last_days", 90),
                GERMAN,
            ),
            "f.last_departure < {today} - 365 AND f.language = 'de'"
            " AND (f.last_opened IS NULL OR f.last_opened <= {today} - 90)",
        ),
        "S8": (
            all_of(rule("stays.count", "gte", 3), rule("stays.revenue", "gt", 150_000)),
            "f.stays >= 3 AND f.revenue > 150000",
        ),
        "S9": (
            rule("profile.birthday", "in_next_days", 14),
            "(f.birthday BETWEEN {from} AND {to} OR {from} > {to} AND (f.birthday >= {from} OR f.birthday <= {to}))",
        ),
        "S10": (rule("consent.mailable", "is", True), "f.reason = ''"),
        "S11": (
            all_of(
                {"not": GERMAN},
                {"not": rule("profile.tags", "has_any", ["vip", "golf"])},
                rule("profile.country", "is_none_of", ["US"]),
            ),
            "f.language <> 'de' AND NOT {tag:vip} AND NOT {tag:golf} AND f.country <> 'US'",
        ),
        "S12": (
            all_of(
                rule("bookings.count", "gte", 1, where=soon),
                rule("consent.mailable", "is", True),
                rule("engagement.mailed", "not_in_last_days", 14),
            ),
            "f.reason = '' AND (f.last_mailed IS NULL OR f.last_mailed <= {today} - 14)"
            " AND f.id IN (SELECT guest_id FROM contacts_stay WHERE organization_id = {org} AND arrival >= {today}"
            " AND arrival <= {today} + 30 AND source_channel IN ('booking_com', 'expedia')"
            " AND status NOT IN ('cancelled', 'no_show'))",
        ),
    }


def all_of(*rules: Rule) -> Rule:
    return {"all": list(rules)}
