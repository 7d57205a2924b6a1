from typing import Any, ClassVar

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.tenancy.views import TenantView
from campaigns.api import serializers as shapes
from campaigns.api.campaigns import campaign_answer, entered
from campaigns.models import Campaign
from campaigns.selectors.campaigns import campaign_get
from campaigns.selectors.figures import campaign_progress
from campaigns.services.audience import audience_answer, audience_explain
from campaigns.services.doubt import campaign_resend_unknown
from campaigns.services.gate import gate_rows
from campaigns.services.recipients_export import recipients_export
from campaigns.services.second_round import second_round_draft
from campaigns.services.sending import campaign_cancel, campaign_pause, campaign_resume, campaign_send
from campaigns.services.trying import campaign_click_map, campaign_preview, campaign_test_send
from campaigns.tasks import start_campaign
from campaigns.types import AudienceSpec, CampaignStatus
from delivery.selectors.messages import message_list
from delivery.tasks import send_mailing
from delivery.types import MessageState

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="The same key again gives the same answer again",
)


class AudienceView(TenantView):
    """Who would get it now, and why the others would not."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.Audience

    @extend_schema(responses=shapes.Audience)
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        campaign = campaign_get(campaign_id)
        spec = AudienceSpec.from_json(campaign.audience)
        answer = audience_answer(spec=spec, now=timezone.now(), scope=campaign.scope)
        return Response(shapes.Audience(answer).data)


class AudienceGuestView(TenantView):
    """Why one guest is, or is not, in a campaign's audience, and whether the letter would go to them."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.AudienceGuest

    @extend_schema(operation_id="orgs_campaigns_audience_explain", responses=shapes.AudienceGuest)
    def get(self, request: Request, org: str, campaign_id: int, guest_id: int) -> Response:  # noqa: ARG002 - the route's
        campaign = campaign_get(campaign_id)
        spec = AudienceSpec.from_json(campaign.audience)
        answer = audience_explain(spec=spec, guest_id=guest_id, now=timezone.now(), scope=campaign.scope)
        return Response(shapes.AudienceGuest(answer).data)


