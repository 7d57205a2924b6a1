"""Doors to sign-up forms, for the hotel's staff."""

from typing import ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import NotFound
from accounts.models import Hotel
from accounts.tenancy.views import TenantView
from contacts.api import form_serializers as shapes
from contacts.api.views import valid
from contacts.forms.qr import qr_svg
from contacts.forms.words import LANGUAGES, words_suggested
from contacts.models import SignupForm
from contacts.selectors.forms import form_days, form_get, form_list, form_url, forms_figure
from contacts.services.forms import form_delete, form_save


class FormListView(TenantView):
    """Forms by name, and a new one."""

    permissions: ClassVar[dict[str, str]] = {"GET": "form.view", "POST": "form.edit"}
    serializer_class = shapes.FormRow
    ordering = ("name", "id")

    @extend_schema(parameters=[shapes.FormQuery], responses=shapes.FormRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        query = valid(
            shapes.FormQuery(data={key: value for key, value in request.query_params.items() if value})
        )
        page = self.paginate_queryset(form_list(hotel_id=query["hotel"]))
        rows = forms_figure(page or [])
        return self.get_paginated_response(shapes.FormRow(rows, many=True).data)

    @extend_schema(request=shapes.FormCreate, responses={201: shapes.FormPage})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        facts = valid(shapes.FormCreate(data=request.data))
        form = form_save(form=None, facts=facts, actor=self.actor, now=timezone.now())
        return Response(page_of(form.pk), status=status.HTTP_201_CREATED)


class FormDetailView(TenantView):
    """One form."""

    permissions: ClassVar[dict[str, str]] = {"GET": "form.view", "PATCH": "form.edit", "DELETE": "form.edit"}
    serializer_class = shapes.FormPage

    @extend_schema(responses=shapes.FormPage)
    def get(self, request: Request, org: str, form_id: int) -> Response:  # noqa: ARG002 - the route's
        return Response(page_of(form_id))

    @extend_schema(request=shapes.FormWrite, responses=shapes.FormPage)
    def patch(self, request: Request, org: str, form_id: int) -> Response:  # noqa: ARG002 - the route's
        facts = valid(shapes.FormWrite(data=request.data))
        form_save(form=form_get(form_id=form_id), facts=facts, actor=self.actor, now=timezone.now())
        return Response(page_of(form_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, org: str, form_id: int) -> Response:  # noqa: ARG002 - the route's
        form_delete(form=form_get(form_id=form_id), actor=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class FormCodeView(TenantView):
    """The form's page as a QR code, to print on a card for the room or the desk."""

    permissions: ClassVar[dict[str, str]] = {"GET": "form.view"}
    serializer_class = serializers.Serializer

    @extend_schema(operation_id="form_code", responses={(200, "image/svg+xml"): OpenApiTypes.BINARY})
    def get(self, request: Request, org: str, form_id: int) -> HttpResponse:  # noqa: ARG002 - the route's
        answer = HttpResponse(qr_svg(form_url(form_get(form_id=form_id))), content_type="image/svg+xml")
        answer["Cache-Control"] = "no-store"
        return answer


class FormSuggestionsView(TenantView):
    """Words to begin with, for each language."""

    permissions: ClassVar[dict[str, str]] = {"GET": "form.view"}
    serializer_class = shapes.FormSuggestions

    @extend_schema(parameters=[shapes.FormSuggestionQuery], responses=shapes.FormSuggestions)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        query = valid(shapes.FormSuggestionQuery(data=request.query_params))
        hotel = Hotel.objects.filter(pk=query["hotel"]).first()
        if hotel is None:
            raise NotFound("There is no such hotel in your group.")
        words = words_suggested(hotel=hotel.name)
        return Response(shapes.FormSuggestions({"languages": list(LANGUAGES), "words": words}).data)


def page_of(form_id: int) -> dict[str, object]:
    """One form as its page shows it."""
    form: SignupForm = forms_figure([form_get(form_id=form_id)])[0]
    form.days = form_days(form_id=form_id)  # type: ignore[attr-defined]
    return dict(shapes.FormPage(form).data)
