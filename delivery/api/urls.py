"""Addresses below `/api/v1/orgs/{org}/`."""

from django.urls import path

from delivery.api import dmarc, domains, relays

DOMAIN = "domains/<int:domain_id>"
RELAY = "relays/<int:relay_id>"

urlpatterns = [
    path("domains", domains.DomainListView.as_view()),
    path(DOMAIN, domains.DomainDetailView.as_view()),
    path(f"{DOMAIN}/check", domains.DomainCheckView.as_view()),
    path(f"{DOMAIN}/dual-sign", domains.DualSignView.as_view()),
    path(f"{DOMAIN}/keys", domains.KeyListView.as_view()),
    path(f"{DOMAIN}/keys/<int:key_id>/activate", domains.KeyActivateView.as_view()),
    path(f"{DOMAIN}/dmarc", dmarc.SourceListView.as_view()),
    path(f"{DOMAIN}/dmarc/reports", dmarc.ReportListView.as_view()),
    path("relays", relays.RelayListView.as_view()),
    path(RELAY, relays.RelayDetailView.as_view()),
    path(f"{RELAY}/test", relays.RelayTestView.as_view()),
    path("sending-policy", relays.SendingPolicyView.as_view()),
    path("sending-policy/lift-hold", relays.HoldLiftView.as_view()),
    path("domain-warm-ups", relays.DomainWarmUpListView.as_view()),
    path("domain-warm-ups/<int:warm_up_id>", relays.DomainWarmUpDetailView.as_view()),
]
