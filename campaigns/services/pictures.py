"""The pictures of letters: taken, kept in the storage `pictures`, and deleted once no letter shows them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.errors import PictureInUse
from campaigns.models import Picture
from campaigns.pictures.encode import PictureWritten, picture_write
from campaigns.pictures.errors import PictureRefused
from campaigns.selectors.pictures import file_name, picture_get, picture_uses


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; `alt_text` says what it shows."""

    name: str
    data: bytes
    alt_text: str


def picture_add(*, upload: Upload, actor: User | None, now: datetime) -> tuple[Picture, bool]:
    """Take a picture, and whether it is new: the same file brought again is the one that is here.

    Raises InvalidInput for a file that is no picture, broken or too large.
    """
    digest = sha256(upload.data).digest()
    known = Picture.objects.filter(digest=digest).first()
    if known:
        return known, False
    try:
        written = picture_write(upload.data)
    except PictureRefused as refused:
        raise InvalidInput(refused.reason, fields={"file": [refused.reason]}) from refused
    key = token_hex(16)
    try:
        _files_keep(key, written)
        return _row_add(key, digest, upload, written, actor, now)
    except BaseException:
        _files_drop(key, written.widths, written.plain)
        raise


@transaction.atomic
def _row_add(
    key: str, digest: bytes, upload: Upload, written: PictureWritten, actor: User | None, now: datetime
) -> tuple[Picture, bool]:
    picture = Picture.objects.create(
        key=key, digest=digest, name=upload.name[:200], alt_text=upload.alt_text, width=written.width,
        height=written.height, widths=written.widths, plain=written.plain, created_at=now,
        size=sum(len(data) for data in written.files.values()),
    )  # fmt: skip
    audit_record(actor=actor, action="picture.added", target=picture, now=now, name=picture.name)
    return picture, True


@transaction.atomic
def picture_delete(*, picture_id: int, actor: User | None, now: datetime) -> None:
    """Delete a picture and its files. Raises PictureInUse while a letter or a brand shows it, NotFound."""
    picture = picture_get(picture_id, lock=True)
    uses = picture_uses(picture)
    if uses:
        more = f" and in {len(uses) - 3} more" if len(uses) > 3 else ""  # noqa: PLR2004 - three are named
        raise PictureInUse(
            f"The picture is not deleted: it stands in {', '.join(uses[:3])}{more}, and its readers would see a gap. "
            "Take it out there first."
        )
    audit_record(actor=actor, action="picture.deleted", target=picture, now=now, name=picture.name)
    key, widths, plain = picture.key, picture.widths, picture.plain
    picture.delete()
    transaction.on_commit(lambda: _files_drop(key, widths, plain))


def _files_keep(key: str, written: PictureWritten) -> None:
    for (width, ending), data in written.files.items():
        storages["pictures"].save(file_name(key, width, ending), ContentFile(data))


def _files_drop(key: str, widths: list[int], plain: str) -> None:
    for width in widths:
        for ending in ("webp", plain):
            storages["pictures"].delete(file_name(key, width, ending))
