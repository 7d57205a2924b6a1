"""Links are numbered once; a click can lead only where the author's template says."""

import pytest

from delivery.content.links import is_web_address, target_resolve
from tests.delivery.letters import bind, build, letter


def test_each_web_address_gets_one_number_and_others_are_left() -> None:
    content = build(
        "<a href='https://x.example/a?b=1&amp;c=2'>a</a> <a href='http://y.example'>b</a>"
        "<a href='https://x.example/a?b=1&amp;c=2'>again</a> <a href='mailto:desk@x.example'>m</a>"
        "<a href='tel:+39047312345'>t</a> <a href='#top'>top</a> <a href='{{ unsubscribe_url }}'>leave</a>"
        "<a href='{{ hotel.website }}'>site</a>"
    )
    assert content.links == ["https://x.example/a?b=1&c=2", "http://y.example"]
    page = bind(content).letter({}, "TOKEN").page()
    assert page.count('href="https://mail.example/c/TOKEN/0"') == 2
    assert page.count('href="https://mail.example/c/TOKEN/1"') == 1
    assert page.count('href="https://mail.example/u/TOKEN"') == 1
    for kept in ("mailto:desk@x.example", "tel:+39047312345", "#top", "https://alpenblick.example"):
        assert page.count(f'href="{kept}"') == 1


def test_without_tracking_links_lead_straight_and_no_pixel_is_set() -> None:
    page = letter(
        "<a href='https://x.example/?n={{ guest.first_name }}&amp;x=1'>a</a>",
        {"guest": {"first_name": "Zoë &"}},
        track=False,
    ).page()
    assert 'href="https://x.example/?n=Zo%C3%AB%20%26&amp;x=1"' in page
    assert "/o/" not in page
    assert "/c/" not in page


def test_with_tracking_the_pixel_is_the_last_thing_in_the_body() -> None:
    page = letter("x", {}).page()
    assert page.endswith(
        '<img src="https://mail.example/o/TOKEN.gif" width="1" height="1" alt="" /></body></html>'
    )


@pytest.mark.parametrize(
    "value", ["https://evil.example/", "@evil.example", "//evil.example", "\r\nSet-Cookie: x", "a&b=c#d/../"]
)
def test_a_merged_value_cannot_leave_its_place_in_an_address(value: str) -> None:
    target = "https://x.example/p/{{ guest.first_name }}?q={{ guest.first_name }}"
    url = target_resolve(target, {"guest": {"first_name": value}})
    assert url.startswith("https://x.example/p/")
    assert is_web_address(url)
    assert url.count("?") == 1
    assert not set(url) & set("\r\n#@")


def test_an_address_whose_host_comes_from_data_is_not_tracked() -> None:
    content = build(
        "<a href='https://{{ guest.first_name }}.example/'>x</a><a href='https://x.example{{ guest.first_name }}/'>y</a>"
    )
    assert content.links == []


def test_links_inside_a_condition_are_tracked_too() -> None:
    body = "{% if guest.email %}<a href='https://x.example/'>x</a>{% endif %}"
    merged = letter(body, {"guest": {"email": "zoe@example.com"}})
    assert 'href="https://mail.example/c/TOKEN/0"' in merged.page()
    assert "https://mail.example/c/TOKEN/0" in merged.plain()


@pytest.mark.parametrize("number", [-1, 1, 10_000])
def test_a_number_that_does_not_exist_leads_nowhere(number: int) -> None:
    assert bind(build("<a href='https://x.example/'>x</a>")).link_target(number, {}) is None
