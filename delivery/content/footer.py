"""What the law wants in each letter: the hotel's postal address and a way to leave.

A template that shows both itself is left alone. Otherwise a quiet footer is added before the
page is built, so that the HTML and the text part both carry it (15 USC 7704 (a)(3), (5)).
"""

import re

from delivery.content.protect import LIQUID

_BLOCK = re.compile(r"{%-?\s*(end)?(if|unless|case|for)\b")
_BODY_START = re.compile(r"<(?:mj-)?body\b")
_BODY_END = re.compile(r"</mj-body\s*>(?!.*</mj-body)", re.DOTALL)
_PAGE_END = re.compile(r"</body\s*>(?!.*</body)|(?:</html\s*>)?\s*\Z", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"{{-?\s*hotel\.address\s*-?}}")
_UNSUBSCRIBE = re.compile(r"{{-?\s*unsubscribe_url\s*-?}}")
_UNSUBSCRIBE_LINK = re.compile(r"""href\s*=\s*["']\s*{{-?\s*unsubscribe_url\s*-?}}\s*["']""")
_PAGE_FOOTER = (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
    '<td align="center" style="padding:20px;font-family:sans-serif;font-size:12px;line-height:18px;'
    'color:#6b6b6b;background-color:#ffffff">{}</td></tr></table>'
)

UNSUBSCRIBE_WORDS = {
    "en": "Unsubscribe",
    "de": "Abmelden",
    "it": "Cancellati",
    "fr": "Se désabonner",
    "es": "Darse de baja",
    "nl": "Afmelden",
}
PREFERENCE_WORDS = {
    "en": "Choose what you get",
    "de": "Auswählen, was Sie bekommen",
    "it": "Scelga che cosa ricevere",
    "fr": "Choisir ce que vous recevez",
    "es": "Elegir qué recibe",
    "nl": "Kies wat u ontvangt",
}


def footer_ensure(source: str, *, language: str = "en", leave: bool = True) -> str:
    """Add what is missing of address and unsubscribe link to MJML or a page, outside of any condition.

    Without `leave` it is a letter that somebody asked for just now: there is no list to leave.
    """
    always = _unconditional(source)
    missing = []
    if not _ADDRESS.search(always):
        missing.append("{{ hotel.name }}, {{ hotel.address }}")
    if leave and not _UNSUBSCRIBE_LINK.search(always):
        missing.append(_link("preferences_url", PREFERENCE_WORDS, language))
        missing.append(_link("unsubscribe_url", UNSUBSCRIBE_WORDS, language))
    if not missing:
        return source
    words = "<br />".join(missing)
    if "<mj-body" not in source:
        return _PAGE_END.sub(lambda match: _PAGE_FOOTER.format(words) + match[0], source, count=1)
    block = (
        '<mj-section><mj-column><mj-text align="center" font-size="12px" line-height="18px" '
        f'color="#6b6b6b">{words}</mj-text></mj-column></mj-section>'
    )
    return _BODY_END.sub(lambda match: block + match[0], source, count=1)


def _link(field: str, words: dict[str, str], language: str) -> str:
    text = words.get(language[:2].lower(), words["en"])
    return f'<a href="{{{{ {field} }}}}" style="color:#6b6b6b">{text}</a>'


def _unconditional(source: str) -> str:
    """The body's source without anything that stands inside a condition or a loop."""
    start = _BODY_START.search(source)
    body = source[start.end() :] if start else ""
    kept: list[str] = []
    depth = position = 0
    for match in LIQUID.finditer(body):
        if depth == 0:
            kept.append(body[position : match.start()])
        position = match.end()
        if block := _BLOCK.match(match[0]):
            depth += -1 if block[1] else 1
        elif depth == 0:
            kept.append(match[0])
    if depth == 0:
        kept.append(body[position:])
    return "".join(kept)
