"""Address hashes brought to a new key: in every table of an organisation at once, without the addresses.

`ADDRESS_HASH_KEY` gets a key after a comma, and each new hash is the HMAC of the older one. Until all stored hashes
have followed, nobody would be found by a new one: a suppressed person would be written to. So workers refuse to start
meanwhile (`hashes_require_rotated`), and the whole organisation follows in one transaction, by the owner's role, since
ledgers refuse any change by the app's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connections, models, transaction
from psycopg import sql

from accounts.tenancy import TenantModel, for_each_organization
from accounts.tenancy.scope import required_organization_id
from compliance.hashing import hash_advance, key_version, version_of
from compliance.models import HashRotation

OWNER = "owner"
# Columns that hold an address's hash are called so, wherever they stand; a test holds the names to the schema.
NAMES = frozenset({"address_hash", "absorbed_hash"})
VERSION = "key_version"
# Where the address itself stands beside its hash.
_PLAIN = frozenset({"email", "address"})
_CHUNK = 10_000


class HashesOutdated(SystemExit):
    """Stored hashes wait for the new key. Ends the process: nobody may be written to before."""


@dataclass(frozen=True, slots=True)
class HashColumn:
    """A column with address hashes; `versioned`: each row says how many keys its hash has passed through."""

    model: type[models.Model]
    name: str

    @property
    def label(self) -> str:
        return str(self.model._meta.label)

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier(self.model._meta.db_table)

    @property
    def versioned(self) -> bool:
        return any(field.name == VERSION for field in self.model._meta.local_fields)


def hash_columns() -> list[HashColumn]:
    """Every column of an organisation's tables that holds an address's hash."""
    return [
        HashColumn(model, field.name)
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.local_fields
        if field.name in NAMES
    ]


def version_stored() -> int:
    """How many keys the hashes of the organisation in scope have passed through, the oldest of them counted."""
    last = HashRotation.objects.order_by("-key_version").values_list("key_version", flat=True).first()
    if last is not None:
        return last
    return min(filter(None, map(_oldest, hash_columns())), default=key_version())


def _oldest(column: HashColumn) -> int | None:
    """The oldest version in a column; without a version beside it, that of a hash whose address is known."""
    rows = column.model._default_manager.exclude(**{column.name: None})
    if column.versioned:
        found: int | None = rows.order_by(VERSION).values_list(VERSION, flat=True).first()
        return found
    known = {field.name for field in column.model._meta.local_fields} & _PLAIN
    for name in known:
        sample = rows.exclude(**{name: ""}).values_list(name, column.name).first()
        if sample is not None:
            organization_id = required_organization_id("HashRotation")
            return version_of(organization_id=organization_id, address=sample[0], stored=bytes(sample[1]))
    return None


def hashes_rotate(*, now: datetime) -> HashRotation | None:
    """Bring all hashes of the organisation in scope to the present key; None if they are there already.

    Web and workers must not run: what they write with the new key meanwhile would be taken for old.
    """
    stored, wanted = version_stored(), key_version()
    if stored >= wanted:
        return None
    with transaction.atomic(using=OWNER, durable=True):
        _map_make(stored)
        counts = {f"{column.label}.{column.name}": _follow(column, wanted) for column in hash_columns()}
        return HashRotation.objects.using(OWNER).create(key_version=wanted, counts=counts, at=now)


def organizations_outdated() -> Iterator[int]:
    """Yield each organisation's id, in its scope, whose hashes wait for the new key."""
    for organization_id in for_each_organization():
        if version_stored() < key_version():
            yield organization_id


def hashes_require_rotated() -> None:
    """Raise HashesOutdated, with what to do, while an organisation's hashes are those of an older key."""
    waiting = sum(1 for _organization_id in organizations_outdated())
    if waiting:
        raise HashesOutdated(
            f"The address hashes of {waiting} organisations are those of an older ADDRESS_HASH_KEY, so people who "
            "left would not be found. Run `manage.py hash_rotate`, then start again."
        )


def _map_make(stored: int) -> None:
    """A table of this transaction: each hash as it is and as it will be."""
    organization_id = required_organization_id("HashRotation")
    known = sql.SQL(" UNION ").join(_known(column, organization_id, stored) for column in hash_columns())
    with connections[OWNER].cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE hash_map (old bytea PRIMARY KEY, new bytea) ON COMMIT DROP")
        cursor.execute(_text(known))
        while rows := cursor.fetchmany(_CHUNK):
            pairs = {
                bytes(key): hash_advance(organization_id=organization_id, stored=bytes(key), version=version)
                for key, version in rows
            }
            with connections[OWNER].cursor() as writer, writer.copy("COPY hash_map FROM STDIN") as copy:
                for pair in pairs.items():
                    copy.write_row(pair)
        cursor.execute("ANALYZE hash_map")


def _known(column: HashColumn, organization_id: int, stored: int) -> sql.Composed:
    version = sql.Identifier(VERSION) if column.versioned else sql.Literal(stored)
    older = sql.SQL("AND key_version < {}").format(sql.Literal(key_version()))
    return sql.SQL(
        "SELECT {name}, {version} FROM {table} WHERE organization_id = {organization} AND {name} IS NOT NULL {older}"
    ).format(
        name=sql.Identifier(column.name), version=version, table=column.table,
        organization=sql.Literal(organization_id), older=older if column.versioned else sql.SQL(""),
    )  # fmt: skip


def _follow(column: HashColumn, wanted: int) -> int:
    """Write the new hashes of one column; a ledger's guard stands aside until this is done."""
    version = sql.SQL(", key_version = {}").format(sql.Literal(wanted)) if column.versioned else sql.SQL("")
    update = sql.SQL(
        "UPDATE {table} AS row SET {name} = hash_map.new{version} FROM hash_map "
        "WHERE row.organization_id = {organization} AND row.{name} = hash_map.old"
    ).format(
        table=column.table, name=sql.Identifier(column.name), version=version,
        organization=sql.Literal(required_organization_id("HashRotation")),
    )  # fmt: skip
    guarded = sql.SQL("ALTER TABLE {} {} TRIGGER append_only")
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'append_only' AND tgrelid = %s::regclass)",
            [column.model._meta.db_table],
        )
        (ledger,) = cursor.fetchone()
        if ledger:
            cursor.execute(_text(guarded.format(column.table, sql.SQL("DISABLE"))))
        cursor.execute(_text(update))
        rows = int(cursor.rowcount)
        if ledger:
            cursor.execute(_text(guarded.format(column.table, sql.SQL("ENABLE"))))
    return rows


def _text(statement: sql.Composed) -> str:
    return statement.as_string(connections[OWNER].connection)
