from django.db.models import QuerySet

from contacts.models import AddressRule


def address_rules_list() -> QuerySet[AddressRule]:
    """The organisation's own rules on domains, by domain."""
    return AddressRule.objects.order_by("domain", "id")
