"""What a mail server's refusal, or its silence, means, in a hotelier's words (RFC 3463)."""

from delivery.inbound.codes import best_status

# The longest beginning of the status without its class decides: "1.2" before "1".
_SENTENCES = {
    "1": "The guest's mail server does not accept this address.",
    "1.1": "This mailbox does not exist.",
    "1.2": "The domain of this address takes no mail.",
    "1.3": "This is not an address that mail can go to.",
    "1.6": "The guest has moved, and left no new address.",
    "1.7": "The guest's mail server does not accept our sender's address.",
    "1.8": "The guest's mail server does not accept our sender's address.",
    "1.10": "This mailbox does not exist.",
    "2": "The mailbox takes no mail.",
    "2.1": "The mailbox is switched off.",
    "2.2": "The mailbox is full.",
    "2.3": "The letter is too large for this mailbox.",
    "3": "The guest's mail server cannot take mail at the moment.",
    "3.4": "The letter is too large for the guest's mail server.",
    "4": "The guest's mail server cannot be reached.",
    "5": "The guest's mail server did not understand the letter.",
    "6": "The guest's mail server cannot read the letter's form.",
    "7": "The guest's mail server refuses the letter by its own rules.",
}
_FOR_NOW = {
    "2.1": "The mailbox takes no mail at the moment.",
    "7": "The guest's mail server asks us to wait.",
}
_TEMPORARY = "4"


_CUT_OFF = "No answer after the last dot"
_NO_ANSWER = "The connection ended before the mail server said whether it took the letter."


def refusal_sentence(words: str) -> str:
    """The sentence for a server's words by the enhanced status in them; empty if they hold none we know."""
    if words.startswith(_CUT_OFF):
        return _NO_ANSWER
    kind, _, rest = best_status(words).partition(".")
    subject = rest.partition(".")[0]
    for key in (rest, subject):
        sentence = (_FOR_NOW.get(key) if kind == _TEMPORARY else None) or _SENTENCES.get(key)
        if sentence:
            return sentence
    return ""
