"""Whether this database knows all erasures, or is a backup from before some of them."""

from collections.abc import Iterator

from accounts.tenancy import for_each_organization
from compliance.models import Erasure
from compliance.services.erasure_journal import journal_missing, journal_path


class ErasuresMissing(SystemExit):
    """People who were erased are back. Ends the process: nothing may work on them."""


def erasures_missing() -> Iterator[tuple[int, list[list[Erasure]]]]:
    """Yield each organisation's id, in its scope, with the acts that the file knows and the database does not."""
    for organization_id in for_each_organization():
        yield organization_id, journal_missing()


def erasures_require_replayed() -> None:
    """Raise ErasuresMissing, with what to do, while an erasure has not been carried out in this database."""
    waiting = sum(len(acts) for _organization_id, acts in erasures_missing())
    if waiting:
        raise ErasuresMissing(
            f"{waiting} erasures in {journal_path()} are not in this database: it was restored from an older backup, "
            "and people who were erased are back in it. Run `manage.py erasure_replay`, then start again."
        )
