"""R8 and R9: a mail server that refuses, and one that breaks off, hangs and lies."""

from collections import Counter

from accounts.tenancy import tenant_scope
from compliance.models import Suppression
from delivery.types import RelaySecurity
from tests.faults.campaign import Row, Run
from tests.faults.report import FaultReport, copies
from tests.faults.rules import Rule
from tests.faults.scene import Scene, kept_all, report, scene_set
from tests.faults.stack import Stack

# Of each hundred guests these have their mailbox at a provider with a way of its own. Few enough refuse
# for good that the guard of our good name does not stop the mailing.
_ODD = {
    0: "nobody", 1: "blocked", 2: "overfull", 3: "crowded", 4: "later", 5: "tired", 6: "wavering",
    **dict.fromkeys(range(10, 25), "grey"),
}  # fmt: skip
_HARD = frozenset({"nobody", "blocked", "overfull"})
REFUSALS = (
    Rule("connect", text="421 4.3.2 Service not available", every=4, times=3),
    Rule("rcpt", text="451 4.7.1 Greylisted, try again later", to="@grey", first=1),
    Rule("rcpt", text="450 4.2.0 Mailbox busy", to="@later", first=1),
    Rule("rcpt", text="452 4.2.2 Mailbox full", to="@crowded", first=1),
    Rule("rcpt", text="421 4.4.5 Too much at once", to="@tired", first=1),
    Rule("rcpt", text="550 5.1.1 No such user", to="@nobody"),
    Rule("rcpt", text="552 5.2.2 Mailbox full", to="@overfull"),
    Rule("content", text="554 5.7.1 Message refused as spam", to="@blocked"),
    Rule("content", text="451 4.3.0 Try again", to="@wavering", first=1),
)


def odd_address(number: int) -> str:
    """Each odd one at a provider of its own, so that none is asked to go more slowly for another's sake."""
    kind = _ODD.get(number % 100, "plain")
    return f"guest{number}@{kind}.{number}.example"


def kind_of(row: Row) -> str:
    return _kind(row.address)


def _kind(address: str) -> str:
    return address.partition("@")[2].partition(".")[0]


