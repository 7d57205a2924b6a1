"""What the checks before a send look at, each asked for once and only if a check wants it."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.errors import DomainError
from campaigns.checking.page import page_problems
from campaigns.models import Campaign
from campaigns.selectors.audience import audience_count, audience_label_cases
from campaigns.types import AudienceSpec
from compliance.labels import label_shown, labels_demanded
from contacts.services.custom_fields import custom_field_list
from delivery.pace.providers import PROVIDERS
from delivery.selectors.pace import sending_held
from delivery.services.domain_use import domain_blocks
from delivery.services.inspect import LetterLook, letter_look

# How answered and forwarded mail, and mail servers' own notices, call themselves.
_FEIGNED = re.compile(
    r"\s*(?:(?:re|fwd?|aw|wg|antw|tr|ref|rif|r|i|rv|res|enc|sv|vs|vb|odp|ynt|doorst)\s*(?:\[\d+\])?\s*[:\uff1a]|"
    r"(?:undeliver(?:ed|able)|mail delivery|delivery status|returned mail|automatic reply|out of office)\b)",
    re.IGNORECASE,
)
_ADDRESS_LIKE = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_CUSTOM = "guest.custom."
SHOWN_PROBLEMS = 10


@dataclass
class Look:
    """One campaign at one moment. Each method answers with what is wrong, in a sentence, or ''."""

    campaign: Campaign
    now: datetime

    @cached_property
    def letter(self) -> LetterLook | DomainError:
        """The letter for a guest of whom nothing is known, or why there is none."""
        draft = self.campaign
        try:
            return letter_look(
                subject=draft.subject, preview_text=draft.preview_text, mjml=draft.mjml, hotel=draft.hotel
            )
        except DomainError as refused:
            return refused

    @cached_property
    def allowed(self) -> int:
        """How many guests may get it."""
        spec = AudienceSpec.from_json(self.campaign.audience)
        return audience_count(spec=spec, now=self.now, scope=self.campaign.scope).allowed

    def held(self) -> str:
        return sending_held()

    def subject_missing(self) -> str:
        return "" if self.campaign.subject.strip() else "The letter has no subject."

    def subject_empties(self) -> str:
        if self.subject_missing() or not isinstance(self.letter, LetterLook) or self.letter.subject.strip():
            return ""
        return "Guests whose data is incomplete would get an empty subject."

    def subject_feigned(self) -> str:
        return subject_feigned(self.campaign.subject)

    def preview_missing(self) -> str:
        return "" if self.campaign.preview_text.strip() else "The letter has no preview text."

    def letter_missing(self) -> str:
        return "" if self.campaign.mjml.strip() else "There is no letter yet."

    def letter_broken(self) -> str:
        written = not self.letter_missing() and not self.subject_missing()
        return self.letter.message if written and isinstance(self.letter, DomainError) else ""

    def fields_unknown(self) -> str:
        if not isinstance(self.letter, LetterLook):
            return ""
        asked = {name.removeprefix(_CUSTOM) for name in self.letter.fields if name.startswith(_CUSTOM)}
        known = set(custom_field_list().values_list("key", flat=True)) if asked else set()
        lacking = [f"{_CUSTOM}{name}" for name in sorted(asked) if name.split(".")[0] not in known]
        # A campaign goes to guests, not to stays: these would be blank for everybody.
        lacking += [name for name in self.letter.bare if name.startswith("stay.")]
        return f"Nobody has a value for {', '.join(lacking)}, so gaps would be sent." if lacking else ""

    def address_missing(self) -> str:
        hotel = self.campaign.hotel
        parts = {"street": hotel.street, "town": hotel.city, "country": hotel.country}
        lacking = [name for name, value in parts.items() if not value.strip()]
        return f"{hotel.name} has no {' and no '.join(lacking)} in its postal address." if lacking else ""

    def address_hidden(self) -> str:
        if self.address_missing() or not isinstance(self.letter, LetterLook):
            return ""
        street = _plain(self.campaign.hotel.street)
        shown = all(street in _plain(part) for part in (self.letter.html, self.letter.text))
        return "" if shown else "The letter does not show the hotel's postal address."

    def no_way_out(self) -> str:
        shown = not isinstance(self.letter, LetterLook) or self.letter.leads_out
        return "" if shown else "The letter has no link by which guests can unsubscribe."

    def letter_faulty(self) -> str:
        if not isinstance(self.letter, LetterLook):
            return ""
        return " ".join(problem.message for problem in page_problems(self.letter.html)[:SHOWN_PROBLEMS])

    def sender_nameless(self) -> str:
        name = self.campaign.hotel.from_name
        return "" if name.strip() else f"{self.campaign.hotel.name} has no sender's name."

    def sender_feigned(self) -> str:
        return sender_feigned(self.campaign.hotel.from_name, self.campaign.hotel.from_email)

    def domain_unready(self) -> str:
        return domain_blocks(from_email=self.campaign.hotel.from_email)

    def unlabelled(self) -> str:
        if not isinstance(self.letter, LetterLook):
            return ""
        spec = AudienceSpec.from_json(self.campaign.audience)
        demanded = labels_demanded(audience_label_cases(spec=spec, now=self.now, scope=self.campaign.scope))
        lacking = [
            f"{label.country} ('{label.marks[0].strip()}' {'in the letter' if label.anywhere else 'as its first word'})"
            for label in demanded
            if not label_shown(label, subject=self.letter.subject, letter=self.letter.text)
        ]
        if not lacking:
            return ""
        return f"Guests of these countries must be told that this is advertising: {', '.join(lacking)}."

    def nobody_allowed(self) -> str:
        if self.allowed:
            return ""
        return "No guest of this audience may get marketing mail, so there is nobody to send to."


def subject_feigned(subject: str) -> str:
    """What a subject pretends to be, in a sentence, or ''."""
    found = _FEIGNED.match(subject)
    if found is None:
        return ""
    return f"The subject begins with '{found[0].strip()}', as if it answered or reported something."


def sender_feigned(name: str, address: str) -> str:
    """What a sender's name and address hide, in a sentence, or ''."""
    own = address.rpartition("@")[2].lower()
    other = _ADDRESS_LIKE.search(name)
    if other and other[1].lower() != own:
        return f"The sender's name '{name}' shows another address than {address}."
    if own in PROVIDERS:
        return f"{address} is a mailbox at {own}, which lets nobody else send in its name."
    return ""


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())
