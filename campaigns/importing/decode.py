"""The text of an uploaded letter: from a page, from MJML, or from the archive an editor exports."""

import codecs
import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

FILE_LIMIT = 10_000_000
TEXT_LIMIT = 500_000
_MEMBER_LIMIT = 500
_CHARSET = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]{2,30})|<\?xml[^>]+encoding=["']([\w-]+)""", re.IGNORECASE
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_SOURCES = (".html", ".htm", ".mjml")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


class LetterUnreadable(Exception):
    """A file that holds no letter; `reason` is a sentence for whoever brought it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Upload:
    """A letter's source, and the pictures that came with it by the path that the letter calls them."""

    source: str
    pictures: dict[str, bytes] = field(default_factory=dict)


def upload_read(data: bytes) -> Upload:
    """Read a page, MJML, or a ZIP archive with one of them. Raises LetterUnreadable."""
    if not data.strip():
        raise LetterUnreadable("The file is empty.")
    if len(data) > FILE_LIMIT:
        raise LetterUnreadable(
            f"The file is larger than {FILE_LIMIT // 1_000_000} MB; a letter has less than 1 MB."
        )
    return _archive(data) if data.startswith(b"PK\x03\x04") else Upload(text_decode(data))


def text_decode(data: bytes) -> str:
    """Text by its byte order mark, else by the encoding it names, else UTF-8. Raises LetterUnreadable."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    named = _CHARSET.search(data[:4096])
    if not encoding and named:
        encoding = (named[1] or named[2]).decode("ascii").lower()
    try:
        text = _decoded(data, encoding)
    except LookupError as error:
        raise LetterUnreadable(f"The file names an encoding that does not exist: {encoding}.") from error
    except UnicodeError as error:
        said = f"says it is written in {encoding}, but is not" if encoding else "is not written in UTF-8"
        raise LetterUnreadable(f"The file {said}. Save it as UTF-8 and try again.") from error
    if _BINARY.search(text):
        raise LetterUnreadable(
            "The file is not text: bring an HTML page, MJML, or a ZIP archive with one of them."
        )
    if len(text) > TEXT_LIMIT:
        raise LetterUnreadable(f"The letter is longer than {TEXT_LIMIT:,} characters.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if encoding in ("", "utf-8", "utf8") else encoding)
    except UnicodeError:
        # Saved anew by a program that left the old name of the encoding in the page.
        if encoding in ("utf-8-sig", "utf-8", "utf8", ""):
            raise
        return data.decode("utf-8-sig")


def _archive(data: bytes) -> Upload:
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if _wanted(each)]
            if len(members) > _MEMBER_LIMIT or sum(each.file_size for each in members) > 3 * FILE_LIMIT:
                raise LetterUnreadable("The archive holds too much for one letter.")
            letter = _letter_of(members)
            folder = PurePosixPath(letter.filename).parent
            pictures = {
                _relative(PurePosixPath(each.filename), folder): archive.read(each)
                for each in members
                if each.filename.lower().endswith(_PICTURES)
            }
            return Upload(text_decode(archive.read(letter)), pictures)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise LetterUnreadable(
            "The archive cannot be opened: it is damaged, or locked by a password."
        ) from error


def _wanted(member: ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not member.is_dir() and not hidden and ".." not in path.parts and not path.is_absolute()


def _letter_of(members: list[ZipInfo]) -> ZipInfo:
    letters = [each for each in members if each.filename.lower().endswith(_SOURCES)]
    if not letters:
        raise LetterUnreadable("The archive holds no HTML page and no MJML.")
    # The page that stands for the folder, else the one least deep and first by name.
    return min(
        letters, key=lambda each: (each.filename.count("/"), "index" not in each.filename, each.filename)
    )


def _relative(path: PurePosixPath, folder: PurePosixPath) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
