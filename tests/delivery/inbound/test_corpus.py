"""Real bounces, where they lie beside the project (BELLHOP_CORPORA); the bars of the product hold on them."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from delivery.inbound.classify import mail_classify
from delivery.inbound.mime import mails_in

CORPUS = Path(os.environ.get("BELLHOP_CORPORA") or "../shared") / "corpora" / "bounces"
pytestmark = pytest.mark.skipif(
    not (CORPUS / "expected.json").exists(),
    reason=f"NOT RUN: no bounces in {CORPUS}; set BELLHOP_CORPORA to the folder that holds corpora/",
)
BAR = 0.97
FALSE_HARD_BAR = 0.01
SECONDS = 2


def cases() -> Iterator[tuple[dict[str, Any], list[tuple[str, str]]]]:
    for name, facts in json.loads((CORPUS / "expected.json").read_text()).items():
        mails = mails_in((CORPUS / name).read_bytes())
        found = [record for raw in mails for record in mail_classify(raw)]
        yield facts, [(record.kind.value, record.recipient) for record in found]


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


def test_the_class_is_right_on_97_of_100() -> None:
    right = [
        sorted(kind for kind, _ in found) == sorted(record["class"] for record in facts["records"])
        for facts, found in cases()
    ]
    assert share(right) >= BAR


def test_false_hard_stays_under_1_of_100() -> None:
    false = []
    for facts, found in cases():
        wanted = [record["class"] for record in facts["records"]]
        if wanted != ["hard"] * len(wanted):
            false.append([kind for kind, _ in found].count("hard") > wanted.count("hard"))
    assert share(false) <= FALSE_HARD_BAR


def test_the_recipient_is_right_on_97_of_100() -> None:
    right = []
    for facts, found in cases():
        wanted = {address.lower() for address in facts["recipients_silver"] or []}
        if wanted and not any(address.endswith(".invalid") for address in wanted):
            right.append({address for _, address in found} == wanted)
    assert share(right) >= BAR


def test_no_mail_takes_two_seconds() -> None:
    slowest = 0.0
    for path in CORPUS.glob("*.eml"):
        begun = process_time()
        mail_classify(path.read_bytes())
        slowest = max(slowest, process_time() - begun)
    assert slowest < SECONDS
