"""Merge tags of other programs written as Bellhop's own.

Mailchimp `*|FNAME|*`, Liquid and Django as of Brevo, Klaviyo and HubSpot `{{ }}` `{% %}`, Handlebars `{{{ }}}`,
ActiveCampaign `%FIRSTNAME%`, Salesforce `%%FirstName%%`, Campaign Monitor `[firstname,fallback=…]`, GetResponse
and Mailjet `[[…]]`, MailerLite `{$…}`, Mautic `{contactfield=…}`, Zoho `$[…]$`.
"""

import re
from collections.abc import Callable
from datetime import datetime

from campaigns.importing.conditions import conditions_rewrite, conditions_translate
from campaigns.importing.names import SILENT, WEB_VERSIONS, YEARS, name_key, path_of
from delivery.content.errors import TemplateInvalid
from delivery.content.fields import LINK_FIELDS, is_known
from delivery.content.findings import Finding
from delivery.content.merge import line_at, template_check

_FOREIGN = (
    re.compile(r"\*\|(?!/?(?:IF|IFNOT|ELSE|ELSEIF|END|INTERESTED)\b)([^|\n]{1,120})\|\*"),
    re.compile(r"%%(?!=)\s*([A-Za-z][\w .-]{1,60})\s*%%"),
    re.compile(r"<%\s*([\w-]{2,60})\s*%>"),
    re.compile(r"\$\[([^\]\n]{1,120})\]\$"),
    re.compile(r"\[\[\s*((?:data|var):[^\]\n]{1,120}|[A-Za-z][\w ]{1,60})\s*\]\]"),
    re.compile(
        r"\{(\$[a-z_.]{2,60}|contactfield=[^{}\n]{2,80}|unsubscribe_(?:url|text)|webview_(?:url|text))\}"
    ),
    re.compile(r"(?<![\w%])%([A-Z][A-Z0-9_-]{2,40})%(?![\w%])"),
    re.compile(
        r"\[((?:first_?name|last_?name|full_?name|name|email|unsubscribe|webversion|mirror|preferences)"
        r"(?:\s*,\s*fallback=[^\]\n]{0,80})?)\](?![(\[])",
        re.IGNORECASE,
    ),
)
_MONITOR = re.compile(r"<(/?)(unsubscribe|preferences|webversion|forwardtoafriend)\b[^>]*>", re.IGNORECASE)
_OUTPUT = re.compile(r"\{\{\{(.*?)\}\}\}|\{\{(.*?)\}\}", re.DOTALL)
_DEFAULT = re.compile(r"""\|\s*(?:default|default_if_none|fallback)\s*:?\s*\(?\s*(?:"([^"]*)"|'([^']*)')""")
_INLINE_DEFAULT = re.compile(
    r"""(?:,\s*fallback=|\||\s+OR\s+|:)\s*["']?([^"'|\]]*)["']?\s*$""", re.IGNORECASE
)
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style\s*>)", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"""(\shref\s*=\s*)(["'])\s*(.*?)\s*\2""", re.DOTALL | re.IGNORECASE)
_GONE = "xbgonex"


class Translator:
    """Translates one source; `findings` says what could not be."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.findings: list[Finding] = []

    def run(self, source: str) -> str:
        """The source with Bellhop's merge tags only."""
        source = self._each(_OUTPUT, conditions_rewrite(source), self._output)
        for pattern in _FOREIGN:
            source = self._each(pattern, source, self._foreign)
        source = conditions_translate(source, self.findings)
        source = self._monitor(source)
        source = _STYLE.sub(self._style, source)
        source = self._links(source)
        return self._checked(source.replace(_GONE, ""))

    def _each(
        self, pattern: re.Pattern[str], source: str, translate: Callable[[re.Match[str], int], str]
    ) -> str:
        return pattern.sub(lambda match: translate(match, line_at(source, match.start())), source)

    def _output(self, match: re.Match[str], line: int) -> str:
        inner = (match[1] if match[1] is not None else match[2]).strip().strip("-~").strip()
        head = re.split(r"[\s|]", inner, maxsplit=1)[0]
        if is_known(head) and ("." in head or head in LINK_FIELDS) and _reads(match[0]):
            return match[0]
        given = _DEFAULT.search(inner)
        default = (given[1] if given[1] is not None else given[2]) if given else None
        name = re.split(r"\|", inner, maxsplit=1)[0].strip()
        if mailjet := re.fullmatch(r"""((?:var|data):[\w.]+)(?::["']?(.*?)["']?)?""", name):
            name, default = mailjet[1], mailjet[2]
        return self._named(name, default, match[0], line)

    def _foreign(self, match: re.Match[str], line: int) -> str:
        inner = match[1].strip()
        head = re.split(r",|\||\s+OR\s+", inner, maxsplit=1)[0]
        # Mailjet's own: kind, name, default.
        if re.match(r"(?:data|var):[^:]*:", head):
            head = head.rpartition(":")[0]
        given = _INLINE_DEFAULT.search(inner[len(head) :])
        return self._named(head, given[1] if given else None, match[0], line)

    def _named(self, name: str, default: str | None, tag: str, line: int) -> str:
        key = name_key(name)
        if path := path_of(name):
            words = re.sub(r'[<>"&{}]', "", (default or "").replace("'", "\u2019")).strip()
            return f"{{{{ {path} | default: '{words}' }}}}" if words else f"{{{{ {path} }}}}"
        if key in YEARS or key.startswith("date"):
            self._found("merge_fixed", f"{tag} was written out as {self.now.year}.", line)
            return str(self.now.year)
        if key in WEB_VERSIONS:
            self._found("merge_dropped", f"{tag} was left out: letters have no copy in the web.", line)
        elif key not in SILENT:
            self._found("merge_unknown", f"Bellhop has no field for {tag[:80]}; it was left out.", line)
        return _GONE

    def _monitor(self, source: str) -> str:
        """Campaign Monitor's own tags for links."""

        def anchor(match: re.Match[str]) -> str:
            name = match[2].lower()
            if match[1]:
                return "</a>"
            return f'<a href="{self._named(name, None, match[0], line_at(source, match.start()))}">'

        return _MONITOR.sub(anchor, source)

    def _style(self, match: re.Match[str]) -> str:
        body, count = re.subn(r"\{\{.*?\}\}|\{%.*?%\}", "", match[2])
        if count:
            self._found(
                "merge_in_style", "Merge tags inside styles were left out: styles are the same for all.", 0
            )
        return f"{match[1]}{body}{match[3]}"

    def _links(self, source: str) -> str:
        def href(match: re.Match[str]) -> str:
            if _GONE not in match[3]:
                return match[0]
            rest = match[3].replace(_GONE, "")
            # What led to an unknown address alone leads nowhere; a part of an address can be missing.
            return match[0].replace(_GONE, "") if re.match(r"https?://[^/?#]+", rest) else ""

        return _HREF.sub(href, source)

    def _checked(self, source: str) -> str:
        """The last word is the compiler's: conditions that it cannot read go."""
        try:
            template_check(source, html=True)
        except TemplateInvalid as wrong:
            self._found(
                "merge_condition", f"Conditions were left out, their content stays: {wrong.message}", 0
            )
            return re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL)
        return source

    def _found(self, code: str, message: str, line: int) -> None:
        self.findings.append(Finding(code, message, line))


def _reads(tag: str) -> bool:
    try:
        template_check(tag, html=True)
    except TemplateInvalid:
        return False
    return True
