from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from campaigns.api import serializers as shapes
from campaigns.api.campaigns import entered
from campaigns.selectors.campaigns import template_get, template_list
from campaigns.services.templates import template_save


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

    @extend_schema(request=shapes.TemplateWrite, responses=shapes.Template)
    def patch(self, request: Request, org: str, template_id: int) -> Response:  # noqa: ARG002 - the route's
        facts = entered(shapes.TemplateWrite, request)
        template = template_save(
            template=template_get(template_id), facts=facts, actor=self.actor, now=timezone.now()
        )
        return Response(shapes.Template(template).data)