class GateView(TenantView):
    """What must hold before the campaign may be sent: the same list by which `send` refuses it."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.Gate

    @extend_schema(operation_id="campaign_gate", responses=shapes.Gate)
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        rows = gate_rows(campaign=campaign_get(campaign_id), now=timezone.now())
        ready = all(row.ok or not row.blocks for row in rows)
        return Response(shapes.Gate({"ready": ready, "checks": rows}).data)


class PreviewView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.Preview

    @extend_schema(parameters=[OpenApiParameter("guest", int)], responses=shapes.Preview)
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        guest = request.query_params.get("guest", "")
        preview = campaign_preview(
            campaign=campaign_get(campaign_id),
            guest_id=int(guest) if guest.isdecimal() else None,
            now=timezone.now(),
        )
        return Response(shapes.Preview(preview).data)


class TestSendView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.edit"}
    serializer_class = shapes.TestSend

    @extend_schema(operation_id="campaign_test", responses={204: None})
    def post(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        to = entered(shapes.TestSend, request)["to"]
        campaign_test_send(campaign=campaign_get(campaign_id), to=to, actor=self.actor, now=timezone.now())
        return Response(status=204)


class SendView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.send"}
    serializer_class = shapes.Send

    @extend_schema(operation_id="campaign_send", parameters=[KEY], responses=shapes.Campaign)
    def post(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        campaign_get(campaign_id)
        facts = entered(shapes.Send, request)
        campaign = campaign_send(
            campaign_id=campaign_id, at=facts["at"], acknowledged=facts["acknowledged"],
            key=request.headers.get("Idempotency-Key", "")[:256], actor=self.actor, now=timezone.now(),
        )  # fmt: skip
        if facts["at"] is None:
            # Only a wake-up: without it beat finds the due campaign within ten seconds.
            start = {"organization_id": self.organization.pk, "campaign_id": campaign_id}
            transaction.on_commit(lambda: start_campaign.delay(**start))
        return campaign_answer(campaign)


class ResendUnknownView(TenantView):
    """Send again what may or may not have left: some guests may get the letter twice."""

    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.send"}
    serializer_class = shapes.ResendUnknown

    @extend_schema(operation_id="campaign_resend_unknown", parameters=[KEY], responses=shapes.Campaign)
    def post(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        campaign_get(campaign_id)
        campaign = campaign_resend_unknown(
            campaign_id=campaign_id, acknowledged=entered(shapes.ResendUnknown, request)["acknowledged"],
            key=request.headers.get("Idempotency-Key", "")[:256], actor=self.actor, now=timezone.now(),
        )  # fmt: skip
        if campaign.status == CampaignStatus.SENDING:
            # Only a wake-up, as after 'send'.
            letters = {"organization_id": self.organization.pk, "mailing_id": campaign.mailing_id}
            transaction.on_commit(lambda: send_mailing.delay(**letters))
        return campaign_answer(campaign)


class SecondRoundView(TenantView):
    """A draft of the same letter for the guests whose inbox had had its letters; asked again, the same draft."""

    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.edit"}
    serializer_class = shapes.Campaign

    @extend_schema(operation_id="campaign_second_round", request=None, responses=shapes.Campaign)
    def post(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        campaign_get(campaign_id)
        draft = second_round_draft(campaign_id=campaign_id, actor=self.actor, now=timezone.now())
        return campaign_answer(draft)


class ChangeView(TenantView):
    """Pause, resume, cancel: one route each, one service call each."""

    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.send"}
    serializer_class = shapes.Campaign
    service: ClassVar[Any]

    def change(self, campaign_id: int) -> Response:
        campaign_get(campaign_id)
        campaign: Campaign = type(self).service(campaign_id=campaign_id, actor=self.actor, now=timezone.now())
        return campaign_answer(campaign)


class PauseView(ChangeView):
    service = staticmethod(campaign_pause)

    @extend_schema(operation_id="campaign_pause", request=None, responses=shapes.Campaign)
    def post(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        return self.change(campaign_id)


class ResumeView(ChangeView):
    service = staticmethod(campaign_resume)

    @extend_schema(operation_id="campaign_resume", request=None, responses=shapes.Campaign)
    def post(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        return self.change(campaign_id)


class CancelView(ChangeView):
    service = staticmethod(campaign_cancel)

    @extend_schema(operation_id="campaign_cancel", request=None, responses=shapes.Campaign)
    def post(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        return self.change(campaign_id)


class ProgressView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.Progress

    @extend_schema(operation_id="campaign_progress", responses=shapes.Progress)
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        progress = campaign_progress(campaign=campaign_get(campaign_id), now=timezone.now())
        return Response(shapes.Progress(progress).data)


class RecipientListView(TenantView):
    """Every guest of the frozen audience, with what became of their mail."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.Recipient
    ordering = ("id",)

    @extend_schema(
        operation_id="campaign_recipients",
        parameters=[OpenApiParameter("state", str, enum=[state.value for state in MessageState])],
        responses=shapes.Recipient(many=True),
    )
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        mailing_id = campaign_get(campaign_id).mailing_id or 0
        state = request.query_params.get("state", "")
        messages = message_list(mailing_id=mailing_id, state=state if state in set(MessageState) else "")
        return self.paginated(messages, shapes.Recipient)


class RecipientExportView(TenantView):
    """The same as CSV, formulas escaped; a POST, since the audit log notes each."""

    permissions: ClassVar[dict[str, str]] = {"POST": "guest.export"}
    serializer_class = Serializer

    @extend_schema(
        operation_id="campaign_recipients_export",
        parameters=[OpenApiParameter("state", str, enum=[state.value for state in MessageState])],
        request=None,
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def post(self, request: Request, org: str, campaign_id: int) -> StreamingHttpResponse:  # noqa: ARG002 - the route's
        state = request.query_params.get("state", "")
        lines = recipients_export(
            campaign=campaign_get(campaign_id),
            state=state if state in set(MessageState) else "",
            actor=self.actor,
            now=timezone.now(),
        )
        answer = StreamingHttpResponse(self.in_scope(lines), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="recipients.csv"'
        return answer


class ClickMapView(TenantView):
    """The letter as it was sent, each link with the guests who followed it."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.Preview

    @extend_schema(operation_id="campaign_click_map", responses=shapes.Preview)
    def get(self, request: Request, org: str, campaign_id: int) -> Response:  # noqa: ARG002 - the route's
        return Response(shapes.Preview(campaign_click_map(campaign=campaign_get(campaign_id))).data)
