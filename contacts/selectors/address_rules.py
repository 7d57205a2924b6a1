from django.db.models import QuerySet

from contacts.models import AddressRule


def address_rules_list() -> QuerySet[AddressRule]:
    """The organisation's own rules on domains, by domain."""
    return AddressRule.objects.order_by("domain", "id")


def disposable_rules() -> dict[str, bool]:
    """Domains to whether they lend mailboxes for minutes, in the organisation's own word. One query."""
    return dict(AddressRule.objects.values_list("domain", "disposable"))
