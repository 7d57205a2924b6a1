from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from campaigns.api import letter_serializers as shapes
from campaigns.api.campaigns import entered
from campaigns.selectors.brand import brand_of, first_hotel
from campaigns.services.brand import brand_kit_save, hotel_get
from campaigns.services.letters import gallery_view, letter_view


class GalleryView(TenantView):
    """Finished letters to start from, in the brand of the first hotel."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view"}
    serializer_class = shapes.Gallery

    @extend_schema(responses=shapes.Gallery)
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return Response(shapes.Gallery({"results": gallery_view()}).data)


class LetterPreviewView(TenantView):
    """A letter as an invented guest would read it, and what there is to mend in it; nothing is saved."""

    permissions: ClassVar[dict[str, str]] = {"POST": "campaign.edit"}
    serializer_class = shapes.LetterView

    @extend_schema(request=shapes.LetterDraft, responses=shapes.LetterView)
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        draft = entered(shapes.LetterDraft, request)
        hotel_id = draft.pop("hotel_id", None)
        view = letter_view(**draft, hotel=hotel_get(hotel_id) if hotel_id else first_hotel())
        return Response(shapes.LetterView(view).data)


class BrandView(TenantView):
    """How a hotel looks in its letters."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view", "PATCH": "campaign.edit"}
    serializer_class = shapes.Brand

    @extend_schema(responses=shapes.Brand)
    def get(self, request: Request, org: str, hotel_id: int) -> Response:  # noqa: ARG002 - the route's
        return Response(shapes.Brand(brand_of(hotel_get(hotel_id))).data)

    @extend_schema(request=shapes.Brand, responses=shapes.Brand)
    def patch(self, request: Request, org: str, hotel_id: int) -> Response:  # noqa: ARG002 - the route's
        filled = shapes.Brand(data=request.data, partial=True)
        filled.is_valid(raise_exception=True)
        kit = brand_kit_save(
            hotel_id=hotel_id, facts=filled.validated_data, actor=self.actor, now=timezone.now()
        )
        return Response(shapes.Brand(kit).data)
