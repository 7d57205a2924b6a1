from datetime import UTC, datetime
from typing import Any

import factory

from accounts.models import Hotel, Membership, Organization, User
from accounts.types import Role

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@bellhop.example")
    password = factory.django.Password("front-desk-2026")


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Hotel Group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")
    legal_name = factory.SelfAttribute("name")
    country = "AT"
    created_at = NOW


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.OWNER
    created_at = NOW


class TenantFactory(factory.django.DjangoModelFactory):
    """Rows of the organisation in scope; call it inside `tenant_scope`."""

    class Meta:
        abstract = True

    @classmethod
    def _get_manager(cls, model_class: Any) -> Any:
        return model_class.objects


class HotelFactory(TenantFactory):
    class Meta:
        model = Hotel

    name = factory.Sequence(lambda n: f"Hotel {n}")
    slug = factory.Sequence(lambda n: f"hotel-{n}")
    time_zone = "Europe/Vienna"
    street = "Seestrasse 1"
    postal_code = "6900"
    city = "Bregenz"
    country = "AT"
    languages = ["de", "en"]
    currency = "EUR"
    from_name = factory.SelfAttribute("name")
    from_email = "hello@seehof.example"
