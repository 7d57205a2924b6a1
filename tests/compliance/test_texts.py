import pytest

from compliance.rules import rules_table
from compliance.selectors.texts import basis_text, reason_text, reason_texts
from compliance.types import Basis, Purpose, Reason


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_is_a_sentence(reason: Reason) -> None:
    assert reason_text(reason.value).endswith(".")


@pytest.mark.parametrize("basis", list(Basis))
def test_each_basis_is_a_sentence(basis: Basis) -> None:
    assert basis_text(basis.value).endswith(".")


def test_allowed_is_no_reason() -> None:
    assert set(reason_texts()) == {reason.value for reason in Reason if reason}


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_rule_names_its_law_and_when_it_was_read(purpose: Purpose) -> None:
    assert all(all(row) for row in rules_table(purpose))


def test_the_rules_read_as_a_table() -> None:
    assert rules_table(Purpose.MARKETING)[0] == (
        "ota_alias", "email_kind is alias", "OTA partner terms; GDPR 5(1)(b)", "2026-11-24",
    )  # fmt: skip
