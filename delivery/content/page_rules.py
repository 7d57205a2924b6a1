"""Which tags and attributes a whole page may hold, and what becomes of the others."""

from delivery.content.mjml import COMPONENTS
from delivery.content.sanitise import LAYOUT, TAGS

PAGE_TAGS = frozenset(TAGS | {"html", "head", "body", "meta", "title"})
VOID = frozenset({"area", "br", "col", "hr", "img", "meta", "wbr"})
# Outlook's own drawing language, read only inside conditional comments; XML names keep their case.
OUTLOOK_TAGS = {
    name.lower(): name
    for name in (
        "noscript", "xml", "o:OfficeDocumentSettings", "o:AllowPNG", "o:PixelsPerInch", "o:p", "w:WordDocument",
        "w:DontUseAdvancedTypographyReadingMail", "w:View", "w:Zoom", "w:anchorlock", "v:background", "v:fill",
        "v:group", "v:image", "v:imagedata", "v:line", "v:oval", "v:rect", "v:roundrect", "v:shape",
        "v:shapetype", "v:stroke", "v:textbox",
    )
}  # fmt: skip
MJML_TAGS = frozenset(COMPONENTS)

# Gone with all they hold, and gone while their content stays; with the word for it.
WITH_CONTENT = {
    "applet": ("object_removed", "A plug-in was removed: no mail program runs one."),
    "frameset": ("frame_removed", "A frame was removed: mail programs show none."),
    "iframe": ("frame_removed", "A frame was removed: mail programs show none."),
    "math": ("tag_removed", "A formula was removed: mail programs show none."),
    "object": ("object_removed", "A plug-in was removed: no mail program runs one."),
    "script": ("script_removed", "A script was removed: no mail program runs one."),
    "select": ("form_removed", "A form's field was removed: link to a page with the form instead."),
    "svg": ("tag_removed", "A drawing (SVG) was removed: use a picture instead."),
    "template": ("tag_removed", "A <template> was removed: it is never shown."),
    "textarea": ("form_removed", "A form's field was removed: link to a page with the form instead."),
}
ALONE = {
    "audio": ("media_removed", "A sound was removed: link to it instead."),
    "base": ("base_removed", "A base address was removed: each link has to be whole."),
    "button": ("form_removed", "A form's button was removed, its words stay: use a link."),
    "embed": ("object_removed", "A plug-in was removed: no mail program runs one."),
    "form": ("form_removed", "A form was removed, its words stay: link to a page with the form instead."),
    "frame": ("frame_removed", "A frame was removed: mail programs show none."),
    "input": ("form_removed", "A form's field was removed: link to a page with the form instead."),
    "link": ("external_css", "A file of styles, fonts or icons was left out: a letter loads nothing but pictures."),
    "mj-font": ("web_font", "A web font was left out: the next font of the list is used."),
    "mj-include": ("include_removed", "An included file was left out: paste its content into the template."),
    "noscript": ("tag_removed", "A <noscript> was unwrapped."),
    "source": ("media_removed", "A source of sound, film or pictures was removed."),
    "video": ("media_removed", "A film was removed: use a picture that links to it."),
}  # fmt: skip

_MORE = {
    "alink", "bordercolor", "bottommargin", "char", "charoff", "charset", "clear", "compact", "content", "coords",
    "frame", "headers", "hspace", "http-equiv", "ismap", "leftmargin", "link", "marginheight", "marginwidth",
    "media", "name", "noshade", "nowrap", "property", "rel", "rightmargin", "rules", "scope", "shape", "span",
    "start", "summary", "target", "text", "topmargin", "type", "usemap", "value", "vlink", "vspace", "xmlns",
    "xml:lang", "alt", "href", "hreflang", "src", "srcset", "sizes", "cite", "datetime", "abbr", "translate",
}  # fmt: skip
PAGE_ATTRIBUTES = frozenset(LAYOUT | _MORE)
URL_ATTRIBUTES = frozenset({"href", "src", "background", "background-url", "cite", "usemap"})
# Without effect in a letter, and expected in every browser's export: not worth a word.
QUIET_PREFIXES = ("data-", "aria-", "xmlns:", "mc:")
META_EQUIV = frozenset({"content-type", "x-ua-compatible", "content-language"})
