from typing import Any, ClassVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import InvalidInput
from accounts.tenancy.views import TenantView
from campaigns.models import Picture
from campaigns.pictures.encode import BYTES_LIMIT
from campaigns.selectors.pictures import picture_list, picture_url
from campaigns.services.pictures import Upload, picture_add, picture_delete

# A form has its own words around the file.
_AROUND = 20_000
_TOO_LARGE = "The file is larger than 10 MB. Save the picture smaller and try again."


class PictureRow(serializers.Serializer[Picture]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    alt_text = serializers.CharField()
    width = serializers.IntegerField(help_text="in pixels, as uploaded")
    height = serializers.IntegerField()
    size = serializers.IntegerField(help_text="of all its files together, in bytes")
    created_at = serializers.DateTimeField()
    url = serializers.SerializerMethodField(
        help_text="for a letter: JPEG, PNG or GIF, which every mail program shows"
    )
    column_url = serializers.SerializerMethodField(help_text="for a column of a letter")
    webp_url = serializers.SerializerMethodField(help_text="for a web page")
    thumbnail_url = serializers.SerializerMethodField()

    def get_url(self, picture: Picture) -> str:
        return picture_url(picture, 1280, picture.plain)

    def get_column_url(self, picture: Picture) -> str:
        return picture_url(picture, 640, picture.plain)

    def get_webp_url(self, picture: Picture) -> str:
        return picture_url(picture, 1280, "webp")

    def get_thumbnail_url(self, picture: Picture) -> str:
        return picture_url(picture, 320, "webp")


class PictureUpload(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="JPEG, PNG, GIF or WebP, at most 10 MB and 40 megapixels")
    alt_text = serializers.CharField(
        max_length=200, help_text="what the picture shows, for guests who do not see it"
    )


class PictureListView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view", "POST": "campaign.edit"}
    serializer_class = PictureRow
    parser_classes = [MultiPartParser]

    @extend_schema(responses=PictureRow(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(picture_list(), PictureRow)

    @extend_schema(
        request={"multipart/form-data": PictureUpload}, responses={200: PictureRow, 201: PictureRow}
    )
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        """A new picture; the same file brought again answers 200 with the one that is here."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > BYTES_LIMIT + _AROUND:
            raise InvalidInput(_TOO_LARGE, fields={"file": [_TOO_LARGE]})
        form = PictureUpload(data=request.data)
        form.is_valid(raise_exception=True)
        file = cast("UploadedFile[Any]", form.validated_data["file"])
        upload = Upload(
            name=file.name or "", data=file.read(BYTES_LIMIT + 1), alt_text=form.validated_data["alt_text"]
        )
        picture, new = picture_add(upload=upload, actor=self.actor, now=timezone.now())
        return Response(PictureRow(picture).data, status=201 if new else 200)


class PictureDetailView(TenantView):
    permissions: ClassVar[dict[str, str]] = {"DELETE": "campaign.edit"}
    serializer_class = PictureRow

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, org: str, picture_id: int) -> Response:  # noqa: ARG002 - the route's
        picture_delete(picture_id=picture_id, actor=self.actor, now=timezone.now())
        return Response(status=204)
