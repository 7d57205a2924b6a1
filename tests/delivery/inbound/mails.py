"""Mails that come back, as the mail servers of this world write them; every word is ours."""

GUEST = "guest@alpine.example"
TOKEN = "01" + "0000000a" + "00000000000000ff" + "ab" * 10
LETTER = (
    f"Return-Path: <bounce+{TOKEN}@mail.seehof.example>\n"
    f"Message-ID: <{TOKEN}@seehof.example>\n"
    f"From: Seehof <news@seehof.example>\nTo: {GUEST}\nSubject: Spring by the lake\n\nDear guest\n"
)


def mail(body: str, **headers: str) -> bytes:
    """A mail of a mail system; a keyword `Content_Type` becomes the header Content-Type."""
    fields = {
        "From": "MAILER-DAEMON@mx.relay.example (Mail Delivery System)",
        "To": f"bounce+{TOKEN}@mail.seehof.example",
        "Subject": "Undelivered Mail Returned to Sender",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return f"{head}\n{body}".replace("\n", "\r\n").encode()


def parts(*bodies: tuple[str, str]) -> str:
    """The body of a multipart, from pairs of a type and a content."""
    return "".join(f"--edge\nContent-Type: {kind}\n\n{body}\n" for kind, body in bodies) + "--edge--\n"


def block(recipient: str, status: str, diagnostic: str, action: str = "failed", extra: str = "") -> str:
    """One recipient's fields of a report."""
    said = f"Diagnostic-Code: smtp; {diagnostic}\n" if diagnostic else ""
    return f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n{said}{extra}\n"


def dsn(*blocks: str, words: str = "It could not be delivered.", letter: str = LETTER) -> bytes:
    """A report by RFC 3464."""
    report = "Reporting-MTA: dns; mx.relay.example\n\n" + "".join(blocks)
    body = parts(("text/plain", words), ("message/delivery-status", report), ("message/rfc822", letter))
    return mail(body, Content_Type='multipart/report; report-type=delivery-status; boundary="edge"')


def arf(kind: str, *, extra: str = "", letter: str = LETTER) -> bytes:
    """A complaint by RFC 5965."""
    report = f"Feedback-Type: {kind}\nUser-Agent: Loop/1.0\nVersion: 1\n{extra}"
    body = parts(
        ("text/plain", "A complaint."), ("message/feedback-report", report), ("message/rfc822", letter)
    )
    return mail(
        body,
        From="Feedback <loop@provider.example>",
        Subject="Abuse report",
        Content_Type='multipart/report; report-type=feedback-report; boundary="edge"',
    )
