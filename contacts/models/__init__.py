"""Tables of the room."""

from contacts.models.forms import (
    SignupCount,
    SignupForm,
    SignupHold,
    SignupRequest,
    SignupWords,
    SpentProof,
)
from contacts.models.guest import AddressRule, Guest, MergeSuggestion
from contacts.models.imports import Import, ImportRejection
from contacts.models.stay import Stay

__all__ = [
    "AddressRule",
    "Guest",
    "Import",
    "ImportRejection",
    "MergeSuggestion",
    "SignupCount",
    "SignupForm",
    "SignupHold",
    "SignupRequest",
    "SignupWords",
    "SpentProof",
    "Stay",
]
