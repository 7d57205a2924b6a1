from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from compliance.models import Processor
from compliance.papers.types import Paper, PaperKind
from compliance.papers.written import paper_html, paper_markdown
from compliance.selectors.papers import paper
from compliance.services.processors import processor_add, processor_remove

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
WRITTEN = {"markdown": (paper_markdown, "text/markdown", "md"), "html": (paper_html, "text/html", "html")}


class PaperSection(serializers.Serializer[Any]):
    heading = serializers.CharField()
    paragraphs = serializers.ListField(child=serializers.CharField())
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class PaperOut(serializers.Serializer[Any]):
    """A paper as its data stands now."""

    kind = serializers.CharField()
    title = serializers.CharField()
    organization = serializers.CharField()
    made_at = serializers.DateTimeField()
    sections = PaperSection(many=True)


class ProcessorIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    task = serializers.CharField(max_length=200)
    categories = serializers.CharField(max_length=500)
    country = serializers.RegexField(r"^[A-Za-z]{2}$", required=False, allow_blank=True, default="")
    contract = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ProcessorOut(ProcessorIn):
    id = serializers.IntegerField()


class PaperView(TenantView):
    """The record of processing, the impact assessment or the list of processors."""

    permissions: ClassVar[dict[str, str]] = {"GET": "audit.view"}
    serializer_class = PaperOut

    @extend_schema(
        operation_id="paper",
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, "path", enum=[kind.value for kind in PaperKind]),
            OpenApiParameter("as", OpenApiTypes.STR, "query", enum=["json", *WRITTEN]),
        ],
        responses=PaperOut,
    )
    def get(self, request: Request, org: str, kind: str) -> HttpResponseBase:  # noqa: ARG002 - the route's
        if kind not in set(PaperKind):
            raise Http404
        made = paper(kind=PaperKind(kind), now=timezone.now())
        wanted = request.query_params.get("as", "json")
        if wanted not in WRITTEN:
            return Response(PaperOut(made).data)
        return self.written(made, wanted)

    def written(self, made: Paper, wanted: str) -> HttpResponse:
        """The paper as a file; as a page it can load and run nothing."""
        write, kind, ending = WRITTEN[wanted]
        answer = HttpResponse(write(made), content_type=f"{kind}; charset=utf-8")
        answer["Content-Disposition"] = f'inline; filename="{self.organization.slug}-{made.kind}.{ending}"'
        answer["Content-Security-Policy"] = _POLICY
        answer._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - as @csp_exempt does
        return answer


class ProcessorListView(TenantView):
    """Whom the organisation itself entered in its list of processors."""

    permissions: ClassVar[dict[str, str]] = {"GET": "audit.view", "POST": "hotel.edit"}
    serializer_class = ProcessorOut

    @extend_schema(operation_id="processor_list", responses=ProcessorOut(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(Processor.objects.order_by("-pk"), ProcessorOut)

    @extend_schema(operation_id="processor_add", request=ProcessorIn, responses={201: ProcessorOut})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        filled = ProcessorIn(data=request.data)
        filled.is_valid(raise_exception=True)
        row = processor_add(**filled.validated_data, actor=self.actor, now=timezone.now())
        return Response(ProcessorOut(row).data, status=201)


class ProcessorDetailView(TenantView):
    """One entry of the list."""

    permissions: ClassVar[dict[str, str]] = {"DELETE": "hotel.edit"}
    serializer_class = ProcessorOut

    @extend_schema(operation_id="processor_remove", request=None, responses={204: None})
    def delete(self, request: Request, org: str, processor_id: int) -> Response:  # noqa: ARG002 - the route's
        processor_remove(processor_id=processor_id, actor=self.actor, now=timezone.now())
        return Response(status=204)
