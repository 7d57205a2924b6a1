import pytest

from compliance.hashing import address_hash, hash_advance, key_version


def hashed(address: str, organization_id: int = 1) -> bytes:
    return address_hash(organization_id=organization_id, address=address)


def test_spellings_of_one_address_share_a_hash() -> None:
    assert hashed(" ADA@example.com") == hashed("ada@EXAMPLE.com")


def test_a_hash_has_32_bytes() -> None:
    assert len(hashed("ada@example.com")) == 32


def test_two_organisations_hash_one_address_differently() -> None:
    assert hashed("ada@example.com", 1) != hashed("ada@example.com", 2)


def test_the_hash_depends_on_the_key_outside_the_database(settings: object) -> None:
    before = hashed("ada@example.com")
    settings.ADDRESS_HASH_KEY = "another key"  # type: ignore[attr-defined]
    assert hashed("ada@example.com") != before


@pytest.mark.parametrize("rotations", [1, 2])
def test_a_stored_hash_follows_a_rotation_without_the_address(settings: object, rotations: int) -> None:
    settings.ADDRESS_HASH_KEY = "first"  # type: ignore[attr-defined]
    stored, version = hashed("ada@example.com"), key_version()
    settings.ADDRESS_HASH_KEY = ",".join(["first", "second", "third"][: rotations + 1])  # type: ignore[attr-defined]
    assert hash_advance(organization_id=1, stored=stored, version=version) == hashed("ada@example.com")
    assert key_version() == rotations + 1
