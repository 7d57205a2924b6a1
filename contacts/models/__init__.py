"""Tables of the room."""

from contacts.models.check_in import CodeLimit, PreCheckIn
from contacts.models.facts import FactsPending, FactsTerm, GuestFacts, GuestSale
from contacts.models.forms import (
    SignupCount,
    SignupForm,
    SignupHold,
    SignupRequest,
    SignupWords,
    SpentProof,
)
from contacts.models.guest import AddressRule, Guest, MergeSuggestion
from contacts.models.imports import CustomField, Import, ImportChange, ImportPart, ImportRejection
from contacts.models.merge import GuestMerge
from contacts.models.segments import GuestList, GuestListMember, Segment
from contacts.models.stay import Stay

__all__ = [
    "AddressRule",
    "CodeLimit",
    "CustomField",
    "FactsPending",
    "FactsTerm",
    "Guest",
    "GuestFacts",
    "GuestList",
    "GuestListMember",
    "GuestMerge",
    "GuestSale",
    "Import",
    "ImportChange",
    "ImportPart",
    "ImportRejection",
    "MergeSuggestion",
    "PreCheckIn",
    "Segment",
    "SignupCount",
    "SignupForm",
    "SignupHold",
    "SignupRequest",
    "SignupWords",
    "SpentProof",
    "Stay",
]
