"""The official AlpineBits examples, where they lie beside the project; nobody needs them."""

import os
from collections import Counter
from pathlib import Path

from config.services.paths import ROOT
from integrations_ota.adapters.alpinebits.parser import parse_messages

PATTERN = "ota/alpinebits/v_*/GuestRequests-OTA_ResRetrieveRS-*.xml"


def corpora() -> Path:
    return Path(os.environ.get("BELLHOP_CORPORA") or ROOT.parent / "shared")


def official_examples() -> str:
    """What our parser makes of them, in words; empty when they are not there."""
    found: Counter[str] = Counter()
    for path in sorted(corpora().glob(PATTERN)):
        found.update(parse_messages(path.read_bytes()))
    return ", ".join(f"{number} {kind}" for kind, number in sorted(found.items()))
