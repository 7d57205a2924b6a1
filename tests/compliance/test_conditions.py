import pytest
from django.db.models import Q

from compliance.conditions import condition_holds

FACTS = {"kind": "real", "known": True, "reason": ""}


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        (Q(kind="real"), True),
        (Q(kind__in=("alias", "role")), False),
        (~Q(kind__in=("alias", "role")), True),
        (Q(kind="real") & Q(known=False), False),
        (Q(kind="alias") | Q(known=True), True),
        (~(Q(kind="real") & Q(known=True)), False),
        (Q(kind="real") ^ Q(known=True), False),
        (Q(kind="alias") ^ Q(known=True), True),
        (Q(), True),
    ],
)
def test_a_condition_is_read_as_the_database_reads_it(condition: Q, verdict: bool) -> None:
    assert condition_holds(condition, FACTS) is verdict


def test_an_unknown_fact_is_an_error_not_a_no() -> None:
    with pytest.raises(KeyError):
        condition_holds(Q(shoe_size=43), FACTS)


def test_an_unknown_lookup_is_an_error_not_a_no() -> None:
    with pytest.raises(KeyError):
        condition_holds(Q(kind__regex="r.*"), FACTS)


def test_null_is_refused_since_sql_reads_it_otherwise() -> None:
    with pytest.raises(TypeError):
        condition_holds(Q(kind="real"), {"kind": None})
