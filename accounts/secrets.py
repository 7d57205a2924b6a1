from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """Encrypt a credential for the database with the newest of SECRET_BOX_KEYS (Fernet, AES-128-CBC + HMAC)."""
    return _box(tuple(settings.SECRET_BOX_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Open what `seal` made with any of SECRET_BOX_KEYS. Raises ValueError when no key fits."""
    try:
        return _box(tuple(settings.SECRET_BOX_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise ValueError("None of SECRET_BOX_KEYS opens this secret; was a key removed too early?") from wrong
