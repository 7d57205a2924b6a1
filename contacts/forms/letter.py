"""The letter that asks the owner of a mailbox: one text for each language, free of advertising. Pure."""

from functools import cache

from contacts.forms.words import words_fill, words_of

_HOTEL, _UNTIL = "{{ hotel.name }}", "{{ note.valid_until }}"
_LETTER = """<mjml><mj-body background-color="#fbfaf7"><mj-section background-color="#ffffff" padding="24px"><mj-column>
<mj-text font-size="16px" line-height="24px" color="#22252a">{text}</mj-text>
<mj-button href="{{{{ note.url }}}}" background-color="#1f5f4a" color="#ffffff" font-size="16px" border-radius="6px"
 inner-padding="14px 24px">{button}</mj-button>
<mj-text font-size="14px" line-height="21px" color="#5b5f66">{valid}</mj-text>
<mj-text font-size="14px" line-height="21px" color="#5b5f66">{ignore}</mj-text>
</mj-column></mj-section></mj-body></mjml>"""


@cache
def letter_for(language: str) -> tuple[str, str]:
    """Subject and MJML. What differs is merged: hotel.name, note.url, note.valid_until."""
    words = words_of(language)
    subject, text, button, valid, ignore = (
        words_fill(words[name], hotel=_HOTEL, until=_UNTIL)
        for name in ("mail_subject", "mail_text", "mail_button", "mail_valid", "mail_ignore")
    )
    return subject, _LETTER.format(text=text, button=button, valid=valid, ignore=ignore)


_CODE = """<mjml><mj-body background-color="#fbfaf7"><mj-section background-color="#ffffff" padding="24px"><mj-column>
<mj-text font-size="16px" line-height="24px" color="#22252a">{text}</mj-text>
<mj-text font-size="28px" line-height="36px" font-weight="600" letter-spacing="4px"
 color="#1f5f4a">{{{{ note.code }}}}</mj-text>
<mj-text font-size="14px" line-height="21px" color="#5b5f66">{valid}</mj-text>
<mj-text font-size="14px" line-height="21px" color="#5b5f66">{ignore}</mj-text>
</mj-column></mj-section></mj-body></mjml>"""


@cache
def rights_letter_for(language: str) -> tuple[str, str]:
    """Subject and MJML of the letter about somebody's data. What differs is merged: hotel.name, note.url, valid_until."""
    words = words_of(language)
    subject, text, button, valid, ignore = (
        words_fill(words[f"rights_mail_{name}"], hotel=_HOTEL, until=_UNTIL)
        for name in ("subject", "text", "button", "valid", "ignore")
    )
    return subject, _LETTER.format(text=text, button=button, valid=valid, ignore=ignore)


@cache
def code_letter_for(language: str) -> tuple[str, str]:
    """Subject and MJML of the letter with a code. What differs is merged: hotel.name, note.code."""
    words = words_of(language)
    subject, text, valid, ignore = (
        words_fill(words[name], hotel=_HOTEL)
        for name in ("code_mail_subject", "code_mail_text", "code_mail_valid", "code_mail_ignore")
    )
    return subject, _CODE.format(text=text, valid=valid, ignore=ignore)
