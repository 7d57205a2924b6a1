"""Files for tests of reading: workbooks and archives, written by hand as small as they may be."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr/><sheets>'
    '<sheet name="Notes" sheetId="2" state="hidden" r:id="rId2"/><sheet name="Guests" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>"
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINKS}/worksheet" Target="/xl/worksheets/sheet2.xml"/>'
    "</Relationships>"
)
# Styles: 0 general, 1 a built-in date, 2 a date by its code, 3 an amount whose code has a word with a d.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="0.00&quot; paid&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)
HEADER = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>First name</t></is></c></row>'


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Return an archive of the files."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def workbook(rows: str, *, strings: Sequence[str] = ("<t>Email</t>",), before: str = "") -> bytes:
    """Return a workbook whose first visible sheet has the header Email, First name, and ``rows``."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{HEADER}{rows}</sheetData></worksheet>'
    shared = "".join(f"<si>{string}</si>" for string in strings)
    return zipped(
        {
            "xl/workbook.xml": _WORKBOOK,
            "xl/_rels/workbook.xml.rels": _RELATIONS,
            "xl/styles.xml": _STYLES,
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": before + sheet,
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>',
        }
    )


def text(reference: str, value: str) -> str:
    """Return a cell of text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'
