"""Every model is one organisation's, or stands on a short list with its reason; the database agrees."""

import pytest
from django.apps import apps
from django.db import connections, models

from accounts.tenancy import TenantForeignKey, TenantModel

ROOMS = (
    "accounts",
    "compliance",
    "delivery",
    "contacts",
    "integrations_ota",
    "campaigns",
    "analytics",
    "launch",
)
SHARED = {
    "accounts.User": "a person may work for several organisations",
    "accounts.Organization": "the tenant itself",
    "accounts.Membership": "asked before a scope is open",
    "accounts.ApiKey": "looked up before a scope is open",
    "delivery.StrayMail": "mail that names no letter by a token of ours belongs to nobody",
    "analytics.WebVital": "the dashboard's speed on this installation, not of a hotel",
    "launch.EvidenceRun": "proof of the installation, not of a hotel",
    "launch.SignOff": "a word about the installation, not about a hotel",
}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def tenant_models() -> list[type[models.Model]]:
    return [model for model in our_models() if issubclass(model, TenantModel)]


def unprotected(model: type[models.Model]) -> list[str]:
    """What is missing of a table's walls in the database."""
    table = model._meta.db_table
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid) = 1"
            " FROM pg_class WHERE oid = %s::regclass",
            [table],
        )
        row = cursor.fetchone()
        cursor.execute(
            "SELECT conkey FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"
            " AND cardinality(conkey) >= 2",
            [table],
        )
        composite = len(cursor.fetchall())
    names = ("row-level security", "FORCE", "policy")
    missing = [name for name, there in zip(names, row or (), strict=True) if not there]
    references = sum(isinstance(field, TenantForeignKey) for field in model._meta.local_fields)
    return missing + ["composite foreign key"] * (references - composite)


def test_every_model_is_a_tenants_or_on_the_short_list() -> None:
    assert {model._meta.label for model in our_models() if model not in tenant_models()} == set(SHARED)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_the_database_guards_each_tenant_table(model: type[models.Model]) -> None:
    assert unprotected(model) == []


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_references_between_tenant_tables_are_composite(model: type[models.Model]) -> None:
    plain = [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and not isinstance(field, TenantForeignKey)
        and issubclass(field.related_model, TenantModel)
    ]
    assert plain == []
