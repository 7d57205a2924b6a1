"""A small checker of outbound XML: which leaves there may be, and which attributes each has."""

from collections.abc import Mapping

from lxml import etree

OTA = "http://www.opentravel.org/OTA/2003/05"


def shape_of(document: bytes) -> tuple[str, str, dict[str, set[str]]]:
    """Return root name, namespace, and for each path with attributes or without children its attributes."""
    root = etree.fromstring(document)
    found: dict[str, set[str]] = {}

    def walk(element: etree._Element, path: str) -> None:
        children = list(element)
        if element.attrib or not children:
            found[path] = found.get(path, set()) | {str(name) for name in element.attrib}
        for child in children:
            name = etree.QName(child)
            assert name.namespace == etree.QName(root).namespace, name
            walk(child, f"{path}/{name.localname}".lstrip("/"))

    walk(root, "")
    return str(etree.QName(root).localname), str(etree.QName(root).namespace), found


def assert_shape(document: bytes, root: str, expected: Mapping[str, set[str]], namespace: str = OTA) -> None:
    """Assert a document's root, namespace, paths and attributes, no more and no less."""
    assert shape_of(document) == (root, namespace, dict(expected))
