"""Merging one letter by compiled segments, beside python-liquid with the standard library's EmailMessage."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from delivery.content.bound import Bound
from delivery.content.compiled import content_build
from delivery.content.merge import template_render
from delivery.content.message import MessageBuilder, RecipientHeaders, SenderHeaders
from delivery.content.mjml import mjml_to_html

LETTER = Path(__file__).resolve().parents[1] / "config" / "demo" / "letters" / "spring.mjml"
SUBJECT = "{{ guest.first_name }}, spring at {{ hotel.name }}"
HOTEL = {
    "name": "Seehof Bregenz",
    "address": "Seepromenade 4, 6900 Bregenz",
    "website": "https://seehof.example",
}
COUNT, ROUNDS = 500, 5


def fastest(make: Callable[[int], bytes]) -> float:
    """Microseconds of processor time a letter, the best of the rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for number in range(COUNT):
            make(number)
        best = min(best, time.process_time() - began)
    return best / COUNT * 1_000_000


def compiled() -> Callable[[int], bytes]:
    content = content_build(subject=SUBJECT, preview_text="Three nights", mjml=LETTER.read_text())
    bound = Bound(content, constants={"hotel": HOTEL}, public_url="https://mail.example")
    builder = MessageBuilder(SenderHeaders("Seehof", "hello@seehof.example"))
    now = datetime.now(UTC)

    def make(number: int) -> bytes:
        letter = bound.letter({"guest": {"first_name": f"Ada{number}", "country": "AT"}}, f"token{number}")
        headers = RecipientHeaders(
            to="ada@example.com", subject=letter.subject, date=now, message_id=f"<{number}@seehof.example>"
        )
        return builder.build(headers, letter).as_bytes()

    return make


def plain() -> Callable[[int], bytes]:
    # Its logic tag stands between columns, where only the compiler knows how to carry it.
    source = "\n".join(line for line in LETTER.read_text().splitlines() if "{%" not in line)
    page = mjml_to_html(source)

    def make(number: int) -> bytes:
        values = {
            "guest": {"first_name": f"Ada{number}", "country": "AT"},
            "hotel": HOTEL,
            "unsubscribe_url": "x",
            "preferences_url": "x",
        }
        message = EmailMessage()
        message["Subject"] = template_render(SUBJECT, values, html=False)
        message["From"], message["To"] = "hello@seehof.example", "ada@example.com"
        message.set_content("The same letter as plain text.")
        message.add_alternative(template_render(page, values, html=True), subtype="html")
        return message.as_bytes()

    return make


def main() -> None:
    figures = {"compiled_us": fastest(compiled()), "plain_us": fastest(plain())}
    figures["ratio"] = figures["plain_us"] / figures["compiled_us"]
    print(f"compiled segments           {figures['compiled_us']:9.0f} µs a letter")
    print(f"python-liquid, EmailMessage {figures['plain_us']:9.0f} µs a letter")
    print(f"times as fast               {figures['ratio']:9.1f}")
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
