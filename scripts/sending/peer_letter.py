"""The benchmark's own letter as a template for peers: the same page, text, links, pixel and headers."""

import json
from pathlib import Path
from typing import Any

from delivery.content.compiled import content_build
from delivery.content.segments import Segment
from scripts.sending.world import letter

PUBLIC_URL = "https://mail.example"
HOTEL = {"hotel.name": "Seehof", "hotel.address": "Seestrasse 1, 6900 Bregenz, AT"}
# As many characters as a signed token of ours has; the peers fill in a number for each recipient.
SLOT = "{{ token }}"


def peer_letter_write(path: Path) -> None:
    """Write the letter as JSON: `from`, `subject`, `text`, `html`, `headers`, with Django's tags for values."""
    content = content_build(
        subject="{{ guest.first_name }}, the lake is warm", preview_text="Three nights", mjml=letter()
    )
    facts: dict[str, Any] = {
        "from": "Seehof <hello@seehof.example>",
        "subject": template(content.subject),
        "text": template(content.text),
        "html": template(content.html),
        "headers": {
            "List-Unsubscribe": f"<{PUBLIC_URL}/u/{SLOT}>, <mailto:unsubscribe+{SLOT}@seehof.example>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": "<marketing.seehof.seehof.example>",
            "Feedback-ID": "1:marketing:1:bellhop",
        },
    }
    path.write_text(json.dumps(facts))


def template(segments: list[Segment]) -> str:
    return "".join(piece(*segment) for segment in segments)


def piece(kind: str | int | None, *facts: str | int | None) -> str:
    match kind:
        case "t":
            return str(facts[0])
        case "l":
            return f"{PUBLIC_URL}/c/{SLOT}/{facts[0]}"
        case "o":
            return f'<img src="{PUBLIC_URL}/o/{SLOT}.gif" width="1" height="1" alt="" />'
        case "v" if facts[0] == "unsubscribe_url":
            return f"{PUBLIC_URL}/u/{SLOT}"
        case "v" if facts[0] == "preferences_url":
            return f"{PUBLIC_URL}/m/{SLOT}"
        case "v" if facts[0] in HOTEL:
            return HOTEL[str(facts[0])]
        case "v":
            default = f'|default:"{facts[1]}"' if facts[1] is not None else ""
            return f"{{{{ {facts[0]}{default} }}}}"
    raise ValueError(f"No peer has anything like the piece {kind}.")
