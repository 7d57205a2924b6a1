from collections.abc import Mapping
from typing import IO, Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from campaigns.api import letter_serializers as shapes
from campaigns.api.campaigns import IF_MATCH, entered, seen_in
from campaigns.importing.decode import FILE_LIMIT
from campaigns.selectors.campaigns import template_get, template_list
from campaigns.services.templates import template_from_gallery, template_import, template_save


class TemplateListView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view", "POST": "campaign.edit"}
    serializer_class = shapes.Template
    ordering = ("name", "id")

    @extend_schema(responses=shapes.Template(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(template_list(), shapes.Template)

    @extend_schema(request=shapes.TemplateCreate, responses={201: shapes.Template})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.TemplateCreate, request)
        template = template_save(template=None, facts=facts, actor=self.actor, now=timezone.now())
        return Response(shapes.Template(template).data, status=201)


class TemplateDetailView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view", "PATCH": "campaign.edit"}
    serializer_class = shapes.Template

    @extend_schema(responses=shapes.Template)
    def get(self, request: Request, org: str, template_id: int) -> Response:  # noqa: ARG002 - the route's
        return Response(shapes.Template(template_get(template_id)).data)

    @extend_schema(request=shapes.TemplateWrite, parameters=[IF_MATCH], responses=shapes.Template)
    def patch(self, request: Request, org: str, template_id: int) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.TemplateWrite, request)
        template = template_save(
            template=template_get(template_id),
            facts=facts,
            actor=self.actor,
            now=timezone.now(),
            seen=seen_in(request),
        )
        return Response(shapes.Template(template).data)


class LetterParser(BaseParser):
    """The bytes of a file, at most as many as a letter may have."""

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - DRF's signature
    ) -> dict[str, Any]:
        """Read one byte more than is allowed at most, so that too large a file is seen."""
        return {"file": stream.read(FILE_LIMIT + 1)}


class TemplateImportView(TenantView):
    """A letter of another program: an HTML page, MJML, or a ZIP archive with one of them."""

    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.edit"}
    serializer_class = shapes.TemplateImported
    parser_classes = [LetterParser]

    @extend_schema(
        request={"application/octet-stream": OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter("name", str, description="of the new template; else the letter's title")
        ],
        responses={201: shapes.TemplateImported},
    )
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        template, letter = template_import(
            data=dict(request.data).get("file", b""), name=request.query_params.get("name", "")[:200],
            actor=self.actor, now=timezone.now(),
        )  # fmt: skip
        answer = {"template": template, "warnings": letter.warnings}
        return Response(shapes.TemplateImported(answer).data, status=201)


class TemplateStartView(TenantView):
    """A new template from a letter of the gallery."""

    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.edit"}
    serializer_class = shapes.Template

    @extend_schema(request=shapes.TemplateStart, responses={201: shapes.Template})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.TemplateStart, request)
        template = template_from_gallery(
            key=facts["gallery"], name=facts["name"], actor=self.actor, now=timezone.now()
        )
        return Response(shapes.Template(template).data, status=201)
