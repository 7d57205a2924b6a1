"""django-post-office, measured by its own interpreter: the venv that peers.py made, never the product's.

Standard input: JSON with `database` (Django's), `letter` (a path), `letters`, `port`, `lock`. Output: JSON
with the seconds that creating and sending took.

Its best configuration for a campaign, by its documentation: the mails made by `mail.send_many`, which inserts
them in bulk, and rendered there, so that nothing of it is left for the sending; `send_queued_mail` with two
processes of five threads, each thread keeping its connection for a whole batch; batches as large as the
campaign, since each one starts processes and connections anew; no log rows for mails that went out.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

PROCESSES, THREADS = 2, 5
CHUNK = 1_000


def main() -> None:
    facts = json.load(sys.stdin)
    configure(facts)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    creating = timed(lambda: create(facts["letters"], json.loads(Path(facts["letter"]).read_text())))
    sending = timed(lambda: call_command("send_queued_mail", processes=PROCESSES, lockfile=facts["lock"]))
    require_all_sent(facts["letters"])
    print(json.dumps({"create_seconds": creating, "send_seconds": sending}))


def configure(facts: dict[str, Any]) -> None:
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["post_office"],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", **facts["database"]}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=facts["port"],
        POST_OFFICE={
            "BATCH_SIZE": facts["letters"],
            "THREADS_PER_PROCESS": THREADS,
            "LOG_LEVEL": 1,
            "BATCH_DELIVERY_TIMEOUT": 600,
            "MESSAGE_ID_ENABLED": True,
            "MESSAGE_ID_FQDN": "seehof.example",
        },
        LOGGING={
            "version": 1,
            "handlers": {"errors": {"class": "logging.StreamHandler"}},
            "loggers": {"post_office": {"handlers": ["errors"], "level": "ERROR"}},
        },
    )
    django.setup()


def timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def create(letters: int, letter: dict[str, Any]) -> None:
    """One stored template, and a mail for each guest."""
    from post_office import mail
    from post_office.models import Email, EmailTemplate

    Email.objects.all().delete()
    EmailTemplate.objects.all().delete()
    template = EmailTemplate.objects.create(
        name="spring", subject=letter["subject"], content=letter["text"], html_content=letter["html"]
    )
    for first in range(0, letters, CHUNK):
        numbers = range(first, min(first + CHUNK, letters))
        mail.send_many([mail_of(number, template, letter) for number in numbers])


def mail_of(number: int, template: Any, letter: dict[str, Any]) -> dict[str, Any]:
    token = f"{number:036d}"
    custom = {"room": 100 + number % 200, "table": "window", "points": number, "since": "2019"}
    return {
        "recipients": f"guest{number}@example{number % 50}.com",
        "sender": letter["from"],
        "template": template,
        "context": {"token": token, "guest": {"first_name": f"Anna-{number}", "custom": custom}},
        "headers": {name: value.replace("{{ token }}", token) for name, value in letter["headers"].items()},
    }


def require_all_sent(letters: int) -> None:
    from post_office.models import STATUS, Email

    sent = Email.objects.filter(status=STATUS.sent).count()
    if sent != letters:
        raise SystemExit(f"django-post-office sent {sent} of {letters}.")


if __name__ == "__main__":
    main()
