"""What a file may cost. An archive of a few kilobytes can unpack to more than a disk holds."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that reading a file may take.

    Bytes of the file and of what it unpacks to; how many times larger than packed a part may
    become, asked only of parts beyond ``ratio_from`` bytes; files in an archive; columns and
    characters of a record; lines that a quoted cell may go over.
    """

    file_bytes: int = 4 * 1024 * MEGABYTE
    unpacked_bytes: int = 8 * 1024 * MEGABYTE
    ratio: int = 200
    ratio_from: int = 10 * MEGABYTE
    entries: int = 100
    columns: int = 2_000
    record_chars: int = MEGABYTE
    record_lines: int = 1_000


DEFAULT = Limits()
