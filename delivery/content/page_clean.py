"""A foreign page or MJML cleaned tag by tag, so that its look survives.

A tree builder would close what Outlook's conditional comments open in one place and close in
another, so each tag is written anew where it stood: only from the lists in `page_rules`, each
value quoted and escaped. Nothing that a browser could read in two ways is left.
"""

import re
from html import escape
from html.entities import html5
from html.parser import HTMLParser

from typing_extensions import override

from delivery.content.errors import TemplateInvalid
from delivery.content.findings import Finding
from delivery.content.page_rules import (
    ALONE,
    META_EQUIV,
    MJML_TAGS,
    OUTLOOK_TAGS,
    PAGE_ATTRIBUTES,
    PAGE_TAGS,
    QUIET_PREFIXES,
    URL_ATTRIBUTES,
    VOID,
    WITH_CONTENT,
)
from delivery.content.page_style import declarations_clean, style_clean
from delivery.content.protect import TOKEN
from delivery.content.sanitise import URL_SCHEMES

_CONDITION = re.compile(r"\[if\s+([\w\s!()&|.]{1,80})\]>?")
_REVEALED = re.compile(r"\[if\s+([\w\s!()&|.]{1,80})\]>?\s*(?:<!)?-?")
_HIDDEN = re.compile(r"\[if\s+([\w\s!()&|.]{1,80})\]>(.*)<!\[endif\]", re.DOTALL)
_DOCTYPE = re.compile(r"doctype\s[^<>]*", re.IGNORECASE)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_NAME = re.compile(r"[a-zA-Z_][\w:.-]*")
_REVEALED_END = "<!--<![endif]-->"


def page_clean(source: str, *, mjml: bool = False) -> tuple[str, list[Finding]]:
    """Clean a page whose merge tags are protected. Raises TemplateInvalid where it cannot be read."""
    cleaner = _Cleaner(mjml=mjml)
    return cleaner.run(source), cleaner.findings


