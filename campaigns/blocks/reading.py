"""A document read from JSON, and described for the API, by the classes of `document`."""

import re
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from campaigns.blocks.document import BLOCKS, Block, Document, Text
from delivery.content.characters import has_control

BLOCK_LIMIT = 60
COLUMN_LIMITS = (2, 3)
_ITEM_LIMIT = 12
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_ADDRESS = re.compile(r"(?:https?://[^\s<>\"']+|mailto:[^\s<>\"']+|tel:[+\d() -]+|\{\{\s*[\w.]+\s*\}\})")


class DocumentInvalid(Exception):
    """A document that cannot be kept. `path` says where, as `blocks.2.heading`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


def document_read(data: object) -> Document:
    """Check and read a document. Raises DocumentInvalid for the first fault."""
    if not isinstance(data, dict) or not isinstance(data.get("blocks"), list):
        raise DocumentInvalid("document", "A letter is an object with a list of blocks.")
    if data.get("version", 1) != 1:
        raise DocumentInvalid("document.version", "This letter was made by a newer Bellhop.")
    raw = data["blocks"]
    if len(raw) > BLOCK_LIMIT:
        raise DocumentInvalid("document.blocks", f"A letter has at most {BLOCK_LIMIT} blocks.")
    blocks = [_block(item, f"document.blocks.{number}") for number, item in enumerate(raw)]
    if [block.type for block in blocks].count("footer") != 1 or blocks[-1].type != "footer":
        raise DocumentInvalid("document.blocks", "A letter ends with its footer, and has only one.")
    if len({block.id for block in blocks}) < len(blocks):
        raise DocumentInvalid("document.blocks", "Two blocks have the same id.")
    return Document(blocks=blocks)


def _block(data: object, path: str) -> Block:
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in BLOCKS:
        raise DocumentInvalid(f"{path}.type", f"There is no block named {str(kind)[:40]}.")
    block: Block = _object(BLOCKS[kind], data, path)
    if not _ID.fullmatch(block.id):
        raise DocumentInvalid(f"{path}.id", "An id is made of up to 40 letters, digits, - and _.")
    if block.type == "columns" and not COLUMN_LIMITS[0] <= len(block.columns) <= COLUMN_LIMITS[1]:
        raise DocumentInvalid(f"{path}.columns", "There are two or three columns.")
    return block


def _object(cls: Any, data: object, path: str) -> Any:
    if not isinstance(data, dict):
        raise DocumentInvalid(path, "This has to be an object.")
    hints = _hints(cls)
    if unknown := sorted(set(map(str, data)) - set(hints)):
        raise DocumentInvalid(f"{path}.{unknown[0][:40]}", "There is no such field.")
    if "id" in hints and "id" not in data:
        raise DocumentInvalid(f"{path}.id", "Each block has an id.")
    return cls(**{name: _value(hints[name], value, f"{path}.{name}") for name, value in data.items()})


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls, include_extras=True)


def _value(hint: Any, value: object, path: str) -> object:
    origin = get_origin(hint)
    if origin is Annotated:
        return _text(value, get_args(hint)[1], path)
    if origin is Literal:
        if value not in get_args(hint):
            raise DocumentInvalid(path, f"Choose one of {', '.join(map(str, get_args(hint)))}.")
        return value
    if origin is list:
        if not isinstance(value, list) or len(value) > _ITEM_LIMIT:
            raise DocumentInvalid(path, f"This is a list of at most {_ITEM_LIMIT}.")
        (item,) = get_args(hint)
        return [_object(item, each, f"{path}.{number}") for number, each in enumerate(value)]
    if not isinstance(value, bool):
        raise DocumentInvalid(path, "This is true or false.")
    return value


def _text(value: object, rule: Text, path: str) -> str:
    if not isinstance(value, str):
        raise DocumentInvalid(path, "This has to be text.")
    if len(value) > rule.limit:
        raise DocumentInvalid(path, f"This is longer than {rule.limit} characters.")
    if has_control(value.replace("\n", "") if rule.lines else value):
        raise DocumentInvalid(path, "This holds a line break or another control character.")
    if rule.address and value.strip() and not _ADDRESS.fullmatch(value.strip()):
        raise DocumentInvalid(path, "Write a whole address: it begins with https://, mailto: or tel:.")
    return value.strip() if rule.address else value


def document_schema() -> dict[str, Any]:
    """The document in the words of OpenAPI 3.1."""
    blocks = [_schema_of(cls) for cls in BLOCKS.values()]
    return {
        "type": "object",
        "description": "A letter of blocks; its last block is its only footer.",
        "properties": {
            "version": {"type": "integer", "enum": [1]},
            "blocks": {"type": "array", "maxItems": BLOCK_LIMIT, "items": {"oneOf": blocks}},
        },
        "required": ["version", "blocks"],
    }


def _schema_of(cls: Any) -> dict[str, Any]:
    hints = _hints(cls)
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {each.name: _schema(hints[each.name], each) for each in fields(cls)},
        "required": [each.name for each in fields(cls)],
        "additionalProperties": False,
    }
    return shape


def _schema(hint: Any, owner: "Field[Any] | None" = None) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin is Annotated:
        return {"type": "string", "maxLength": get_args(hint)[1].limit}
    if origin is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if origin is list:
        return {"type": "array", "maxItems": _ITEM_LIMIT, "items": _schema_of(get_args(hint)[0])}
    default = owner.default if owner is not None and owner.default is not MISSING else True
    return {"type": "boolean", "default": default}
