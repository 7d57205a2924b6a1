"""A paper as Markdown, and as a page that prints well and loads nothing."""

from html import escape

from compliance.papers.types import Paper, PaperSection

_STYLE = (
    "body{max-width:48rem;margin:3rem auto;padding:0 1rem;font:16px/1.55 Georgia,serif;color:#22252a}"
    "h1,h2{line-height:1.25}table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:14px}"
    "th,td{border:1px solid #c9c5bb;padding:.4rem .6rem;text-align:left;vertical-align:top}"
    "h2{break-after:avoid}tr{break-inside:avoid}@media print{body{margin:0;max-width:none}}"
)


def paper_markdown(paper: Paper) -> str:
    """The paper as Markdown with tables."""
    lines = [f"# {paper.title}", "", f"{_md(paper.organization)}, {paper.made_at:%Y-%m-%d}", ""]
    for section in paper.sections:
        lines += [f"## {section.heading}", ""]
        for paragraph in section.paragraphs:
            lines += [_md(paragraph), ""]
        lines += _md_table(section)
    return "\n".join(lines)


def paper_html(paper: Paper) -> str:
    """The paper as a document of its own, to be printed or filed."""
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        f"<style>{_STYLE}</style></head><body>"
        f"<h1>{escape(paper.title)}</h1><p>{escape(paper.organization)}, {paper.made_at:%Y-%m-%d}</p>"
    )
    return head + "".join(map(_html_section, paper.sections)) + "</body></html>"


def _html_section(section: PaperSection) -> str:
    parts = [f"<h2>{escape(section.heading)}</h2>"]
    parts += [f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs]
    if section.rows:
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in section.columns)
        rows = (
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in section.rows
        )
        parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>")
    return "".join(parts)


def _md_table(section: PaperSection) -> list[str]:
    if not section.rows:
        return []
    rows = [section.columns, ["---"] * len(section.columns), *section.rows]
    return [*("| " + " | ".join(_md(cell) for cell in row) + " |" for row in rows), ""]


def _md(text: str) -> str:
    """A text that stays one cell or line, and whose signs are read as signs."""
    if set(text) == {"-"}:
        return text
    line = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in line)
