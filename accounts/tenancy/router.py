from typing import Any


class OwnerMigrates:
    """The schema is changed by its owner; the app's role could not, and may not."""

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, _left: Any, _right: Any, **_hints: Any) -> bool:
        return True
