"""HTTP doors of newsletter topics."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenancy.views import TenantView
from compliance.models import Topic as TopicModel
from compliance.selectors.topics import topic_get, topic_list
from compliance.services.topics import topic_create, topic_delete, topic_update


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Names(serializers.DictField):
    """Language code to name."""

    child = serializers.CharField(max_length=80)

    def to_internal_value(self, data: Any) -> Any:
        names = super().to_internal_value(data)
        if not names:
            raise serializers.ValidationError("Name the topic in at least one language.")
        for language in names:
            if not (language.isascii() and language.isalpha() and len(language) in {2, 3}):
                raise serializers.ValidationError(f"“{language}” is not a language code such as de or en.")
        return names


class Topic(serializers.Serializer[TopicModel]):
    id = serializers.IntegerField()
    key = serializers.CharField()
    names = Names(help_text="what guests read, by language")
    hotel_id = serializers.IntegerField(allow_null=True)
    position = serializers.IntegerField()
    retired = serializers.BooleanField()


class TopicWrite(serializers.Serializer[Any]):
    names = Names(required=False)
    hotel_id = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**62, help_text="null: of the whole group"
    )
    position = serializers.IntegerField(required=False, min_value=0, max_value=1000)
    retired = serializers.BooleanField(required=False, help_text="offered to nobody any more")


class TopicCreate(TopicWrite):
    key = serializers.RegexField(r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)
    names = Names()


def entered(serializer: Any, request: Request) -> dict[str, Any]:
    filled = serializer(data=request.data)
    filled.is_valid(raise_exception=True)
    facts: dict[str, Any] = filled.validated_data
    return facts


class TopicListView(TenantView):
    """What the group writes about; guests can leave each topic by itself."""

    permissions: ClassVar[dict[str, str]] = {"GET": "campaign.view", "POST": "campaign.edit"}
    serializer_class = Topic
    ordering = ("position", "key", "id")

    @extend_schema(operation_id="topic_list", responses=Topic(many=True))
    def get(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        return self.paginated(topic_list(), Topic)

    @extend_schema(operation_id="topic_create", request=TopicCreate, responses={201: Topic})
    def post(self, request: Request, org: str) -> Response:  # noqa: ARG002 - the route's
        topic = topic_create(facts=entered(TopicCreate, request), actor=self.actor, now=timezone.now())
        return Response(Topic(topic).data, status=201)


class TopicDetailView(TenantView):
    permissions: ClassVar[dict[str, str]] = {
        "GET": "campaign.view",
        "PATCH": "campaign.edit",
        "DELETE": "campaign.edit",
    }
    serializer_class = Topic

    @extend_schema(operation_id="topic_get", responses=Topic)
    def get(self, request: Request, org: str, topic_id: int) -> Response:  # noqa: ARG002 - the route's
        return Response(Topic(topic_get(topic_id)).data)

    @extend_schema(operation_id="topic_update", request=TopicWrite, responses=Topic)
    def patch(self, request: Request, org: str, topic_id: int) -> Response:  # noqa: ARG002 - the route's
        facts = entered(TopicWrite, request)
        topic = topic_update(topic_id=topic_id, facts=facts, actor=self.actor, now=timezone.now())
        return Response(Topic(topic).data)

    @extend_schema(operation_id="topic_delete", responses={204: None})
    def delete(self, request: Request, org: str, topic_id: int) -> Response:  # noqa: ARG002 - the route's
        topic_delete(topic_id=topic_id, actor=self.actor, now=timezone.now())
        return Response(status=204)
