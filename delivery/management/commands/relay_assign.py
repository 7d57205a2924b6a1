"""Give a relay one of this machine's addresses, and the log of its Postfix: the operator's to say."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from typing_extensions import override

from accounts.tenancy.commands import TenantCommand
from delivery.services.relays import relay_assign


class Command(TenantCommand):
    help = "Set from which address of this machine a relay is called, and where its Postfix logs."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--relay", type=int, required=True, help="the relay's number")
        parser.add_argument("--source-address", default="", help="an IP address of this machine; none: any")
        parser.add_argument("--log", default="", help="path of the log of a Postfix on this machine")

    @override
    def handle_organization(self, *args: Any, **options: Any) -> None:
        relay = relay_assign(
            relay_id=options["relay"],
            source_address=options["source_address"],
            log_path=options["log"],
            actor=None,
            now=timezone.now(),
        )
        self.stdout.write(
            f"{relay.name}: from {relay.source_address or 'any address'}, log {relay.log_path or 'none'}"
        )
