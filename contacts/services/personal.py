"""What this room's tables hold of a person, declared; the handlers stand in the two modules beside it."""

from compliance.personal import Kept, not_personal, person_finder, personal
from contacts.selectors import person_export as shown
from contacts.selectors.person import person_find
from contacts.services import personal_erase as erased

_MAILBOX = "A hash, so that nobody can have a mailbox flooded with questions."
_DERIVED = Kept("Worked out from the guest's own row, which is shown.")


def register() -> None:
    """Called once, when the apps are ready."""
    person_finder(person_find)
    _tools()
    # What refers to a guest stands after it: the registry is walked from its end.
    personal("contacts.Guest", section="profile", export=shown.guests, erase=erased.guests)
    personal("contacts.GuestFacts", section="figures", export=shown.facts, erase=erased.facts)
    personal(
        "contacts.GuestSale",
        section="sales",
        export=Kept("Worked out from the stays, which are shown."),
        erase=erased.sales,
    )
    personal("contacts.FactsTerm", section="values", export=_DERIVED, erase=erased.terms)
    personal("contacts.Stay", section="stays", export=shown.stays, erase=erased.stays)
    personal("contacts.GuestMerge", section="merges", export=shown.merges, erase=erased.merges)
    personal(
        "contacts.MergeSuggestion", section="suggestions", export=shown.suggestions, erase=erased.suggestions
    )
    personal("contacts.GuestListMember", section="lists", export=shown.lists, erase=erased.places)
    personal("contacts.GuestList", section="list_questions", export=_question(), erase=erased.lists)
    personal("contacts.Segment", section="segments", export=shown.segments, erase=erased.segments)
    personal("contacts.ImportChange", section="import_changes", export=shown.changes, erase=erased.changes)
    personal(
        "contacts.ImportRejection", section="refused_rows", export=shown.rejections, erase=erased.rejections
    )
    personal(
        "contacts.ImportPart",
        section="uploads",
        export=Kept("A file on its way in; what it brings stands in the profile."),
        erase=erased.uploads,
    )
    personal("contacts.PreCheckIn", section="pre_check_ins", export=shown.check_ins, erase=erased.check_ins)
    personal("contacts.SignupRequest", section="sign_ups", export=shown.signups, erase=erased.signups)


def _question() -> Kept:
    return Kept("A question of the hotel's about many; which lists the person is on is shown.")


def _tools() -> None:
    hotel = "the hotel's word for it"
    not_personal("contacts.AddressRule", "rules on domains", note=hotel)
    not_personal("contacts.FactsPending", "ids of rows that may have changed")
    not_personal(
        "contacts.Import",
        "files, counts and reasons",
        file_name="the file's",
        message="a sentence of ours",
        notes="kinds of oddities, counted",
    )
    not_personal("contacts.CustomField", "fields a hotel defined; their values stand with each guest")
    not_personal("contacts.SignupForm", "forms", name=hotel, fields="which are asked", origins="sites")
    not_personal("contacts.SignupWords", "what forms say", consent_text="the wording")
    not_personal("contacts.SignupHold", _MAILBOX)
    not_personal("contacts.SpentProof", "digests of puzzles that were solved")
    not_personal("contacts.SignupCount", "counts by form and day")
    not_personal("contacts.CodeLimit", "counts under a digest, so that codes cannot be guessed")
