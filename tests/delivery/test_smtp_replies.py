"""Replies read from a stream that comes in any pieces."""

import pytest

from delivery.smtp.replies import ReplyInvalid, ReplyReader


def test_pieces_and_joined_replies_are_taken_apart() -> None:
    reader = ReplyReader()
    pieces = [b"25", b"0-sink\r\n250", b" PIPELINING\r\n354 Go on\r", b"\n"]
    codes = [(reply.code, reply.text) for piece in pieces for reply in reader.feed(piece)]
    assert codes == [(250, "sink\nPIPELINING"), (354, "Go on")]
    assert not reader.pending


def test_a_good_reply_counts_though_nonsense_follows_it() -> None:
    """The letter that was accepted must not be in doubt for what the server says afterwards."""
    replies = ReplyReader().feed(b"250 2.0.0 Ok\r\n\x00\xfe9 what?\r\n")
    assert next(replies).code == 250
    with pytest.raises(ReplyInvalid, match="what"):
        next(replies)
