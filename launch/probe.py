"""What a check may look through: the database, Redis, the web, the settings, the built dashboard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection, transaction

from accounts.models import Organization
from accounts.tenancy import for_each_organization
from launch.web import LOCALHOST, Answer, InProcess, Remote, Web

T = TypeVar("T")


@dataclass(slots=True)
class Probe:
    """One round of looking. `url` is where the product runs; without it this process answers."""

    now: datetime
    url: str = ""
    dist: Path = field(default_factory=lambda: Path(settings.FRONTEND_DIST))
    root: Path = field(default_factory=lambda: Path(settings.BASE_DIR))
    _web: Web | None = None

    @property
    def inside(self) -> Web:
        """The product in this process, for requests whose caller has to be chosen."""
        return InProcess()

    @property
    def web(self) -> Web:
        if self._web is None:
            self._web = Remote(self.url) if self.url else InProcess()
        return self._web

    @property
    def https(self) -> bool:
        return urlsplit(self.url).scheme == "https"

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, address: str = LOCALHOST) -> Answer:
        return self.web.send("GET", path, headers=headers, address=address)

    def get_as(self, user: Any, path: str) -> Answer:
        """The answer a known person gets; always in this process, since nobody's password is known here."""
        return InProcess(user).send("GET", path)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Ask PostgreSQL; a failing query leaves the connection usable."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, list(parameters) or None)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def each_organization(self, read: Callable[[], T]) -> dict[str, T]:
        """`read` in the scope of every organisation, by its slug: the one place here that enters them all."""
        slugs = dict(Organization.objects.values_list("id", "slug"))
        return {slugs[organization_id]: read() for organization_id in for_each_organization()}

    def redis_info(self) -> dict[str, Any]:
        """INFO of the broker's Redis. Raises redis.RedisError when it does not answer."""
        client = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=5, socket_connect_timeout=5)
        try:
            return dict(client.info("all"))
        finally:
            client.close()
