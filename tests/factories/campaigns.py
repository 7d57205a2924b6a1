import factory

from campaigns.models import Campaign, Template
from tests.factories.accounts import NOW, HotelFactory, TenantFactory

LETTER = (
    "<mjml><mj-body><mj-section><mj-column>"
    "<mj-text>Dear {{ guest.first_name }}</mj-text>"
    "</mj-column></mj-section></mj-body></mjml>"
)


class TemplateFactory(TenantFactory):
    class Meta:
        model = Template

    name = factory.Sequence(lambda n: f"Letter {n}")
    subject = "News from the lake"
    mjml = LETTER
    created_at = NOW
    updated_at = NOW


class CampaignFactory(TenantFactory):
    class Meta:
        model = Campaign

    name = factory.Sequence(lambda n: f"Campaign {n}")
    hotel = factory.SubFactory(HotelFactory)
    subject = "News from the lake"
    mjml = LETTER
    audience = factory.LazyFunction(lambda: {"hotel_ids": [], "countries": [], "languages": []})
    created_at = NOW
    updated_at = NOW
