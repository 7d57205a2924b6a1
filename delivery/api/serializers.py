"""Shapes of sending domains and of what receivers report of them."""

from typing import Any

from rest_framework import serializers

from delivery.dns.checks import State
from delivery.dns.records import Part
from delivery.models.domain import ALGORITHMS, KEY_STATES

UNCHECKED = "unchecked"
RECORD_STATES = [*(state.value for state in State), UNCHECKED]


class DkimKey(serializers.Serializer[Any]):
    """A key without its private half, which is never shown."""

    id = serializers.IntegerField()
    selector = serializers.CharField()
    algorithm = serializers.ChoiceField(choices=ALGORITHMS)
    state = serializers.ChoiceField(choices=KEY_STATES)
    created_at = serializers.DateTimeField()
    activated_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)


class DnsRecord(serializers.Serializer[Any]):
    """A record to publish beside what the last check found; `advice` says what to do."""

    part = serializers.ChoiceField(choices=[part.value for part in Part])
    kind = serializers.CharField(help_text="TXT, MX or CNAME")
    name = serializers.CharField()
    value = serializers.CharField()
    purpose = serializers.CharField()
    needed = serializers.BooleanField(help_text="nothing is sent while a needed record is not right")
    state = serializers.ChoiceField(choices=RECORD_STATES)
    found = serializers.ListField(child=serializers.CharField())
    advice = serializers.CharField(allow_blank=True)


class DomainRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    domain = serializers.CharField()
    verified_at = serializers.DateTimeField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    failed_checks = serializers.IntegerField()
    return_path = serializers.CharField(allow_blank=True)
    return_path_ok = serializers.BooleanField()
    tracking_host = serializers.CharField(allow_blank=True)
    tracking_ok = serializers.BooleanField()
    dmarc_rua = serializers.CharField(allow_blank=True)
    dual_sign = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    blocked = serializers.CharField(
        allow_blank=True, help_text="why nothing may be sent in the domain's name; empty when it may"
    )


class Domain(DomainRow):
    keys = DkimKey(many=True)
    records = DnsRecord(many=True)


class DomainCreate(serializers.Serializer[Any]):
    domain = serializers.CharField(max_length=253)


class DomainWrite(serializers.Serializer[Any]):
    return_path = serializers.CharField(max_length=253, required=False, allow_blank=True)
    tracking_host = serializers.CharField(max_length=253, required=False, allow_blank=True)
    dmarc_rua = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class DualSign(serializers.Serializer[Any]):
    on = serializers.BooleanField()


class DmarcSource(serializers.Serializer[Any]):
    """One address that sent in the domain's name, its reports' rows added up."""

    source_ip = serializers.CharField()
    letters = serializers.IntegerField()
    dkim_passed = serializers.IntegerField()
    spf_passed = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="letters that passed by neither")
    quarantined = serializers.IntegerField()
    rejected = serializers.IntegerField()
    reporters = serializers.IntegerField()


class DmarcSources(serializers.Serializer[Any]):
    days = serializers.IntegerField()
    sources = DmarcSource(many=True)


class DmarcReport(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    reporter = serializers.CharField()
    report_id = serializers.CharField()
    domain = serializers.CharField()
    policy = serializers.CharField(allow_blank=True)
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    letters = serializers.IntegerField(allow_null=True)
