class PictureRefused(Exception):
    """The file cannot become a picture of a letter. The message is written for the person who chose it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
