import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from deploy.valkey import SocketPathTooLongError, valkey_command


class Command(BaseCommand):
    help = "Runs the Valkey server that comes with the installation, on a Unix socket in DATA_DIR."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            command = valkey_command(settings.VALKEY_SOCKET)
        except SocketPathTooLongError as error:
            raise CommandError(str(error)) from error
        os.execv(command[0], command)  # noqa: S606  (signals reach Valkey itself)
