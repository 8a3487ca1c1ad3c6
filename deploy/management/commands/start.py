import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from deploy.first_start import Login, create_first_login
from deploy.processes import AddressUnusableError, check_address, run_all
from deploy.valkey import ServerAwayError, SocketPathTooLongError, check_server


class Command(BaseCommand):
    help = "Brings the database up to date and runs the whole installation on this machine until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(0o077)  # what it writes is for nobody else on this machine
        try:
            check_address(settings.HOST, settings.PORT)
            if not settings.EMBEDDED_VALKEY:
                check_server(settings.REDIS_URL)
            self._prepare()
            status = run_all()
        except (AddressUnusableError, ServerAwayError, SocketPathTooLongError) as error:
            raise CommandError(str(error)) from error
        sys.exit(status)

    def _prepare(self) -> None:
        self.stdout.write("Preparing the database and the pages …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self._greet(create_first_login())

    def _greet(self, login: Login | None) -> None:
        self.stdout.write(f"\n  Tillroll      {settings.PUBLIC_URL}\n")
        if login:
            self.stdout.write(f"  log in as     {login.email}\n  password      {login.password}")
            self.stdout.write("  (shown this once; change it under Account, or add people by create_user)")
        self.stdout.write("  stop          Ctrl-C\n\n")
