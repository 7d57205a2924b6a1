import json
import os
import signal
import subprocess
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo import children
from config.demo.children import Addresses
from config.demo.progress import Narrator
from config.services import ServerFailed, stop_servers


class Command(BaseCommand):
    help = "Does the main job on this machine, from an OTA reservation to a delivered e-mail, and serves the product."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="0 takes any free port")
        parser.add_argument(
            "--once", action="store_true", help="do the job, print its figures as JSON, and stop"
        )
        parser.add_argument(
            "--run", metavar="COMMAND", help="run a command against the product, then stop with its code"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code = 1
        try:
            code = self.perform(options)
        except ServerFailed as failed:
            self.stderr.write(f"bellhop: {failed}")
        finally:
            children.stop_all()
            stop_servers()
        raise SystemExit(code)

    def perform(self, options: dict[str, Any]) -> int:
        narrator = Narrator()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            narrator.step("Setting up the database and starting web, worker, mail catcher and OTA sandbox")
            children.claim_port(options["port"])
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            addresses = children.start_all(port=options["port"], today=timezone.now().date())
            result = self.main_job(addresses, narrator)
            if options["once"]:
                return self.report(result)
            if options["run"]:
                return self.run_against(addresses, options["run"])
            self.serve(addresses, narrator)
        except KeyboardInterrupt:
            narrator.say("\nStopping; your data stays in var/.")
        return 0

    def main_job(self, addresses: Addresses, narrator: Narrator) -> dict[str, Any]:
        # These read models; the settings' keys must be in place before.
        from config.demo.story import Story
        from config.demo.world import build_world, open_forms, publish_domains

        world = build_world(addresses=addresses, now=timezone.now())
        publish_domains(addresses=addresses, organization=world.organization, now=timezone.now())
        open_forms(world=world, now=timezone.now())
        result = Story(world, addresses, narrator).tell()
        narrator.step(
            f"Done: {result['sent']:,} mails in the inbox {result['seconds']} s after the first reservation"
        )
        return result

    def report(self, result: dict[str, Any]) -> int:
        from config.demo.story import holds

        broken = holds(result)
        for sentence in broken:
            self.stderr.write(f"bellhop: this does not hold: {sentence}")
        self.stdout.write(json.dumps(result))
        return 1 if broken else 0

    def run_against(self, addresses: Addresses, command: str) -> int:
        from config.demo.world import OWNER, PASSWORD

        environment = {
            **os.environ,
            "BELLHOP_URL": addresses.web,
            "BELLHOP_MAIL_URL": addresses.mail,
            "BELLHOP_SANDBOX_URL": addresses.sandbox,
            "BELLHOP_EMAIL": OWNER,
            "BELLHOP_PASSWORD": PASSWORD,
        }
        return subprocess.run(command, shell=True, env=environment, check=False).returncode  # noqa: S602 - given by the caller

    def serve(self, addresses: Addresses, narrator: Narrator) -> None:
        from config.demo.world import MARKETER, OPERATOR, OWNER, PASSWORD

        narrator.say(f"""
  Bellhop      {addresses.web}
  log in as    {OWNER} or {MARKETER}
  operator     {addresses.web}/admin/ as {OPERATOR}
  password     {PASSWORD}
  the mails    {addresses.mail}
  Ctrl-C stops everything; your data stays in var/.""")
        while children.all_alive():
            time.sleep(1)
        raise ServerFailed("One of the demo's processes ended by itself; var/log says why.")
