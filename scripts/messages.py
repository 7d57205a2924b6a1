"""The guests' pages in five languages: catalogues brought up to date, and compiled, without gettext installed.

    .venv/bin/python scripts/messages.py [--check]

Collects the sentences of delivery's templates, puts new ones into each .po file for a translator, drops what is
used no more, and compiles the .mo beside it. With --check nothing is written: it fails for a sentence that is
missing, unused, not translated or marked fuzzy, and for a .mo that is not its .po's.
"""

import argparse
import sys
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
ROOM = ROOT / "delivery"
LANGUAGES = ("de", "es", "fr", "it")
# Catalogues name no day, so that bringing them up to date changes nothing but sentences.
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_CALLS = {"gettext": None, "_": None, "ngettext": (1, 2)}


def sentences() -> Catalog:
    """Collect every sentence of the pages, with the files it stands in."""
    from django.utils.translation.template import templatize

    found = Catalog()
    for path in sorted(ROOM.glob("templates/**/*.html")):
        source = templatize(path.read_text("utf-8")).encode()
        for _line, _function, message, _comments in extract_python(BytesIO(source), _CALLS, [], {}):
            if message:
                found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return found


def catalogue_path(language: str) -> Path:
    return ROOM / "locale" / language / "LC_MESSAGES" / "django.po"


def compiled(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def read(language: str) -> Catalog:
    path = catalogue_path(language)
    with path.open("rb") if path.exists() else BytesIO() as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    catalogue = read(language)
    catalogue.update(sentences(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "Bellhop", "1", ""
    catalogue.creation_date = catalogue.revision_date = _SINCE
    catalogue.last_translator, catalogue.language_team, catalogue.fuzzy = "Bellhop", language, False
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    write_po(out, catalogue, omit_header=False, sort_output=True, width=110)
    path.write_bytes(out.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(read(language)))


def faults(language: str) -> list[str]:
    """Say what is wrong with a language's catalogue."""
    catalogue, wanted = read(language), {message.id for message in sentences() if message.id}
    known = {message.id: message for message in catalogue if message.id}
    wrong = [f"{language}: not in the catalogue: {text}" for text in sorted(wanted - known.keys())]
    wrong += [f"{language}: used nowhere: {text}" for text in sorted(known.keys() - wanted)]
    wrong += [
        f"{language}: not translated: {text}" for text, one in known.items() if not one.string or one.fuzzy
    ]
    for text, one in known.items():
        wrong += [f"{language}: {text}: {error}" for error in one.check(catalogue)]
    binary = catalogue_path(language).with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(catalogue):
        wrong.append(f"{language}: the .mo is not its .po's; run scripts/messages.py")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    only_look = parser.parse_args().check
    if not settings.configured:
        settings.configure()
        django.setup()
    if not only_look:
        for language in LANGUAGES:
            update(language)
    wrong = [fault for language in LANGUAGES for fault in faults(language)]
    out = StringIO()
    out.writelines(f"{line}\n" for line in wrong)
    sys.stdout.write(out.getvalue())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
