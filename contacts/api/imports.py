"""Doors of large imports: upload in parts, look, start, stop, take back."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from contacts.api import import_serializers as shapes
from contacts.api.serializers import ImportRow
from contacts.api.views import valid
from contacts.services import custom_fields, import_uploads
from contacts.services.import_undo import import_undo

EDIT = {"POST": "guest.import"}


class PartParser(BaseParser):
    """The bytes of a part, at most as many as one may have."""

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - DRF's signature
    ) -> dict[str, Any]:
        """Read one byte more than is allowed at most, so that too large a part is seen."""
        return {"part": stream.read(import_uploads.PART_BYTES + 1)}


class UploadView(TenantView):
    """Announce a file; its parts are put to `parts/{number}`, and again where the line broke."""

    permissions = EDIT
    serializer_class = shapes.UploadForm

    @extend_schema(request=shapes.UploadForm, responses={201: ImportRow})
    def post(self, request: Request, org: str) -> Response:
        form = valid(shapes.UploadForm(data=request.data))
        batch = import_uploads.upload_create(**form, actor=self.actor, now=timezone.now())
        return Response(ImportRow(batch, context={"org": org}).data, status=status.HTTP_201_CREATED)


class PartView(TenantView):
    """One part of a file, at most 8 MB."""

    permissions = {"PUT": "guest.import"}
    serializer_class = ImportRow
    parser_classes = [PartParser]

    @extend_schema(request={"application/octet-stream": OpenApiTypes.BINARY}, responses=ImportRow)
    def put(self, request: Request, org: str, id: int, number: int) -> Response:  # noqa: A002 - the route's
        batch = import_uploads.part_add(import_id=id, number=number, data=dict(request.data).get("part", b""))
        return Response(ImportRow(batch, context={"org": org}).data)


class AnalysisView(TenantView):
    """What an uploaded file seems to hold, with sample rows, to choose the fields by."""

    permissions = {"GET": "guest.import"}
    serializer_class = shapes.AnalysisRow

    @extend_schema(responses=shapes.AnalysisRow)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        return Response(shapes.AnalysisRow(import_uploads.upload_analyse(import_id=id)).data)


class StartView(TenantView):
    """Import an uploaded file, or only count what would happen; a worker does it."""

    permissions = EDIT
    serializer_class = shapes.StartForm

    @extend_schema(request=shapes.StartForm, responses={202: ImportRow})
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002 - the route's
        form = valid(shapes.StartForm(data=request.data))
        batch = import_uploads.import_start(import_id=id, **form, actor=self.actor, now=timezone.now())
        return Response(ImportRow(batch, context={"org": org}).data, status=status.HTTP_202_ACCEPTED)


class CancelView(TenantView):
    """Stop an import; what is done is kept."""

    permissions = EDIT
    serializer_class = ImportRow

    @extend_schema(request=None, responses=ImportRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        batch = import_uploads.import_cancel(import_id=id, actor=self.actor, now=timezone.now())
        return Response(ImportRow(batch, context={"org": org}).data)


class UndoView(TenantView):
    """Take an import back; suppressions stay."""

    permissions = EDIT
    serializer_class = ImportRow

    @extend_schema(request=None, responses=ImportRow)
    def post(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        batch = import_undo(import_id=id, actor=self.actor, now=timezone.now())
        return Response(ImportRow(batch, context={"org": org}).data)


class CustomFieldListView(TenantView):
    """The organisation's own fields, and a new one."""

    permissions = {"GET": "guest.view", "POST": "guest.import"}
    serializer_class = shapes.CustomFieldRow

    @extend_schema(responses=shapes.CustomFieldRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(custom_fields.custom_field_list(), shapes.CustomFieldRow)

    @extend_schema(request=shapes.CustomFieldForm, responses={201: shapes.CustomFieldRow})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        form = valid(shapes.CustomFieldForm(data=request.data))
        field = custom_fields.custom_field_create(
            key=form["key"],
            label=form["label"],
            type_=form["type"],
            choices=form["choices"],
            actor=self.actor,
            now=timezone.now(),
        )
        return Response(shapes.CustomFieldRow(field).data, status=status.HTTP_201_CREATED)


class CustomFieldView(TenantView):
    """One field of the organisation's own."""

    permissions = {"GET": "guest.view", "PATCH": "guest.import", "DELETE": "guest.import"}
    serializer_class = shapes.CustomFieldRow

    @extend_schema(responses=shapes.CustomFieldRow)
    def get(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        return Response(shapes.CustomFieldRow(custom_fields.custom_field_get(field_id=id)).data)

    @extend_schema(request=shapes.CustomFieldChange, responses=shapes.CustomFieldRow)
    def patch(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        form = valid(shapes.CustomFieldChange(data=request.data))
        field = custom_fields.custom_field_update(
            field_id=id,
            label=form.get("label"),
            choices=form.get("choices"),
            actor=self.actor,
            now=timezone.now(),
        )
        return Response(shapes.CustomFieldRow(field).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, id: int) -> Response:  # noqa: A002, ARG002 - the route's
        custom_fields.custom_field_delete(field_id=id, actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
