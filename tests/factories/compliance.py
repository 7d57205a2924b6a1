from datetime import timedelta
from typing import Any

import factory

from compliance.hashing import address_hash
from compliance.models import ConsentEvent, ConsentStatus, Suppression, Topic
from compliance.types import Basis, Purpose, SuppressionReason
from tests.factories.accounts import NOW, TenantFactory


def hash_of(organization: Any, address: str) -> bytes:
    return address_hash(organization_id=organization.pk, address=address)


class ConsentEventFactory(TenantFactory):
    class Meta:
        model = ConsentEvent

    address_hash = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    key_version = 1
    purpose = Purpose.MARKETING.value
    granted = True
    basis = Basis.CONSENT.value
    source = "form"
    evidence = factory.LazyFunction(dict)
    occurred_at = NOW - timedelta(days=30)
    recorded_at = NOW - timedelta(days=30)
    applied = True
    digest = factory.Sequence(lambda n: n.to_bytes(32, "little"))


class ConsentStatusFactory(TenantFactory):
    class Meta:
        model = ConsentStatus

    event = factory.SubFactory(
        ConsentEventFactory,
        granted=factory.SelfAttribute("..granted"),
        address_hash=factory.SelfAttribute("..address_hash"),
    )
    address_hash = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    key_version = 1
    purpose = Purpose.MARKETING.value
    granted = True
    basis = Basis.CONSENT.value
    at = NOW - timedelta(days=30)
    expires_at = None
    confirmed = True


class SuppressionFactory(TenantFactory):
    class Meta:
        model = Suppression

    address_hash = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    key_version = 1
    scope = "all"
    reason = SuppressionReason.UNSUBSCRIBED.value
    source = "test"
    at = NOW


class TopicFactory(TenantFactory):
    class Meta:
        model = Topic

    key = factory.Sequence(lambda n: f"topic-{n}")
    names = factory.LazyFunction(lambda: {"en": "Wellness", "de": "Wellness & Spa"})
    created_at = NOW