class _Cleaner(HTMLParser):
    def __init__(self, *, mjml: bool = False, outlook: bool = False, line: int = 1) -> None:
        super().__init__(convert_charrefs=False)
        self.mjml = mjml
        self.outlook = outlook
        self.first_line = line
        self.findings: list[Finding] = []
        self.out: list[str] = []
        self.style = False
        # What is being left out with its content, since when, and how deep.
        self.skipped = ""
        self.skipped_line = 0
        self.depth = 0

    def run(self, source: str) -> str:
        self.feed(source)
        self.close()
        if self.skipped:
            raise TemplateInvalid(f"<{self.skipped}> is never closed.", self.skipped_line)
        return "".join(self.out)

    @property
    def line(self) -> int:
        return self.getpos()[0] + self.first_line - 1

    def found(self, code: str, message: str) -> None:
        self.findings.append(Finding(code, message, self.line))

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open(tag, attrs, closed=False)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open(tag, attrs, closed=True)

    def _open(self, tag: str, attrs: list[tuple[str, str | None]], *, closed: bool) -> None:
        if self.skipped:
            self.depth += tag == self.skipped and not closed
            return
        name = self._name(tag)
        if name is None:
            self._refuse(tag, attrs, closed=closed)
        elif tag != "meta" or self._meta(dict(attrs)):
            kept = "".join(self._attributes(tag, attrs))
            ends = closed and (tag not in PAGE_TAGS or tag in VOID)
            self.out.append(f"<{name}{kept}{' /' if ends else ''}>")
            if closed and not ends:
                self.out.append(f"</{name}>")
            self.style = tag in ("style", "mj-style") and not closed

    def _name(self, tag: str) -> str | None:
        """How an allowed tag is written."""
        if self.outlook and tag in OUTLOOK_TAGS:
            return OUTLOOK_TAGS[tag]
        return tag if tag in PAGE_TAGS or (self.mjml and tag in MJML_TAGS and tag not in ALONE) else None

    def _refuse(self, tag: str, attrs: list[tuple[str, str | None]], *, closed: bool) -> None:
        if tag in WITH_CONTENT:
            self.found(*WITH_CONTENT[tag])
            if not closed:
                self.skipped, self.skipped_line, self.depth = tag, self.line, 1
        elif tag in ALONE:
            self.found(*ALONE[tag])
        elif _NAME.fullmatch(tag):
            self.found("tag_removed", f"The tag <{tag[:40]}> was removed, what it holds stays.")
        for name, _value in attrs:
            if name.startswith("on"):
                self._handler(name)

    def _meta(self, facts: dict[str, str | None]) -> bool:
        kind = (facts.get("http-equiv") or "").strip().lower()
        if not kind or kind in META_EQUIV:
            return True
        if kind == "refresh":
            self.found("refresh_removed", "A redirect (meta refresh) was removed.")
        else:
            self.found("meta_removed", f"The instruction '{kind[:40]}' to the browser was removed.")
        return False

    @override
    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.depth -= tag == self.skipped
            if self.depth == 0:
                self.skipped = ""
        elif tag not in VOID and (name := self._name(tag)):
            self.style = False
            self.out.append(f"</{name}>")

    @override
    def handle_data(self, data: str) -> None:
        if self.skipped:
            return
        if self.style:
            self.out.append(style_clean(data, self.line, self.findings))
        else:
            self.out.append(data.replace("<", "&lt;"))

    @override
    def handle_entityref(self, name: str) -> None:
        if not self.skipped:
            self.out.append(f"&{name};" if f"{name};" in html5 else f"&amp;{name}")

    @override
    def handle_charref(self, name: str) -> None:
        if not self.skipped:
            self.out.append(f"&#{name};")

    @override
    def handle_decl(self, decl: str) -> None:
        if not self.skipped and not self.outlook and _DOCTYPE.fullmatch(decl):
            self.out.append(f"<!{decl}>")

    @override
    def unknown_decl(self, data: str) -> None:
        self.handle_comment(f"[{data}]")

    @override
    def handle_comment(self, data: str) -> None:
        if self.skipped:
            return
        text = data.strip()
        if TOKEN.fullmatch(text):
            self.out.append(f"<!--{text}-->")
        elif text in ("<![endif]", "[endif]"):
            self.out.append(_REVEALED_END)
        elif hidden := _HIDDEN.fullmatch(text):
            self._outlook(hidden[1], hidden[2], data.count("\n", 0, data.index("]")))
        elif revealed := _REVEALED.fullmatch(text):
            self.out.append(f"<!--[if {revealed[1]}]><!-->")
        elif _CONDITION.match(text):
            self.found("comment_removed", "A condition for Outlook was removed: it is not closed.")

    def _outlook(self, condition: str, inner: str, lines: int) -> None:
        cleaner = _Cleaner(mjml=self.mjml, outlook=True, line=self.line + lines)
        cleaned = cleaner.run(inner).replace("-->", "--&gt;")
        self.findings += cleaner.findings
        self.out.append(f"<!--[if {condition}]>{cleaned}<![endif]-->")

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> list[str]:
        kept = []
        for name, value in attrs:
            clean = self._value(tag, name, value or "")
            if clean is not None:
                kept.append(f' {name}="{escape(clean)}"')
        return kept

    def _value(self, tag: str, name: str, value: str) -> str | None:
        """An attribute's clean value, or None for one that may not stay."""
        if name.startswith("on"):
            self._handler(name)
            return None
        if not _NAME.fullmatch(name) or not self._allowed(tag, name):
            if not name.startswith(QUIET_PREFIXES):
                self.found("attribute_dropped", f"The attribute {name[:40]} has no effect in a letter.")
            return None
        if name in URL_ATTRIBUTES:
            return self._url(tag, value)
        if name == "style":
            return declarations_clean(value, self.line, self.findings)
        if name == "srcset" and ":" in re.sub(r"https?:", "", value):
            self._unsafe(tag, value)
            return None
        return value

    def _allowed(self, tag: str, name: str) -> bool:
        if self.mjml and tag in MJML_TAGS:
            return True
        if self.outlook and tag in OUTLOOK_TAGS:
            return True
        return name in PAGE_ATTRIBUTES or name.startswith(("data-", "aria-", "xmlns:"))

    def _handler(self, name: str) -> None:
        self.found("handler_removed", f"A script's handler ({name[:40]}) was removed.")

    def _url(self, tag: str, value: str) -> str | None:
        # Browsers ignore blanks and line ends inside a scheme.
        plain = re.sub(r"[\x00-\x20]+", "", value)
        if plain.startswith("//"):
            return f"https:{plain}"
        scheme = _SCHEME.match(plain)
        if scheme is None or scheme[1].lower() in URL_SCHEMES:
            return value.strip()
        if tag in ("img", "mj-image") and plain.lower().startswith("data:image/"):
            return plain
        self._unsafe(tag, plain)
        return None

    def _unsafe(self, tag: str, value: str) -> None:
        start = value.partition(":")[0][-20:]
        self.found("unsafe_link", f"An address of <{tag}> that begins with {start}: was removed.")
