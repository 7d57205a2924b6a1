"""What had to be changed in a foreign letter, in words for whoever brought it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of change. `line` is counted from 1 in the source, 0 where there is none."""

    code: str
    message: str
    line: int = 0


def findings_merge(findings: list[Finding]) -> list[dict[str, object]]:
    """Equal findings told once, in order of appearance, with their number and their first lines."""
    merged: dict[tuple[str, str], list[int]] = {}
    for finding in findings:
        merged.setdefault((finding.code, finding.message), []).append(finding.line)
    return [
        {"code": code, "message": message, "count": len(lines), "lines": sorted({n for n in lines if n})[:10]}
        for (code, message), lines in merged.items()
    ]
