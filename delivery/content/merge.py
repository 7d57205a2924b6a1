"""The merge language: Liquid with an allow-list of tags and filters and hard limits.

Python objects are never reachable: a path is followed through mappings only.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, wraps
from typing import Any

from liquid import BoundTemplate, Environment
from liquid.exceptions import LiquidError, ResourceLimitError

from delivery.content.errors import MergeFailed, TemplateInvalid
from delivery.content.fields import MERGE_FIELDS, is_known

OUTPUT_LIMIT = 1_000_000
LOOP_LIMIT = 1_000
FILTER_LIMIT = 64_000
_NUMBER_BITS = 256
SOURCE_LIMIT = 500_000

TAGS = frozenset(
    {
        "if",
        "unless",
        "case",
        "for",
        "break",
        "continue",
        "assign",
        "comment",
        "output",
        "content",
        "illegal",
        "#",
    }
)
FILTERS = (
    "abs",
    "append",
    "at_least",
    "at_most",
    "capitalize",
    "ceil",
    "date",
    "default",
    "divided_by",
    "downcase",
    "first",
    "floor",
    "join",
    "last",
    "lstrip",
    "minus",
    "modulo",
    "plus",
    "prepend",
    "remove",
    "replace",
    "round",
    "rstrip",
    "size",
    "slice",
    "squish",
    "strip",
    "times",
    "truncate",
    "truncatewords",
    "upcase",
    "url_encode",
)
_DATE_FORMAT = re.compile(r"(?:[^%]|%-?[aAbBdejmHIMpyY%])*")


class MergeEnvironment(Environment):
    """Liquid with what a merge needs and nothing more."""

    loop_iteration_limit = LOOP_LIMIT
    output_stream_limit = OUTPUT_LIMIT
    local_namespace_limit = 200_000
    context_depth_limit = 20
    block_nesting_limit = 20

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(autoescape=autoescape)
        self.tags = {name: tag for name, tag in self.tags.items() if name in TAGS}
        self.filters = {name: _capped(name, self.filters[name]) for name in FILTERS}


def _capped(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a filter whose result grows without bound, or a date format with a width."""

    @wraps(function)
    def run(value: object, *args: object, **kwargs: object) -> object:
        if name == "date" and args and not _DATE_FORMAT.fullmatch(str(args[0])):
            raise ResourceLimitError("this date format is not allowed", token=None)
        if name == "replace" and len(args) > 1:
            _require_small(len(str(value)) * (len(str(args[1])) + 1), "replace")
        result = function(value, *args, **kwargs)
        if isinstance(result, str):
            _require_small(len(result), name)
        if isinstance(result, int) and result.bit_length() > _NUMBER_BITS:
            raise ResourceLimitError(f"{name} gives a number that is too large", token=None)
        return result

    return run


def _require_small(length: int, name: str) -> None:
    if length > FILTER_LIMIT:
        raise ResourceLimitError(f"{name} gives more than {FILTER_LIMIT} characters", token=None)


HTML = MergeEnvironment(autoescape=True)
TEXT = MergeEnvironment(autoescape=False)


def line_at(source: str, index: int) -> int:
    """The line, counted from 1, on which a character stands."""
    return source.count("\n", 0, max(index, 0)) + 1


def template_parse(source: str, *, html: bool) -> BoundTemplate:
    """Parse Liquid. Raises TemplateInvalid with the line of the broken tag."""
    if len(source) > SOURCE_LIMIT:
        raise TemplateInvalid(f"The template is longer than {SOURCE_LIMIT} characters.")
    try:
        return (HTML if html else TEXT).from_string(source)
    except LiquidError as error:
        raise _invalid(error, source) from error
    except RecursionError as error:
        raise TemplateInvalid("The template nests its tags too deeply.") from error


def _invalid(error: LiquidError, source: str) -> TemplateInvalid:
    index = error.token.start_index if error.token is not None else -1
    text = str(error.args[0]) if error.args else "a merge tag is broken"
    if index < 0:
        return TemplateInvalid(f"A merge tag is broken: {text}.", _broken_line(source))
    return TemplateInvalid(f"A merge tag is broken: {text}.", line_at(source, index))


def _broken_line(source: str) -> int | None:
    """Where Liquid names no place: the first tag that cannot be read alone, or an open block."""
    for match in re.finditer(r"{{.*?}}", source, re.DOTALL):
        try:
            TEXT.from_string(match[0])
        except LiquidError:
            return line_at(source, match.start())
    return _last_open_line(source)


def _last_open_line(source: str) -> int | None:
    """The line of the innermost block tag that has no end tag."""
    open_tags: list[int] = []
    for match in re.finditer(r"{%-?\s*(end)?(if|unless|case|for|comment)\b", source):
        if not match[1]:
            open_tags.append(match.start())
        elif open_tags:
            open_tags.pop()
    return line_at(source, open_tags[-1]) if open_tags else None


def template_check(source: str, *, html: bool, known: frozenset[str] = MERGE_FIELDS) -> None:
    """Raise TemplateInvalid for a broken tag, or naming every field that does not exist."""
    template = template_parse(source, html=html)
    found = template.analyze()
    for name, spans in found.filters.items():
        if name not in FILTERS:
            raise TemplateInvalid(f"There is no filter named {name}.", line_at(source, spans[0].index))
    unknown: dict[str, int] = {}
    for variables in found.globals.values():
        for variable in variables:
            path = ".".join(str(part) for part in variable.segments)
            if not is_known(path, known):
                unknown.setdefault(path, line_at(source, variable.span.index))
    if unknown:
        names = ", ".join(f"{{{{ {name} }}}}" for name in sorted(unknown))
        raise TemplateInvalid(f"These merge fields do not exist: {names}.", min(unknown.values()))


@lru_cache(maxsize=512)
def _cached(source: str, html: bool) -> BoundTemplate:  # noqa: FBT001
    return template_parse(source, html=html)


def template_render(source: str, values: Mapping[str, object], *, html: bool) -> str:
    """Render one piece of Liquid. Values must be normalised. Raises MergeFailed."""
    try:
        return str(_cached(source, html).render(**values))
    except (LiquidError, ArithmeticError, ValueError, TypeError, RecursionError) as error:
        text = str(error.args[0]) if error.args else type(error).__name__
        raise MergeFailed(f"The template could not be merged: {text}.") from error


def names_in(sources: Iterable[str]) -> frozenset[str]:
    """Every field the given pieces of Liquid read, as dotted paths."""
    return frozenset(
        ".".join(str(part) for part in variable.segments)
        for source in sources
        for variables in template_parse(source, html=False).analyze().globals.values()
        for variable in variables
    )
