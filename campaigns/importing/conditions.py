"""Conditions of other programs: kept where Bellhop can ask the same, otherwise their content stays alone."""

import re

from campaigns.importing.names import path_of
from delivery.content.errors import TemplateInvalid
from delivery.content.findings import Finding
from delivery.content.merge import line_at, template_check

_MAILCHIMP = re.compile(r"\*\|(/?)(IFNOT|IF|ELSEIF|ELSE|END|INTERESTED):?([^|\n]{0,120})\|\*", re.IGNORECASE)
_HANDLEBARS = re.compile(r"\{\{\s*(#if|#unless|#each|else|/if|/unless|/each)\s*([^{}]*?)\s*\}\}")
_TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)
_SIMPLE = re.compile(r"""^(not\s+)?([\w.:$]+)(?:\s*(==|!=|=)\s*("[^"<>&]*"|'[^'<>&]*'|\d+))?$""")
_LINK_TAGS = {
    "unsubscribe": "unsubscribe_url",
    "unsubscribe_link": "unsubscribe_url",
    "manage_preferences": "preferences_url",
    "manage_preferences_link": "preferences_url",
}


def conditions_rewrite(source: str) -> str:
    """Mailchimp's and Handlebars' conditions in the form of Liquid, with the names they had."""
    return _HANDLEBARS.sub(_from_handlebars, _MAILCHIMP.sub(_from_mailchimp, source))


def conditions_translate(source: str, findings: list[Finding]) -> str:
    """Keep the conditions that Bellhop can ask; of the others the first branch stays alone."""
    if "{%" not in source:
        return source
    try:
        template_check(source, html=True)
    except TemplateInvalid:
        return _Walk(source, findings).run()
    return source


def _from_mailchimp(match: re.Match[str]) -> str:
    word, rest = match[2].upper(), match[3].strip()
    if match[1] or word == "END":
        return "{% endif %}"
    if word == "ELSE":
        return "{% else %}"
    rest = re.sub(r"\s*=\s*([^'\"\s][^'\"]*)$", r" == '\1'", rest)
    return {"IF": f"{{% if {rest} %}}", "ELSEIF": f"{{% elsif {rest} %}}"}.get(word, f"{{% if not {rest} %}}")


def _from_handlebars(match: re.Match[str]) -> str:
    word, rest = match[1], match[2]
    if word.startswith("/"):
        return "{% endfor %}" if word == "/each" else "{% endif %}"
    if word == "else":
        return "{% else %}"
    return {"#if": f"{{% if {rest} %}}", "#unless": f"{{% if not {rest} %}}"}.get(
        word, f"{{% for x in {rest} %}}"
    )


class _Walk:
    def __init__(self, source: str, findings: list[Finding]) -> None:
        self.source = source
        self.findings = findings
        self.out: list[str] = []
        # For each open block: its end tag, or "" where it is being taken out.
        self.open: list[str] = []
        # The depth from which on text is left out: a branch that only another program could choose.
        self.muted: int | None = None

    def run(self) -> str:
        end = 0
        for match in _TAG.finditer(self.source):
            self._text(self.source[end : match.start()])
            self._tag(match)
            end = match.end()
        self._text(self.source[end:])
        return "".join(self.out)

    def _text(self, text: str) -> None:
        if self.muted is None:
            self.out.append(text)

    def _tag(self, match: re.Match[str]) -> None:
        word = match[1].lower()
        if word in ("if", "unless", "for", "case", "with"):
            self._begin(word, match)
        elif word.startswith("end"):
            self._end()
        elif word in ("else", "elif", "elsif", "elseif", "when"):
            self._branch(word, match[2])
        elif word in _LINK_TAGS:
            self._link(word, match[2])
        else:
            self._drop(match)

    def _begin(self, word: str, match: re.Match[str]) -> None:
        question = _question(match[2]) if word in ("if", "unless") else None
        if question is None:
            self._drop(match)
            self.open.append("")
            return
        self._text(f"{{% {word} {question} %}}")
        self.open.append(f"{{% end{word} %}}")

    def _end(self) -> None:
        if not self.open:
            return
        closing = self.open.pop()
        if self.muted is not None and len(self.open) < self.muted:
            self.muted = None
        if closing:
            self._text(closing)

    def _branch(self, word: str, asked: str) -> None:
        if not self.open:
            return
        question = "" if word == "else" else _question(asked)
        if self.open[-1] and question is not None:
            self.muted = None if self.muted == len(self.open) else self.muted
            self._text("{% else %}" if word == "else" else f"{{% elsif {question} %}}")
        elif self.muted is None:
            self.muted = len(self.open)

    def _link(self, word: str, rest: str) -> None:
        address = f"{{{{ {_LINK_TAGS[word]} }}}}"
        label = rest.strip("'\" ")
        self._text(address if word.endswith("_link") or not label else f'<a href="{address}">{label}</a>')

    def _drop(self, match: re.Match[str]) -> None:
        message = (
            f"Bellhop does not know {match[0][:80]}; it was left out, and the first of its contents stays."
        )
        self.findings.append(Finding("merge_condition", message, line_at(self.source, match.start())))


def _question(asked: str) -> str | None:
    simple = _SIMPLE.match(asked.strip())
    if simple is None:
        return None
    path = path_of(simple[2])
    if path is None:
        return None
    if simple[3]:
        value = simple[4].replace('"', "'")
        return f"{path} {'!=' if simple[3] == '!=' else '=='} {value}"
    # In Liquid an empty text counts as true.
    return f"{path} == nil or {path} == ''" if simple[1] else f"{path} and {path} != ''"
