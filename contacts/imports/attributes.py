"""Columns that hold JSON objects, as listmonk's 'attributes' do: their keys become columns."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import orjson

from contacts.imports.columns import header_key
from contacts.imports.records import RawRow

_HEADERS = frozenset({"attributes", "attribs"})
SAMPLED = 1_000
MOST_KEYS = 200


def attributes_expand(headers: list[str], records: Iterator[RawRow]) -> tuple[list[str], Iterator[RawRow]]:
    """Return the headers and records with a column for each key of the first 1,000 records' objects.

    Keys are appended in the order they come; one whose name a column has already is written
    'attributes.key'. Where there is no such column, both are returned as they are.
    """
    number = next((n for n, header in enumerate(headers) if header_key(header) in _HEADERS), None)
    if number is None:
        return headers, records
    sample = list(islice(records, SAMPLED))
    keys: dict[str, None] = {}
    for record in sample:
        keys.update(dict.fromkeys(_object(record, number)))
    names = list(islice(keys, MOST_KEYS))
    taken = {header_key(header) for header in headers}
    titles = [f"{headers[number]}.{name}" if header_key(name) in taken else name for name in names]
    return [*headers, *titles], _expanded(chain(sample, records), len(headers), number, names)


def _expanded(records: Iterator[RawRow], width: int, number: int, names: Sequence[str]) -> Iterator[RawRow]:
    for record in records:
        cells = record.cells
        if any(cell.strip() for cell in cells[width:]):
            yield record._replace(fault=record.fault or "ragged_row")
            continue
        values = _object(record, number)
        padded = [*cells[:width], *[""] * (width - len(cells))]
        yield record._replace(cells=[*padded, *(_text(values.get(name)) for name in names)])


def _object(record: RawRow, number: int) -> dict[str, object]:
    cell = record.cells[number] if number < len(record.cells) else ""
    if not cell.startswith("{") or record.fault:
        return {}
    try:
        found: dict[str, object] = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return {}
    return found


def _text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(value).decode()
