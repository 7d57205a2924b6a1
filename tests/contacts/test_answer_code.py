"""The number that stands for a guest's answer, as Python and PostgreSQL have it."""

from datetime import date

from accounts.models import Organization
from compliance.types import Basis, Reason
from contacts.models import GuestFacts
from contacts.models.answer_code import BASES, REASONS, REFUSED, Answer

ANSWERS = [Answer(reason, basis, shared) for reason in REASONS for basis in BASES for shared in (False, True)]


def test_every_reason_and_basis_has_a_number() -> None:
    assert set(REASONS) == set(Reason)
    assert set(BASES) == {"", *Basis}


def test_a_code_is_read_back_as_what_was_written() -> None:
    assert [Answer.of(answer.code) for answer in ANSWERS] == ANSWERS
    assert len({answer.code for answer in ANSWERS}) == len(ANSWERS)


def test_codes_of_guests_who_may_be_written_to_lie_below_all_others() -> None:
    assert all((answer.code < REFUSED) == (answer.reason == Reason.ALLOWED) for answer in ANSWERS)


def test_the_database_keeps_the_same_number_for_each_answer(in_a: Organization) -> None:
    rows = [
        GuestFacts(
            organization=in_a, id=number, reason=answer.reason, basis=answer.basis,
            inbox_shared=answer.shared, created_on=date(2026, 1, 1),
        )
        for number, answer in enumerate(ANSWERS, start=1)
    ]  # fmt: skip
    GuestFacts.objects.bulk_create(rows)
    kept = GuestFacts.objects.order_by("id").values_list("answer", flat=True)
    assert list(kept) == [answer.code for answer in ANSWERS]
