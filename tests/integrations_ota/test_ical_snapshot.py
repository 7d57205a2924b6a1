"""What a reading of a feed changes, and what it never cancels."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from integrations_ota.adapters.ical.parser import read_feed
from integrations_ota.adapters.ical.snapshot import Entry, Reading, compare
from tests.integrations_ota.calendars import HEAD, calendar, event

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
POLL = timedelta(minutes=15)
BOOKING = HEAD.replace("Lakeside Lets//Bookings", "admin.booking.com")


class Feed:
    """Reads one feed again and again, as the channel would."""

    def __init__(self) -> None:
        self.known: dict[str, Entry] = {}
        self.now = NOW
        self.last = Reading({})

    def read(self, *events: str, head: str = HEAD, later: timedelta = POLL) -> list[tuple[str, str]]:
        self.now += later
        feed = read_feed(calendar(*events, head=head), ZoneInfo("UTC"))
        self.last = compare(
            self.known,
            feed.events,
            now=self.now,
            today=self.now.date(),
            present=frozenset(feed.unreadable),
            complete=feed.complete,
        )
        stored = {key: entry.dump() for key, entry in self.last.known.items()}
        self.known = {key: Entry.load(entry) for key, entry in stored.items()}
        return [(key, entry.status.value) for key, entry in self.last.changes]


def many(count: int, first: int = 0) -> list[str]:
    day = date(2026, 7, 1)
    spans = [
        (day + timedelta(days=3 * n), day + timedelta(days=3 * n + 2)) for n in range(first, first + count)
    ]
    return [event(f"{start}@x", f"{start:%Y%m%d}", f"{end:%Y%m%d}") for start, end in spans]


def test_what_did_not_change_is_not_told_again() -> None:
    feed = Feed()
    assert len(feed.read(*many(3))) == 3
    assert feed.read(*many(3)) == []


def test_new_dates_under_a_known_uid_are_a_change() -> None:
    feed = Feed()
    feed.read(event("a@x", "20260701", "20260703"))
    assert feed.read(event("a@x", "20260701", "20260705")) == [("a@x", "booked")]
    assert feed.known["a@x"].departure == date(2026, 7, 5)


def test_a_booking_that_vanishes_is_cancelled_by_the_second_reading_without_it() -> None:
    feed = Feed()
    feed.read(*many(4))
    assert feed.read(*many(3)) == []
    assert feed.read(*many(3)) == [("2026-07-10@x", "cancelled")]
    assert feed.read(*many(3)) == []


def test_a_booking_that_comes_back_in_time_was_never_gone() -> None:
    feed = Feed()
    feed.read(*many(4))
    feed.read(*many(3))
    assert feed.read(*many(4)) == []
    assert feed.read(*many(3)) == []


def test_f72_a_feed_that_is_empty_once_cancels_nothing() -> None:
    feed = Feed()
    feed.read(*many(10))
    assert (feed.read(), feed.last.doubtful) == ([], True)
    assert feed.read(*many(10)) == []


def test_f72_a_feed_that_lost_nine_of_ten_cancels_nothing_for_a_day_of_readings() -> None:
    feed = Feed()
    feed.read(*many(10))
    for _ in range(20):
        assert feed.read(*many(1)) == []
    assert len(feed.read(*many(1), later=timedelta(hours=24))) == 9


def test_an_event_the_feed_calls_cancelled_needs_no_confirmation() -> None:
    feed = Feed()
    feed.read(*many(2), event("a@x", "20260601", "20260603"))
    assert feed.read(*many(2), event("a@x", "20260601", "20260603", "STATUS:CANCELLED")) == [
        ("a@x", "cancelled")
    ]


def test_what_is_over_or_has_begun_vanishes_without_being_cancelled() -> None:
    feed = Feed()
    feed.read(*many(6), event("over@x", "20260530", "20260601"), event("here@x", "20260531", "20260604"))
    for _ in range(4):
        assert feed.read(*many(6)) == []
    assert "over@x" not in feed.known
    assert "here@x" in feed.known
    feed.read(*many(6), later=timedelta(days=3))
    assert "here@x" not in feed.known


def test_a_reading_with_an_unnameable_event_proves_nothing_missing() -> None:
    feed = Feed()
    feed.read(*many(4))
    for _ in range(5):
        assert feed.read(*many(3), event("", "20260701", "20260702")) == []


def test_an_unreadable_event_of_a_known_uid_is_not_missing() -> None:
    feed = Feed()
    feed.read(*many(4), event("a@x", "20260601", "20260603"))
    for _ in range(5):
        assert feed.read(*many(4), event("a@x", "20260609", "20260603")) == []


def test_f70_the_same_nights_under_a_new_uid_are_the_same_booking() -> None:
    feed = Feed()
    feed.read(*many(3), event("old@x", "20260901", "20260905"))
    assert feed.read(*many(3), event("new@x", "20260901", "20260905")) == []
    assert feed.read(*many(3), event("newer@x", "20260901", "20260905")) == []


def test_f70_booking_com_renames_daily_and_trims_the_nights_that_are_over() -> None:
    feed = Feed()
    nights = [("20260601", "20260605")]
    for day in range(4):
        start = f"2026060{day + 1}"
        found = feed.read(
            event(f"u{day}@booking.com", start, nights[0][1], summary="CLOSED - Not available"),
            head=BOOKING,
            later=timedelta(days=day > 0),
        )
        assert found == ([("to 2026-06-05", "booked")] if day == 0 else [])
    assert feed.known["to 2026-06-05"].arrival == date(2026, 6, 1)


def test_two_bookings_with_numbers_of_their_own_are_never_one() -> None:
    feed = Feed()
    airbnb = HEAD.replace("Lakeside Lets", "Airbnb Inc")
    first = event("a@airbnb.com", "20260901", "20260905", "DESCRIPTION:x/HMAAAAAAAA", summary="Reserved")
    second = event("b@airbnb.com", "20260901", "20260905", "DESCRIPTION:x/HMBBBBBBBB", summary="Reserved")
    others = many(3)
    feed.read(first, *others, head=airbnb)
    assert feed.read(second, *others, head=airbnb) == [("b@airbnb.com", "booked")]
    assert feed.read(second, *others, head=airbnb) == [("a@airbnb.com", "cancelled")]


def test_f71_a_window_that_rolls_on_each_day_never_becomes_a_booking() -> None:
    feed = Feed()
    for day in range(1, 10):
        start, end = f"202606{day:02d}", f"202606{day + 1:02d}"
        assert feed.read(event(f"block-{start}", start, end, summary="Airbnb (Not available)")) == []
    assert feed.known == {}


@given(st.lists(st.sets(st.integers(0, 9)), max_size=12))
def test_whatever_is_shown_last_twice_is_what_is_known(shown: list[set[int]]) -> None:
    """After any history, two whole readings a day apart and one more settle the snapshot."""
    feed = Feed()
    events = many(10)
    for numbers in shown:
        feed.read(*(events[n] for n in sorted(numbers)), later=timedelta(minutes=15))
    final = sorted(shown[-1]) if shown else []
    for _ in range(3):
        feed.read(*(events[n] for n in final), later=timedelta(hours=13))
    assert len(feed.known) == len(final)
    assert all(entry.missed == 0 for entry in feed.known.values())
