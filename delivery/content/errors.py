"""What can be wrong with a template, and with one recipient's merge."""


class TemplateInvalid(Exception):
    """A template that cannot be sent. `line` is counted from 1 in the source the author wrote."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.message = message
        self.line = line
        super().__init__(message if line is None else f"Line {line}: {message}")


class MergeFailed(Exception):
    """One recipient's values could not be merged; the others are not affected."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
