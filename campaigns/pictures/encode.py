"""An uploaded picture becomes new ones: WebP, and JPEG, PNG or GIF for mail programs without it.

Nothing of the upload is kept but what is seen: no EXIF, place, profile, comment or hidden tail.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Literal

from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from campaigns.pictures.errors import PictureRefused

BYTES_LIMIT = 10 * 1000 * 1000
PIXELS_LIMIT = 40_000_000
SMALLEST = 16
# A letter is 600 pixels wide: twice that for sharp screens, once for a column, half for the library.
WIDTHS = (320, 640, 1280)
# Each frame counts: a mail program loads the whole film before it shows the first picture.
FILM_WIDTHS = (320, 640)
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
Plain = Literal["jpg", "png", "gif"]
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class PictureWritten:
    """`files` holds the bytes by (width in pixels, ending); `plain` is the ending beside webp."""

    width: int
    height: int
    plain: Plain
    files: dict[tuple[int, str], bytes] = field(repr=False)

    @property
    def widths(self) -> list[int]:
        return sorted({width for width, _ending in self.files})


def picture_write(data: bytes) -> PictureWritten:
    """Read a JPEG, PNG, GIF or WebP file and write it anew in a few widths, never larger than it was.

    Raises PictureRefused, saying what to do, for any other file, a broken one, and one too large.
    """
    _look_at_size(data)
    with _reading():
        source = _opened(data)
        film = getattr(source, "is_animated", False)
        _measure(source)
        frames = [_bare(frame) for frame in (_film(source) if film else [_still(source)])]
    plain: Plain = "gif" if film else "png" if _transparent(frames[0]) else "jpg"
    files: dict[tuple[int, str], bytes] = {}
    durations = _durations(source) if film else []
    for width in _widths(frames[0].width, film=film):
        sized = [_sized(frame, width) for frame in frames]
        for ending in ("webp", plain):
            files[width, ending] = _written(sized, ending, durations)
    return PictureWritten(width=frames[0].width, height=frames[0].height, plain=plain, files=files)


def _look_at_size(data: bytes) -> None:
    if not data:
        raise PictureRefused("The file is empty. Choose another one.")
    if len(data) > BYTES_LIMIT:
        raise PictureRefused("The file is larger than 10 MB. Save the picture smaller and try again.")
    if b"<svg" in data[:2000].lower():
        raise PictureRefused(
            "This is an SVG drawing, which can carry programs and which most mail programs do not show. "
            "Save it as PNG."
        )


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever a decoder says of a hostile or broken file becomes one plain sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except PictureRefused:
            raise
        except UnidentifiedImageError as unknown:
            raise PictureRefused(
                "This is no picture that Bellhop reads. Choose a JPEG, PNG, GIF or WebP file."
            ) from unknown
        except Image.DecompressionBombError as bomb:
            raise _too_many_pixels() from bomb
        except Exception as broken:
            raise PictureRefused(
                "The picture is broken or not complete. Save it anew and try again."
            ) from broken


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(
        "The picture has more than 40 million pixels. Save it smaller, 2,000 pixels wide is plenty."
    )


def _opened(data: bytes) -> Image.Image:
    source: IO[bytes] = BytesIO(data)
    return Image.open(source, formats=FORMATS)


def _measure(source: Image.Image) -> None:
    """Judge by the header, before a pixel is unpacked."""
    frames = getattr(source, "n_frames", 1)
    if source.width * source.height > PIXELS_LIMIT:
        raise _too_many_pixels()
    if source.width * source.height * frames > PIXELS_LIMIT:
        raise PictureRefused(
            f"The film has {frames} frames, together more than 40 million pixels. Make it shorter or smaller."
        )
    if min(source.width, source.height) < SMALLEST:
        raise PictureRefused(f"The picture is smaller than {SMALLEST} pixels. Choose a larger one.")


def _still(source: Image.Image) -> Image.Image:
    source.load()
    return _seen(ImageOps.exif_transpose(source))


def _film(source: Image.Image) -> list[Image.Image]:
    return [frame.convert("RGBA") for frame in ImageSequence.Iterator(source)]


def _durations(source: Image.Image) -> list[int]:
    """Milliseconds of each frame."""
    found = []
    for frame in ImageSequence.Iterator(source):
        frame.load()
        found.append(int(frame.info.get("duration") or 100))
    return found


def _seen(image: Image.Image) -> Image.Image:
    """The picture's colours as a browser without its profile would show them right."""
    profile = image.info.get("icc_profile")
    clear = image.has_transparency_data
    target = "RGBA" if clear else "RGB"
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        image = _in_srgb(image, profile, target)
    mode = {"I;16": "I"}.get(image.mode, image.mode)
    if mode == "I":
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert(target)


def _in_srgb(image: Image.Image, profile: bytes, target: str) -> Image.Image:
    if image.mode == "L":
        return image
    try:
        mode = "RGB" if image.mode == "CMYK" else image.mode
        turned = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except ImageCms.PyCMSError:
        return image.convert(target)  # the colours are a little off, the picture is there
    return turned if turned is not None else image


def _transparent(image: Image.Image) -> bool:
    if image.mode != "RGBA":
        return False
    *below, _opaque = image.getchannel("A").histogram()
    return any(below)


def _widths(width: int, *, film: bool) -> list[int]:
    wanted = FILM_WIDTHS if film else WIDTHS
    fitting = [each for each in wanted if each < width]
    return [*fitting, min(width, wanted[-1])] if width not in fitting else fitting


def _sized(image: Image.Image, width: int) -> Image.Image:
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _written(frames: list[Image.Image], ending: str, durations: list[int]) -> bytes:
    out = BytesIO()
    first, *rest = frames
    film: dict[str, object] = (
        {"save_all": True, "append_images": rest, "duration": durations, "loop": 0} if rest else {}
    )
    if ending == "webp":
        first.save(out, "WEBP", quality=_QUALITY, method=2 if rest else 4, **film)
    elif ending == "gif":
        first.save(out, "GIF", disposal=2, **film)
    elif ending == "png":
        first.save(out, "PNG", optimize=True)
    else:
        first.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: Pillow would write what it read beside them."""
    bare = image.copy()
    bare.info = {}
    return bare
