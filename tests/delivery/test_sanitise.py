"""An author's own HTML keeps its looks and loses its scripts."""

import pytest

from delivery.content.errors import TemplateInvalid
from delivery.content.sanitise import fragment_sanitise, page_guard
from tests.delivery.letters import build, letter


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)></svg>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<iframe src='https://evil.example'></iframe>",
        "<form action='https://evil.example'><input name=p></form>",
        "<base href='https://evil.example'>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<style></style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_that_runs_is_left(payload: str) -> None:
    page = letter(f"before {payload} after", {}).page().lower()
    assert "before" in page
    for sign in (
        "<script",
        "onerror=",
        "onload=",
        "javascript:",
        "<iframe",
        "<form",
        "<base",
        'http-equiv="refresh',
    ):
        assert sign not in page


def test_looks_are_kept() -> None:
    html = (
        '<table bgcolor="#ffffff" width="100%" cellpadding="0"><tbody><tr><td style="padding:10px;color:#333" '
        'align="center"><font color="red">x</font></td></tr></tbody></table>'
        "<style>@media (max-width:480px){.a{color:red!important}}</style>"
        "<!--[if mso]><i>Outlook</i><![endif]-->"
    )
    assert fragment_sanitise(html) == html


@pytest.mark.parametrize(
    "page",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" JaVa\nScript:alert(1)">x</a>',
        '<td background="vbscript:x">x</td>',
        '<p onclick="x">y</p>',
        "<script>x</script>",
        "<object data='x'></object>",
    ],
)
def test_the_finished_page_is_guarded_too(page: str) -> None:
    with pytest.raises(TemplateInvalid):
        page_guard(page)


def test_a_button_that_runs_a_script_is_refused() -> None:
    from delivery.content.compiled import content_build

    source = (
        "<mjml><mj-body><mj-section><mj-column><mj-button href='javascript:alert(1)'>x</mj-button></mj-column>"
        "</mj-section></mj-body></mjml>"
    )
    with pytest.raises(TemplateInvalid):
        content_build(subject="x", preview_text="", mjml=source)


def test_a_style_with_a_merge_tag_is_refused() -> None:
    with pytest.raises(TemplateInvalid, match="style block"):
        build("x", head="<mj-style>.a{color:{{ guest.first_name }}}</mj-style>")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "//evil.example"]
)
def test_an_address_from_data_cannot_bring_its_own_scheme(url: str) -> None:
    values = {"guest": {"custom": {"page": url}}}
    for body in (
        "<a href='{{ guest.custom.page }}'>x</a>",
        "<a href='{{ guest.custom.page | strip }}'>x</a>",
    ):
        assert 'href=""' in letter(body, values).page()
