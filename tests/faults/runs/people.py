"""R13 to R15: people who click twice, guests who leave in the midst, and guests whose data is poison."""

import time
from collections import Counter
from collections.abc import Callable

from django.utils import timezone

from accounts.tenancy import tenant_scope
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from delivery.models import Message
from tests.faults.campaign import Row, house_made
from tests.faults.clicks import Answer, Desk, at_once, unsubscribe
from tests.faults.report import FaultReport, copies
from tests.faults.rules import Rule
from tests.faults.scene import Scene, kept_all, report, scene_set
from tests.faults.stack import Stack
from tests.faults.waiting import wait_until

_WORKERS, _CONNECTIONS = 2, 2
# A worker claims at most so many letters ahead.
_CLAIM_BATCH = 1000
PAUSE_TAKES_EFFECT = 5.0


def clicked_twice(stack: Stack, *, size: int, clicks: int, same_key: int) -> FaultReport:
    """R13: double clicks, the same Idempotency-Key many times at once, two people on one campaign."""
    stack.begin()
    organization, hotel = house_made(size=size, way=stack.way(postfix=False))
    crew = stack.children.crew(workers=_WORKERS)
    _child, web = stack.children.web()
    now = timezone.now()
    desk = Desk.of(web, organization, hotel, now=now)
    other = Desk.of(web, organization, hotel, now=now, name="the other")
    twice, keyed, shared = desk.draft(), desk.draft(), desk.draft()
    doubles = at_once(2 * clicks, lambda _: desk.send(twice, size))
    sames = at_once(same_key, lambda _: desk.send(keyed, size, once="k-1"))
    people = at_once(2, lambda number: (desk, other)[number].send(shared, size, once=f"p-{number}"))
    runs = [desk.run(campaign, size) for campaign in (twice, keyed, shared)]
    scenes = [Scene(stack, run, postfix=False, crew=crew) for run in runs]
    ended = [scene.finish() for scene in scenes]
    first, *more = [scene.verdict() for scene in scenes]
    verdict = sum(more, start=first)
    bars = kept_all(verdict, unknown=0) | {
        "ends by itself": all(ended),
        "of double clicks one counts": _statuses(doubles) == {200: 1, 409: 2 * clicks - 1},
        "the same key answers again": _one_answer(sames),
        "of two people one sends": _statuses(people) == {200: 1, 409: 1},
        "each guest got three letters": stack.sink.count() == 3 * size,
    }
    return report("R13", "sent twice, by key and by two people", scenes[0], verdict, bars=bars)


def _statuses(answers: list[Answer]) -> dict[int, int]:
    return dict(Counter(answer.status for answer in answers))


def _one_answer(answers: list[Answer]) -> bool:
    """Every answer is the first one's, but for those that came while the first was at work."""
    done = [answer.body for answer in answers if answer.status == 200]
    busy = sum(answer.status == 409 for answer in answers)
    # What moves on meanwhile is the campaign's own progress, not what was ordered.
    orders = {(body["id"], body["send_at"]) for body in done}
    return len(orders) == 1 and len(done) + busy == len(answers)


def left_in_the_midst(stack: Stack, *, size: int, lasting: float, leavers: int) -> FaultReport:
    """R14: guests unsubscribe and complain, a person pauses, goes on and cancels, while letters leave."""
    stack.begin(pause=lasting * _CONNECTIONS * _WORKERS / size)
    organization, hotel = house_made(size=size, way=stack.way(postfix=False, connections=_CONNECTIONS))
    crew = stack.children.crew(workers=_WORKERS)
    _child, web = stack.children.web()
    desk = Desk.of(web, organization, hotel, now=timezone.now())
    campaign = desk.draft()
    desk.send(campaign, size)
    scene = Scene(stack, desk.run(campaign, size), postfix=False, crew=crew)
    scene.reach(0.15)
    last = scene.run.rows()[-2 * leavers :]
    gone = {row.id: _leave(scene, web, row) for row in last[:leavers]}
    gone |= {row.id: _complain(scene, row) for row in last[leavers:]}
    after_leave = _later_than(scene, gone)
    overrun = {}
    for act, share in (("pause", 0.3), ("cancel", 0.6)):
        scene.reach(share)
        overrun[act] = _stop(scene, lambda act=act: desk.act(campaign, act))  # type: ignore[misc]
        desk.act(campaign, "resume")
    ended = scene.finish()
    verdict = scene.verdict()
    sum_of_states = sum(scene.run.counts().values())
    bars = (
        kept_all(verdict, unknown=0)
        | {
            "ends": ended,
            "no more than was claimed goes to who left": after_leave
            <= min(_CLAIM_BATCH * _WORKERS, len(gone)),
            "states add up": sum_of_states == size,
            "cancelled, not sent": verdict.states.get("skipped", 0) > leavers,
        }
        | {f"{act} within 5 s": seconds < PAUSE_TAKES_EFFECT for act, seconds in overrun.items()}
    )
    notes = {"after_leaving": after_leave, "overrun_s": overrun}
    return report("R14", "unsubscribed, complained, paused, cancelled", scene, verdict, bars=bars, **notes)


