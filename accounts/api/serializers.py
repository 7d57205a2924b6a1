from rest_framework import serializers

from accounts.models.user import LANGUAGES


class HotelSummary(serializers.Serializer[object]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    time_zone = serializers.CharField()
    currency = serializers.CharField()


class OrganizationSummary(serializers.Serializer[object]):
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    hotels = HotelSummary(many=True)


class MeChange(serializers.Serializer[object]):
    language = serializers.ChoiceField(LANGUAGES, allow_blank=True)


class Me(serializers.Serializer[object]):
    id = serializers.IntegerField()
    email = serializers.EmailField()
    name = serializers.CharField()
    language = serializers.CharField(help_text="of the dashboard; empty: the browser's")
    is_operator = serializers.BooleanField()
    organizations = OrganizationSummary(many=True)