def refusals(stack: Stack, *, size: int, postfix: bool = False, pipelining: bool = True) -> FaultReport:
    """R8: each kind of refusal, by recipients, at each stage; met by us or by the Postfix in front."""
    scene = scene_set(
        stack, *REFUSALS, size=size, postfix=postfix, address=odd_address, pipelining=pipelining
    )
    scene.begin_work()
    ended = scene.finish()
    if scene.postfix:
        verdict = scene.verdict(returned=lambda row: kind_of(row) in _HARD)
        return report(
            "R8 relay", "refusals behind Postfix", scene, verdict, bars=kept_all(verdict, unknown=0)
        )
    verdict = scene.verdict()
    by_kind = Counter((kind_of(row), row.state) for row in scene.run.rows())
    hard = dict.fromkeys(_HARD, size // 100)
    bars = kept_all(verdict, unknown=0) | {
        "ends by itself": ended,
        "hard refusals bounce": {kind: by_kind[kind, "bounced"] for kind in _HARD} == hard,
        "all others are handed": verdict.states.get("handed") == size - sum(hard.values()),
        "only unknown users are suppressed": _suppressed(scene.run) == {"nobody": size // 100},
        "nothing sent ahead unasked": not stack.sink.events()["ahead"],
    }
    title = "refusals" if pipelining else "refusals, no PIPELINING"
    return report("R8" if pipelining else "R8 plain", title, scene, verdict, bars=bars)


def _suppressed(run: Run) -> dict[str, int]:
    with tenant_scope(run.organization.pk):
        hashes = {bytes(key) for key in Suppression.objects.values_list("address_hash", flat=True)}
        from delivery.models import Message

        rows = Message.objects.filter(mailing_id=run.mailing_id, address_hash__in=hashes)
        addresses = list(rows.values_list("address", flat=True))
    return dict(Counter(map(_kind, addresses)))


_BROKEN = {
    0: "cut", 1: "doubtful", 2: "silent", 3: "hasty", 4: "sleepy", 5: "mute", 6: "noisy", 7: "babbling",
}  # fmt: skip
# Which of them end where the sender cannot know whether the letter was taken: of one cut in its midst, too,
# the last dot may have been on its way already.
_IN_DOUBT = frozenset({"cut", "doubtful", "silent", "babbling", "hasty"})
HANG = 3.0
BREAKS = (
    Rule("data", "reset", to="@cut", first=1),
    Rule("content", "reset", to="@doubtful", first=1),
    Rule("content", "reset", to="@silent", first=1, taken=True),
    Rule("accepted", "reset", to="@hasty", first=1),
    Rule("rcpt", "hang", to="@sleepy", first=1, seconds=HANG),
    Rule("rcpt", "half_close", to="@mute", first=1, seconds=1),
    Rule("rcpt", "garbage", to="@noisy", first=1),
    Rule("content", "garbage", to="@babbling", first=1),
)


def broken_address(number: int) -> str:
    return f"guest{number}@{_BROKEN.get(number % 100, 'plain')}.{number}.example"


def breaks(stack: Stack, *, size: int, answers: str = "plain", pipelining: bool = True) -> FaultReport:
    """R9: connections cut in mid-letter, after the dot and after the 250; hangs, half-closes, garbage.

    `answers`: how the server's words come: "plain", "merged" and late, "split", or byte by byte ("dripped").
    """
    scene = scene_set(
        stack, *BREAKS, size=size, address=broken_address, answers=answers, pipelining=pipelining
    )
    scene.begin_work()
    ended = scene.finish()
    verdict = scene.verdict()
    doubted = {kind_of(row) for row in scene.run.rows() if row.state == "unknown"}
    bars = kept_all(verdict, unknown=len(_IN_DOUBT) * (size // 100)) | {
        "ends by itself": ended,
        "only what is in doubt is unknown": doubted <= _IN_DOUBT,
        "the plain ones are all handed": _plain_handed(scene.run),
    }
    title = f"resets, hangs, garbage; {answers} answers{'' if pipelining else ', no PIPELINING'}"
    name = "R9" if answers == "plain" and pipelining else f"R9 {answers if pipelining else 'one by one'}"
    return report(name, title, scene, verdict, bars=bars)


def breaks_behind_postfix(stack: Stack, *, size: int) -> FaultReport:
    """R9: the same with Postfix in between, which tries again: a copy only of what was taken in silence."""
    scene = scene_set(stack, *BREAKS, size=size, postfix=True, address=broken_address)
    scene.begin_work()
    ended = scene.finish()
    # Postfix takes nonsense for a refusal for good, and returns the letter.
    verdict = scene.verdict(returned=lambda row: kind_of(row) in {"babbling", "noisy"})
    ambiguous = 2 * (size // 100)  # "silent" and "hasty"
    bars = kept_all(verdict, doubled=ambiguous, unknown=0) | {
        "ends by itself": ended,
        "what was cut before the dot comes exactly once": _once(scene, "cut", size // 100),
        "what was not taken comes exactly once": _once(scene, "doubtful", size // 100),
    }
    return report("R9 relay", "resets, hangs, garbage behind Postfix", scene, verdict, bars=bars)


def _once(scene: Scene, kind: str, expected: int) -> bool:
    taken = copies(scene.stack.sink.accepted(), scene.run.organization.pk)
    return [taken[row.id] for row in scene.run.rows() if kind_of(row) == kind] == [1] * expected


def _plain_handed(run: Run) -> bool:
    return all(row.state == "handed" for row in run.rows() if kind_of(row) == "plain")


def encryption_broken(stack: Stack, *, size: int) -> FaultReport:
    """R9: the server aborts after STARTTLS a few times; then letters go out, encrypted and logged in."""
    login = ("hotel", "front-desk-2026")
    rules = (Rule("starttls", "abort_tls", times=3), *BREAKS)
    scene = scene_set(
        stack, *rules, size=size, address=broken_address, starttls=True, login=login,
        way={"security": RelaySecurity.STARTTLS, "login": login},
    )  # fmt: skip
    scene.begin_work()
    ended = scene.finish()
    verdict, events = scene.verdict(), stack.sink.events()
    bars = kept_all(verdict, unknown=len(_IN_DOUBT) * (size // 100)) | {
        "ends by itself": ended,
        "TLS was aborted": events["abort_tls@starttls"] > 0,
        "every letter went encrypted": events["tls"] >= 1 and events["login"] <= events["tls"],
        "the plain ones are all handed": _plain_handed(scene.run),
    }
    return report("R9 TLS", "TLS aborted after STARTTLS", scene, verdict, bars=bars)
