import json
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.importing.decode import FILE_LIMIT, LetterUnreadable
from campaigns.importing.letter import ImportedLetter, letter_import


class Command(BaseCommand):
    help = "Imports a letter of another program: an HTML page, MJML, or a ZIP archive with one of them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="DIR", help="the folder for what comes out"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            letter = letter_import(read(path), now=timezone.now())
            names = files_write(options["out"], files_of(letter, path.stem))
        except LetterUnreadable as refused:
            raise CommandError(f"{path.name}: {refused.reason}") from refused
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {error.strerror}.") from error
        for warning in letter.warnings:
            lines = ", ".join(str(line) for line in warning["lines"])  # type: ignore[attr-defined]
            where = f" (line {lines})" if lines else ""
            self.stdout.write(f"  {warning['count']:>3}  {warning['message']}{where}")
        self.stdout.write(
            f"{path.name}: {len(letter.warnings)} kinds of warnings; written to {options['out']}."
        )
        self.stdout.write(json.dumps(summary(letter, names)))


def read(path: Path) -> bytes:
    """One byte more than may be, so that a file of any size is refused without being read whole."""
    with path.open("rb") as file:
        return file.read(FILE_LIMIT + 1)


def files_of(letter: ImportedLetter, name: str) -> dict[str, bytes]:
    stored = {"name": name[:200], **letter.stored()}
    files = {
        "stored.json": json.dumps(stored, ensure_ascii=False, indent=2).encode(),
        "letter.html": letter.html.encode(),
        "letter.txt": letter.text.encode(),
        "warnings.json": json.dumps(letter.warnings, ensure_ascii=False, indent=2).encode(),
    }
    return files | {f"pictures/{path}": data for path, data in letter.pictures.items()}


def files_write(out: Path, files: dict[str, bytes]) -> list[str]:
    """All of the files, or none: they are written beside the folder and then moved. Raises OSError."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as beside:
        for name, data in files.items():
            target = Path(beside) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for name in files:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(beside) / name).replace(out / name)
    return sorted(files)


def summary(letter: ImportedLetter, files: list[str]) -> dict[str, object]:
    return {
        "format": letter.format,
        "subject": letter.subject,
        "html_bytes": len(letter.html.encode()),
        "text_bytes": len(letter.text.encode()),
        "links": len(letter.links),
        "fields": letter.fields,
        "warnings": {str(each["code"]): each["count"] for each in letter.warnings},
        "files": files,
    }
