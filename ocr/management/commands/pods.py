import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.pods.running import DevelopmentPod, StubPod, development_pods, stub_pods

Pods = AbstractContextManager[Sequence[StubPod | DevelopmentPod]]


class Command(BaseCommand):
    help = "Runs stand-ins for GPU pods on this machine until Ctrl-C; for development, not for production."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=1, help="How many pods.")
        parser.add_argument("--port", type=int, default=8501, help="Of the first pod; the others follow.")
        parser.add_argument("--stub", action="store_true", help="Canned answers: no models, no TensorFlow.")
        parser.add_argument("--control", type=int, default=0, help="Port that changes stub pods; 0 is any.")
        parser.add_argument("--models", type=Path, help="Folder of models; written first if it is missing.")
        parser.add_argument("--threads", type=int, default=1, help="That each development pod computes with.")

    def handle(self, *args: Any, count: int, port: int, stub: bool, **options: Any) -> None:
        ports = range(port, port + count)
        try:
            running = _stubs(ports, options) if stub else _development(ports, options)
            with suppress(KeyboardInterrupt), running as pods:
                for pod in pods:
                    self.stdout.write(str(pod))
                _wait(pods, self.stderr.write)
        except (OSError, RuntimeError) as error:
            raise CommandError(str(error)) from error


def _stubs(ports: Sequence[int], options: dict[str, Any]) -> Pods:
    return stub_pods(ports=ports, control_port=options["control"])


def _development(ports: Sequence[int], options: dict[str, Any]) -> Pods:
    models = options["models"] or settings.DATA_DIR / "models"
    if not models.exists():
        call_command("export_models", models)
    return development_pods(models, ports=ports, threads=options["threads"])


def _wait(pods: Sequence[StubPod | DevelopmentPod], tell: Callable[[str], object]) -> None:
    """Return never; tell which pods end by themselves, and raise `RuntimeError` when none is left."""
    running = list(pods)
    while running:
        time.sleep(0.5)
        for pod in [pod for pod in running if not pod.running]:
            tell(f"The pod {pod} has ended.")
            running.remove(pod)
    raise RuntimeError("All pods have ended; what they printed says why.")
