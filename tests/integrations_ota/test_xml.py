"""XML from strangers."""

import time
import tracemalloc
from pathlib import Path

import pytest

from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.xml import MAX_DEPTH, parse_xml

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]><l>&i;</l>"
)


def refused(body: bytes) -> str:
    with pytest.raises(Malformed) as caught:
        parse_xml(body)
    return caught.value.message


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_document_type_is_refused_in_any_encoding(codec: str) -> None:
    text = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>'
    assert "declares a document type" in refused(text.encode(codec))


def test_billion_laughs_are_refused_at_once() -> None:
    started = time.monotonic()
    assert "declares a document type" in refused(BILLION_LAUGHS.encode())
    assert time.monotonic() - started < 1


def test_an_included_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    text = f'<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{secret}" parse="text"/></r>'
    root = parse_xml(text.encode())
    assert "secret" not in "".join(str(text) for text in root.itertext())


def test_an_encoding_that_could_hide_a_declaration_is_refused() -> None:
    assert "character set 'utf-7'" in refused(b'<?xml version="1.0" encoding="UTF-7"?><r/>')


def test_deep_nesting_is_refused() -> None:
    assert parse_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH).tag == "a"
    assert "nested deeper" in refused(b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1))
    assert refused(b"<a>" * 10_000 + b"</a>" * 10_000).startswith("The channel sent a document")


def test_a_million_nodes_are_refused_before_a_tree_is_built() -> None:
    body = b"<r>" + b"<a/>" * 1_000_000 + b"</r>"
    tracemalloc.start()
    assert "more than 400,000 nodes" in refused(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 1024 * 1024


@pytest.mark.parametrize("body", [b"", b"<a>", b"<a></b>", b"\xff\xfe", b"<a>\xc3(</a>", b"plain text"])
def test_what_is_not_xml_is_malformed_and_kept(body: bytes) -> None:
    assert refused(body).startswith("The channel sent a document that cannot be read as XML")


def test_the_kept_text_holds_no_card() -> None:
    with pytest.raises(Malformed) as caught:
        parse_xml(b"<r><CardNumber>4111111111111111</CardNumber> 4111 1111 1111 1111")
    assert "1111" not in caught.value.raw


def test_other_encodings_are_read() -> None:
    for codec in ("utf-8", "utf-16", "iso-8859-1", "windows-1252"):
        body = f'<?xml version="1.0" encoding="{codec}"?><r>Müller</r>'.encode(codec)
        assert parse_xml(body).text == "Müller"
