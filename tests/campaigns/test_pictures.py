"""Pictures of letters: written anew, told from hostile files, found by their address alone, kept while in use."""

import zlib
from io import BytesIO
from struct import pack
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from campaigns.models import Picture
from tests.factories.campaigns import CampaignFactory, TemplateFactory

PICTURES = "/api/v1/orgs/alpenblick/pictures"
Rows = dict[str, Any]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "pictures": {**settings.STORAGES["pictures"], "OPTIONS": {"location": str(tmp_path)}},
    }


def picture(form: str = "JPEG", size: tuple[int, int] = (1600, 900), mode: str = "RGB", **more: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, (31, 95, 74, 128)[: len(mode)]).save(out, form, **more)
    return out.getvalue()


def photo_with_a_place() -> bytes:
    """Lying on its side, as telephones write them, with the camera and the place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (47.0, 30.0, 0.0)
    return picture(exif=exif)


def film() -> bytes:
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes whose header claims 900 megapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    header = pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def add(client: Any, data: bytes, name: str = "terrace.jpg", alt: str = "The terrace") -> Any:
    body = {"file": SimpleUploadedFile(name, data), "alt_text": alt}
    return client.post(PICTURES, body, format="multipart")


def fetched(url: str) -> Any:
    answer = Client().get("/" + url.split("/", 3)[3])
    return answer, Image.open(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_a_photo_is_written_anew_in_three_widths_upright_and_without_camera_or_place(
    client_of_a: Any,
) -> None:
    answer = add(client_of_a, photo_with_a_place())
    row = answer.json()
    assert (answer.status_code, row["width"], row["height"]) == (201, 900, 1600)
    for address, form in (("url", "JPEG"), ("webp_url", "WEBP"), ("thumbnail_url", "WEBP")):
        page, image = fetched(row[address])
        assert (image.format, image.width < image.height) == (form, True)
        assert dict(image.getexif()) == {}
        assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert fetched(row["thumbnail_url"])[1].width == 320


def test_a_picture_is_never_made_larger_than_it_was(client_of_a: Any) -> None:
    row = add(client_of_a, picture(size=(500, 200))).json()
    assert [fetched(row[each])[1].width for each in ("url", "column_url", "thumbnail_url")] == [500, 500, 320]


def test_a_transparent_picture_stays_transparent(client_of_a: Any) -> None:
    row = add(client_of_a, picture("PNG", mode="RGBA"), name="logo.png").json()
    seen = [fetched(row[each])[1] for each in ("url", "webp_url")]
    assert [(each.format, each.mode, each.getpixel((0, 0))[3]) for each in seen] == [
        ("PNG", "RGBA", 128),
        ("WEBP", "RGBA", 128),
    ]


def test_a_film_still_moves_at_its_own_pace(client_of_a: Any) -> None:
    row = add(client_of_a, film(), name="snow.gif").json()
    seen = [fetched(row[each])[1] for each in ("url", "webp_url")]
    assert [(each.format, each.n_frames) for each in seen] == [("GIF", 3), ("WEBP", 3)]
    assert [seen[0].seek(frame) or seen[0].info["duration"] for frame in range(3)] == [100, 200, 300]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG drawing"),
        (b"<html><script>alert(1)</script></html>", "no picture that Bellhop reads"),
        (b"\xff\xd8\xff\xe0 not a picture", "broken or not complete"),
        (picture("BMP"), "no picture that Bellhop reads"),
        (picture()[:1500], "broken or not complete"),
        (bomb(), "40 million pixels"),
        (picture("PNG", size=(8000, 5001), mode="L"), "40 million pixels"),
        (b"\xff" * 10_000_001, "larger than 10 MB"),
        (picture(size=(5, 5)), "smaller than 16 pixels"),
    ],
    ids=["svg", "html", "magic", "bmp", "truncated", "bomb", "pixels", "bytes", "tiny"],
)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(
    client_of_a: Any, data: bytes, said: str
) -> None:
    answer = add(client_of_a, data)
    assert answer.status_code == 400
    assert said in answer.json()["fields"]["file"][0]
    assert client_of_a.get(PICTURES).json()["total"] == 0
    assert storages["pictures"].listdir("")[0] == []


def test_what_it_shows_must_be_said(client_of_a: Any) -> None:
    answer = add(client_of_a, picture(), alt="  ")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["alt_text"])


def test_the_same_file_brought_again_is_the_one_that_is_here(client_of_a: Any) -> None:
    first, second = add(client_of_a, picture()), add(client_of_a, picture(), name="again.jpg")
    assert (second.status_code, second.json()) == (200, first.json())


def test_two_organisations_with_the_same_file_have_two_addresses(
    client_of_a: Any, client_of_b: Any, group_b: Organization
) -> None:
    mine = add(client_of_a, picture()).json()
    body = {"file": SimpleUploadedFile("a.jpg", picture()), "alt_text": "The pool"}
    theirs = client_of_b.post(PICTURES.replace("alpenblick", group_b.slug), body, format="multipart").json()
    assert mine["url"] != theirs["url"]


def test_another_organisation_neither_lists_nor_deletes_it(
    client_of_a: Any, client_of_b: Any, group_b: Organization
) -> None:
    row = add(client_of_a, picture()).json()
    theirs = PICTURES.replace("alpenblick", group_b.slug)
    assert client_of_b.get(theirs).json()["results"] == []
    assert client_of_b.delete(f"{theirs}/{row['id']}").status_code == 404
    assert client_of_b.delete(f"{PICTURES}/{row['id']}").status_code == 404
    assert fetched(row["url"])[0].status_code == 200


@pytest.mark.parametrize("use", ["template", "campaign"])
def test_it_is_not_deleted_while_a_letter_shows_it(client_of_a: Any, group_a: Organization, use: str) -> None:
    row = add(client_of_a, picture()).json()
    factory = {"template": TemplateFactory, "campaign": CampaignFactory}[use]
    with tenant_scope(group_a.pk):
        letter = factory(
            name="Spring", mjml=f'<mjml><mj-body><mj-image src="{row["url"]}"/></mj-body></mjml>'
        )
    refused = client_of_a.delete(f"{PICTURES}/{row['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "picture_in_use")
    assert f"the {use} 'Spring'" in refused.json()["message"]
    with tenant_scope(group_a.pk):
        letter.delete()


@pytest.mark.django_db(transaction=True)
def test_deleted_it_is_gone_with_its_files(client_of_a: Any, group_a: Organization) -> None:
    row = add(client_of_a, picture()).json()
    assert client_of_a.delete(f"{PICTURES}/{row['id']}").status_code == 204
    assert Client().get("/" + row["url"].split("/", 3)[3]).status_code == 404
    with tenant_scope(group_a.pk):
        assert Picture.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/",
        "/pictures/" + "0" * 32,
        f"/pictures/{'0' * 32}/320.jpg",
        f"/pictures/{'0' * 32}/320.html",
        "/pictures/..%2f..%2fsecrets/320.jpg",
    ],
)
def test_nothing_is_listed_and_nothing_else_is_served(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404
