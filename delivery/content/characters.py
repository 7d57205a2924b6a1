"""Characters that may stand in no header, address or merged value."""

import re

# Right-to-left marks and joiners stay: names need them. These can break a line, a header or a log.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]")


def has_control(text: str) -> bool:
    """Say whether a text holds CR, LF, NUL or another control character, or half a surrogate pair."""
    return CONTROL.search(text) is not None
