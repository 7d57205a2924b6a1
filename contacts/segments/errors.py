"""What the language refuses."""


class SegmentFault(ValueError):
    """A tree that cannot be understood. ``path`` names the place, as in ``rule.all[2].value``."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message
