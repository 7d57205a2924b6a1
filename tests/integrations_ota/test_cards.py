"""Card numbers: none stays, and nothing else goes."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from integrations_ota.adapters.cards import REMOVED, luhn_valid, strip_json, strip_raw, strip_text, strip_xml

VISA = "4111111111111111"


def test_a_card_is_removed_however_its_digits_are_separated() -> None:
    for text in (
        VISA,
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "41 11 11 11 11 11 11 11",
        "4111\n1111\n1111\n1111",
    ):
        assert strip_text(f"Karte: {text}, danke") == f"Karte: {REMOVED}, danke"


def test_cards_of_other_lengths_are_removed_too() -> None:
    for number in ("378282246310005", "30569309025904", "6304000000000000", "5555555555554444"):
        assert strip_text(number) == REMOVED


def test_two_cards_and_an_expiry_are_told_apart() -> None:
    text = f"{VISA} 12/31 and 5555 5555 5555 4444"
    assert strip_text(text) == f"{REMOVED} 12/31 and {REMOVED}"


def test_dates_amounts_and_short_numbers_stay() -> None:
    for text in ("2026-05-01 2026-05-08", "1234567890", "room 12, 2 nights, 199.00", "4111111111111112"):
        assert strip_text(text) == text


def test_phone_numbers_and_addresses_stay_even_when_they_pass_by_chance() -> None:
    phone = next(f"+4915{n:09d}" for n in range(1000) if luhn_valid(f"4915{n:09d}"))
    alias = next(
        f"m7658142303.{n:03d}@guest.booking.com" for n in range(100) if luhn_valid(f"7658142303{n:03d}")
    )
    facts = {"phone": phone, "mail": alias, "booking_id": VISA}
    assert strip_json(facts) == facts
    root = etree.fromstring(f'<C><Telephone PhoneNumber="{phone}"/><Email>{alias}</Email></C>')
    assert strip_xml(root) == 0


def test_a_card_in_a_phone_or_mail_field_goes() -> None:
    assert strip_json({"phone": VISA}) == {"phone": REMOVED}
    assert strip_json({"mail": f"{VISA}@example.com"}) == {"mail": f"{REMOVED}@example.com"}


def test_card_keys_go_and_numbers_that_are_cards_go() -> None:
    assert strip_json(
        {"guarantee": {"cvv": "1"}, "CVV": "737", "n": int(VISA), "list": [VISA], "ok": True}
    ) == {
        "n": REMOVED,
        "list": [REMOVED],
        "ok": True,
    }


def test_card_nodes_go_from_xml_with_all_they_hold() -> None:
    root = etree.fromstring(
        f'<R ID="{VISA}"><PaymentCard CardCode="VI"><CardNumber><PlainText>x</PlainText></CardNumber>'
        "</PaymentCard>"
        f'rest<T note="{VISA}" SeriesCode="737">pay {VISA}</T></R>'
    )
    assert strip_xml(root) == 5
    assert etree.tostring(root).decode() == (f'<R ID="{VISA}">rest<T note="{REMOVED}">pay {REMOVED}</T></R>')


def test_documents_that_cannot_be_parsed_are_cleaned_by_pattern() -> None:
    card = f'<ota:PaymentCard x="1"><CardNumber>{VISA}</CardNumber></ota:PaymentCard>'
    broken = f'<R>{card}<T SeriesCode="737">{VISA}'
    assert strip_raw(broken) == f'<R>{REMOVED}<T SeriesCode="{REMOVED}">{REMOVED}'
    assert strip_raw('{"cvv": "737", "x": ') == f'{{"cvv": "{REMOVED}", "x": '


@given(st.text(alphabet="abc ,.;\n", max_size=20), st.text(alphabet="xyz !?\n", max_size=20))
def test_a_card_between_any_words_is_found(before: str, after: str) -> None:
    assert VISA not in strip_text(f"{before}x{VISA}y{after}")


@given(st.text(max_size=200))
def test_stripping_twice_changes_nothing_more(text: str) -> None:
    once = strip_text(text)
    assert strip_text(once) == once
