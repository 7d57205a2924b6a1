from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class SkipHashedByVite:
    """Vite already hashes `assets/`; a second hash would load the entry chunk, and React, twice."""

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        if name.startswith("assets/"):
            return name
        return super().hashed_name(name, content, filename)  # type: ignore[misc,no-any-return]


class HashedStaticStorage(SkipHashedByVite, ManifestStaticFilesStorage):  # type: ignore[misc]
    """For one machine: quick to collect."""


class CompressedHashedStaticStorage(SkipHashedByVite, CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """For production: brotli and gzip beside each file."""
