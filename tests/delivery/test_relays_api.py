"""Relays, limits and the hold at their HTTP doors."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent, Organization
from accounts.secrets import unseal
from accounts.tenancy import tenant_scope
from accounts.types import Role
from delivery.models import DomainWarmUp, Relay, SendingPolicy
from delivery.services.hold import hold_set
from delivery.smtp.hosts import HostRefused, address_allowed, mail_host_require
from tests.conftest import client_of, member
from tests.delivery.sink import RunningSink, Sink
from tests.factories.accounts import NOW

RELAYS = "/api/v1/orgs/alpenblick/relays"
POLICY = "/api/v1/orgs/alpenblick/sending-policy"
WARM_UPS = "/api/v1/orgs/alpenblick/domain-warm-ups"
HOST = "93.184.216.34"


@pytest.fixture
def manager(group_a: Organization) -> Any:
    return client_of(member(group_a, Role.MANAGER))


@pytest.fixture
def running() -> Iterator[RunningSink]:
    with RunningSink(Sink()) as sink:
        yield sink


def made(client: Any, **facts: Any) -> Any:
    return client.post(RELAYS, {"name": "own", "host": HOST, "port": 587, **facts}, format="json")


def row(group: Organization) -> Relay:
    with tenant_scope(group.pk):
        return Relay.objects.get()


def actions(group: Organization) -> list[str]:
    with tenant_scope(group.pk):
        return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_a_relay_is_made_listed_changed_and_taken_away(manager: Any, group_a: Organization) -> None:
    answer = made(manager, username="u", password="p4ss", streams="marketing", letters_per_hour=1000)
    assert answer.status_code == 201
    shown = answer.json()
    assert "password" not in shown
    assert (shown["has_password"], shown["priority"], shown["connections"]) == (True, 10, 4)
    assert unseal(row(group_a).password) == "p4ss"
    assert manager.get(RELAYS).json()["results"] == [shown]
    assert manager.get(f"{RELAYS}/{shown['id']}").json() == shown
    changed = manager.patch(f"{RELAYS}/{shown['id']}", {"enabled": False}, format="json")
    assert changed.json() == shown | {"enabled": False}
    assert unseal(row(group_a).password) == "p4ss"
    assert manager.delete(f"{RELAYS}/{shown['id']}").status_code == 204
    assert manager.get(f"{RELAYS}/{shown['id']}").status_code == 404
    assert actions(group_a) == ["relay.created", "relay.changed", "relay.deleted"]


def test_the_audit_log_names_what_changed_and_no_password(manager: Any, group_a: Organization) -> None:
    pk = made(manager, username="u", password="p4ss").json()["id"]
    manager.patch(f"{RELAYS}/{pk}", {"priority": 1, "password": "n3w"}, format="json")
    with tenant_scope(group_a.pk):
        details = list(AuditEvent.objects.order_by("id").values_list("detail", flat=True))
    assert details[1] == {"name": "own", "host": f"{HOST}:587", "changed": ["priority", "password"]}
    assert "p4ss" not in str(details)
    assert "n3w" not in str(details)


def test_a_stored_password_is_not_carried_to_another_host(manager: Any, group_a: Organization) -> None:
    pk = made(manager, username="u", password="p4ss").json()["id"]
    answer = manager.patch(f"{RELAYS}/{pk}", {"host": "93.184.216.35"}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["password"])
    assert row(group_a).host == HOST
    again = {"host": "93.184.216.35", "password": "p4ss"}
    assert manager.patch(f"{RELAYS}/{pk}", again, format="json").status_code == 200


def test_a_change_lets_a_relay_be_tried_again(manager: Any, group_a: Organization) -> None:
    pk = made(manager).json()["id"]
    with tenant_scope(group_a.pk):
        Relay.objects.update(failures=5, down_until=NOW + timedelta(days=365), last_error="gone")
    shown = manager.patch(f"{RELAYS}/{pk}", {"priority": 2}, format="json").json()
    assert (shown["failures"], shown["down_until"], shown["last_error"]) == (0, None, "")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"host": "127.0.0.1"}, "host"),
        ({"host": "::1"}, "host"),
        ({"host": "10.0.0.5"}, "host"),
        ({"host": "169.254.169.254"}, "host"),
        ({"host": "localhost"}, "host"),
        ({"host": "bad host"}, "host"),
        ({"port": 6379}, "host"),
        ({"security": "none", "username": "u", "password": "p"}, "security"),
        ({"warm_up_plan": "reckless"}, "warm_up_plan"),
        ({"connections": 0}, "connections"),
    ],
)
def test_what_must_not_be_called_or_cannot_be_meant_is_refused(
    facts: dict[str, Any], field: str, manager: Any
) -> None:
    answer = made(manager, **facts)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_name_is_given_once(manager: Any) -> None:
    made(manager)
    assert list(made(manager).json()["fields"]) == ["name"]


def test_a_machines_own_things_are_the_operators_to_give(
    manager: Any, group_a: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    pk = made(manager, source_address="192.0.2.1", log_path="/etc/passwd").json()["id"]
    assert (row(group_a).source_address, row(group_a).log_path) == ("", "")
    call_command(
        "relay_assign", org="alpenblick", relay=pk, source_address="192.0.2.7", log="/var/log/mail.log"
    )
    assert (row(group_a).source_address, row(group_a).log_path) == ("192.0.2.7", "/var/log/mail.log")
    assert capsys.readouterr().out == "own: from 192.0.2.7, log /var/log/mail.log\n"
    assert actions(group_a) == ["relay.created", "relay.assigned"]


def test_a_relay_is_tried_by_greeting_it(
    manager: Any, group_a: Organization, running: RunningSink, settings: Any
) -> None:
    settings.BELLHOP_ALLOW_PRIVATE_RELAYS = True
    pk = made(manager, host="127.0.0.1", port=running.port, security="none").json()["id"]
    with tenant_scope(group_a.pk):
        Relay.objects.update(failures=2, down_until=NOW + timedelta(days=365), last_error="gone")
    answer = manager.post(f"{RELAYS}/{pk}/test").json()
    assert (answer["works"], answer["message"]) == (True, "The relay answers and would take letters.")
    assert "8BITMIME" in answer["offers"]
    assert (row(group_a).failures, row(group_a).down_until, row(group_a).last_error) == (0, None, "")
    assert running.sink.addresses() == []
    assert actions(group_a) == ["relay.created", "relay.tried"]


def test_a_relay_that_does_not_answer_says_so(manager: Any, group_a: Organization, settings: Any) -> None:
    settings.BELLHOP_ALLOW_PRIVATE_RELAYS = True
    pk = made(manager, host="127.0.0.1", port=1, security="none").json()["id"]
    answer = manager.post(f"{RELAYS}/{pk}/test").json()
    assert answer == {
        "works": False,
        "message": "The mail server 127.0.0.1:1 cannot be reached: Connection refused.",
        "offers": [],
    }
    assert row(group_a).last_error == answer["message"]


def test_a_relay_without_the_tls_it_should_have_is_not_used(
    manager: Any, running: RunningSink, settings: Any
) -> None:
    settings.BELLHOP_ALLOW_PRIVATE_RELAYS = True
    pk = made(manager, host="127.0.0.1", port=running.port, security="starttls").json()["id"]
    answer = manager.post(f"{RELAYS}/{pk}/test").json()
    assert answer["works"] is False
    where = f"The mail server 127.0.0.1:{running.port}"
    assert answer["message"] == f"{where} does not offer what its settings ask for: STARTTLS."


def test_a_name_that_came_to_lead_inside_is_not_called(
    manager: Any, group_a: Organization, running: RunningSink, settings: Any
) -> None:
    settings.BELLHOP_ALLOW_PRIVATE_RELAYS = True
    pk = made(manager, host="127.0.0.1", port=running.port, security="none").json()["id"]
    settings.BELLHOP_ALLOW_PRIVATE_RELAYS = False
    with tenant_scope(group_a.pk):
        Relay.objects.update(port=25)
    answer = manager.post(f"{RELAYS}/{pk}/test").json()
    assert answer["message"] == "The host 127.0.0.1 stands in a network that must not be called from here."


def test_limits_are_shown_and_changed(manager: Any, group_a: Organization) -> None:
    nothing = {"letters_per_hour": 0, "provider_limits": {}, "cap_letters": 0, "cap_days": 7}
    empty = nothing | {"tracking": "hygiene", "hold_reason": "", "held_at": None}
    assert manager.get(POLICY).json() == empty
    answer = manager.patch(POLICY, {"letters_per_hour": 1000}, format="json")
    assert answer.json() == empty | {"letters_per_hour": 1000}
    limits = {"provider_limits": {"google": 500, "microsoft": 0}}
    answer = manager.patch(POLICY, limits, format="json")
    assert answer.json() == empty | {"letters_per_hour": 1000, "provider_limits": {"google": 500}}
    assert manager.patch(POLICY, {"letters_per_hour": -1}, format="json").status_code == 400
    assert actions(group_a) == ["sending_policy.changed"] * 2


def test_a_hold_is_lifted_by_a_person(manager: Any, group_a: Organization) -> None:
    assert manager.post(f"{POLICY}/lift-hold").json()["code"] == "not_held"
    with tenant_scope(group_a.pk):
        hold_set(reason="Too many complaints.", now=NOW)
    assert manager.get(POLICY).json()["hold_reason"] == "Too many complaints."
    assert manager.post(f"{POLICY}/lift-hold").json()["hold_reason"] == ""
    assert actions(group_a) == ["sending.held", "sending.hold_lifted"]


def test_a_domain_begins_slowly_and_no_longer(manager: Any, group_a: Organization) -> None:
    facts = {"domain": "Seehof.example", "plan": "careful", "started_on": "2026-06-01"}
    answer = manager.post(WARM_UPS, facts, format="json")
    assert answer.status_code == 201
    assert answer.json() == facts | {"domain": "seehof.example", "id": answer.json()["id"]}
    assert manager.get(WARM_UPS).json()["results"] == [answer.json()]
    assert manager.delete(f"{WARM_UPS}/{answer.json()['id']}").status_code == 204
    with tenant_scope(group_a.pk):
        assert not DomainWarmUp.objects.exists()


def test_a_marketer_may_look_but_not_change(group_a: Organization) -> None:
    marketer = client_of(member(group_a, Role.MARKETER))
    assert marketer.get(RELAYS).status_code == 200
    assert made(marketer).status_code == 403
    assert marketer.patch(POLICY, {"letters_per_hour": 1}, format="json").status_code == 403
    assert marketer.post(f"{POLICY}/lift-hold").status_code == 403
    with tenant_scope(group_a.pk):
        assert not SendingPolicy.objects.exists()


def test_another_groups_relay_is_not_found(manager: Any, group_b: Organization) -> None:
    with tenant_scope(group_b.pk):
        foreign = Relay.objects.create(name="theirs", host=HOST, created_at=NOW)
    for method in (manager.get, manager.patch, manager.delete):
        assert method(f"{RELAYS}/{foreign.pk}").status_code == 404
    assert manager.post(f"{RELAYS}/{foreign.pk}/test").status_code == 404


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("93.184.216.34", True, True),
        ("10.0.0.5", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.5", False, True),
        ("64:ff9b::a00:5", False, True),
        ("64:ff9b::5db8:d822", True, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fd00:ec2::254", False, False),
        ("100.100.100.200", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),  # noqa: S104 - an address to refuse
        ("224.0.0.1", False, False),
    ],
)
def test_only_mail_servers_out_there_may_be_called(address: str, public: bool, private: bool) -> None:
    assert address_allowed(address, allow_private=False) == public
    assert address_allowed(address, allow_private=True) == private


def test_one_inner_address_among_outer_ones_is_enough_to_refuse() -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.5"]

    with pytest.raises(HostRefused, match="must not be called"):
        mail_host_require(host="sly.example", port=25, allow_private=False, resolver=resolver)


def test_a_name_that_is_not_in_dns_says_so() -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(HostRefused, match=r"The host gone\.example cannot be found in DNS"):
        mail_host_require(host="gone.example", port=25, allow_private=False, resolver=resolver)