def _leave(scene: Scene, web: str, row: Row) -> float:
    answer = unsubscribe(web, scene.run, row.id)
    assert answer.status == 200, answer
    return time.time()


def _complain(scene: Scene, row: Row) -> float:
    with tenant_scope(scene.run.organization.pk):
        key = bytes(Message.objects.get(pk=row.id).address_hash or b"")
        suppression_add(
            address_hash=key, reason=SuppressionReason.COMPLAINT, now=timezone.now(), source="test"
        )
    return time.time()


def _later_than(scene: Scene, left: dict[int, float]) -> int:
    """Letters that reached somebody after they had left; asked when nothing of them can come any more."""
    wait_until(lambda: scene.run.unfinished(set(left)) == 0, "letters of who left to settle", seconds=120)
    organization_id = scene.run.organization.pk
    late = 0
    for letter in scene.stack.sink.accepted():
        late += any(letter.at > left.get(row, letter.at) for row in copies([letter], organization_id))
    return late


def _stop(scene: Scene, act: Callable[[], Answer]) -> float:
    """Seconds that letters went on leaving after the answer."""
    answer = act()
    assert answer.status == 200, answer
    at = time.time()
    time.sleep(PAUSE_TAKES_EFFECT + 2)
    return round(max(0.0, max(letter.at for letter in scene.stack.sink.accepted()) - at), 2)


# Row number → what is wrong with it. A megabyte is far more than any letter may be.
_POISON: dict[int, dict[str, object]] = {
    3: {"merge": {"guest": {"first_name": "x" * 10_000_000}}},
    4: {"merge": {"guest": 5}},
    5: {"merge": ["no", "object"]},
    6: {"merge": {"guest": {"first_name": {"a": "b"}}}},
    7: {"address": "jürgen@post.example"},
    8: {"address": "guest@münchen.example"},
    9: {"address": "evil@post.example>\r\nRCPT TO:<victim@post.example"},
    10: {"address": "no address"},
    11: {"merge": {"guest": {"first_name": "\r\nBcc: victim@post.example"}}},
}
# These can be sent all the same, with an international domain, an empty or a cleaned name.
_MAY_GO = {4, 5, 6, 8, 11}


def poisoned(stack: Stack, *, size: int) -> FaultReport:
    """R15: data that no letter can be made of, values of ten megabytes, addresses that are none."""
    ids: list[int] = []

    def spoil(frozen: list[int]) -> None:
        ids.extend(frozen)
        for number, wrong in _POISON.items():
            Message.objects.filter(pk=frozen[number]).update(**wrong)

    scene = scene_set(stack, size=size, spoil=spoil, smtputf8=False)
    scene.begin_work(workers=_WORKERS)
    ended = scene.finish()
    verdict = scene.verdict()
    rows = {row.id: row for row in scene.run.rows()}
    bad = [rows[ids[number]] for number in _POISON if number not in _MAY_GO]
    odd = [rows[ids[number]] for number in _MAY_GO]
    victims = [letter for letter in stack.sink.accepted() if letter.recipient.startswith("victim")]
    bars = kept_all(verdict, unknown=0) | {
        "ends by itself": ended,
        "poison fails with its reason": all(row.state in ("failed", "bounced") and row.reason for row in bad),
        "odd ones are sent or fail with a reason": all(row.state == "handed" or row.reason for row in odd),
        "all others are handed": verdict.states.get("handed", 0) >= size - len(_POISON),
        "nobody else is written to": not victims,
    }
    notes = {"poisoned": {number: rows[ids[number]].state for number in _POISON}}
    return report("R15", "poison recipients", scene, verdict, bars=bars, **notes)


def provider_defers(stack: Stack, *, size: int, others: int) -> FaultReport:
    """R15: one provider defers everything for `size` guests; the `others` are not kept waiting."""
    rule = Rule("rcpt", text="451 4.7.1 Too many letters, try again later", to="@deferring")

    def address(number: int) -> str:
        return f"guest{number}@{'deferring' if number < size else 'quick'}.example"

    def waits(row: Row) -> bool:
        return "@deferring" in row.address and row.state in ("queued", "deferred", "claimed")

    scene = scene_set(stack, rule, size=size + others, address=address)
    scene.begin_work(workers=_WORKERS)
    wait_until(lambda: stack.sink.count() >= others, "all letters to the others", seconds=600)
    seconds = round(scene.seconds, 1)
    time.sleep(2)
    verdict = scene.verdict(may_wait=waits)
    waiting = [row for row in scene.run.rows() if "@deferring" in row.address]
    bars = kept_all(verdict, unknown=0) | {
        "all others are handed": verdict.states.get("handed") == others,
        "none is given up": all(waits(row) for row in waiting),
        "those tried say why they wait": sum(bool(row.reason) for row in waiting) > 0,
    }
    notes = {"others_done_after_s": seconds, "tries_in_vain": stack.sink.events()["reply@rcpt"]}
    scene.stop()
    return report("R15 provider", "a provider defers everything", scene, verdict, bars=bars, **notes)
