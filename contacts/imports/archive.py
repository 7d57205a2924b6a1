"""ZIP archives, opened so that none can unpack to more than was agreed.

What an archive says of itself is not believed: bytes are counted as they come. Paths in it are
names for people only; nothing is ever written under them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception's name

from contacts.errors import FileTooLarge, UnreadableFile
from contacts.imports.limits import MEGABYTE, Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TABLES = (".csv", ".tsv", ".tab", ".txt")
_NESTED = (".zip", ".gz", ".7z", ".rar", ".bz2", ".xz", ".tar", ".tgz", ".zst")
_ENCRYPTED = 0x1
_BROKEN = (
    "The archive is damaged or incomplete, so no guest was imported. Export it again, or send its CSV files."
)
_BOMB = (
    "The archive unpacks to more than an import may hold, so no guest was imported. "
    "Unpack it and send its CSV files one by one."
)


class Budget:
    """How many bytes may still be unpacked from an archive."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.unpacked_bytes


@contextmanager
def faults_named() -> Iterator[None]:
    """Say in words what zipfile finds broken. Raises UnreadableFile."""
    try:
        yield
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, ValueError, OverflowError) as broken:
        if isinstance(broken, UnicodeError):
            raise
        raise UnreadableFile(_BROKEN) from broken


def archive_open(file: BinaryIO) -> ZipFile:
    """Open an archive whose list of contents is of a size that can be held. Raises UnreadableFile."""
    with faults_named():
        return ZipFile(cast("BinaryIO", _Careful(file)))


def entry_open(archive: ZipFile, name: str, budget: Budget) -> BinaryIO:
    """Open one entry, counted against the budget. Raises UnreadableFile, then and while it is read."""
    info = archive.getinfo(name)
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableFile(
            "The archive is locked with a password, so no guest was imported. Send it without one."
        )
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise UnreadableFile(
            "The archive is packed in an unusual way, so no guest was imported. Send its CSV files instead."
        )
    with faults_named():
        return cast("BinaryIO", BufferedReader(_Counted(archive, info, budget), buffer_size=1 << 16))


def table_names(archive: ZipFile, limits: Limits) -> list[str]:
    """Return the entries that are tables, in the archive's order. Raises UnreadableFile."""
    files = [info for info in archive.infolist() if not info.is_dir() and not _by_the_way(info.filename)]
    if len(files) > limits.entries:
        raise UnreadableFile(
            f"The archive holds {len(files)} files and an import takes {limits.entries}, so no guest was "
            "imported. Send fewer at a time."
        )
    nested = next((info.filename for info in files if info.filename.lower().endswith(_NESTED)), None)
    if nested is not None:
        raise UnreadableFile(
            f"The archive holds another archive, {_shown(nested)}, so no guest was imported. "
            "Unpack it and send the CSV files in it."
        )
    for endings in (TABLES[:3], TABLES[3:]):
        names = [info.filename for info in files if info.filename.lower().endswith(endings)]
        if names:
            return names
    raise UnreadableFile(
        "The archive holds no CSV file, so no guest was imported. A workbook is sent by itself, not packed."
    )


def _by_the_way(path: str) -> bool:
    """Say whether it is what operating systems add unasked, such as macOS's resource forks."""
    name = path.rpartition("/")[2]
    return path.startswith("__MACOSX/") or name.startswith(".") or name.lower() == "thumbs.db"


def _shown(path: str) -> str:
    name = path.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in name if char.isprintable())[:80]


class _Careful(RawIOBase):
    """The archive's file. zipfile reads the list of contents at once, however long it claims to be."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        if size > 4 * MEGABYTE:
            raise UnreadableFile(
                "The archive lists more files than an import takes, so no guest was imported. Send its CSV files."
            )
        return self._file.read(size)


class _Counted(RawIOBase):
    """An entry as a stream that stops where it unpacks to too much."""

    def __init__(self, archive: ZipFile, info: ZipInfo, budget: Budget) -> None:
        self._file = archive.open(info)
        self._packed, self._budget, self._seen = max(info.compress_size, 1), budget, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        with faults_named():
            data = self._file.read(len(view))
        view[: len(data)] = data
        self._seen += len(data)
        self._budget.left -= len(data)
        limits = self._budget.limits
        if self._budget.left < 0:
            raise FileTooLarge(_BOMB)
        if self._seen > limits.ratio_from and self._seen > limits.ratio * self._packed:
            raise FileTooLarge(_BOMB)
        return len(data)
