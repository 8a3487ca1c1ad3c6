from django.apps import AppConfig
from django.core import checks


class ClusterConfig(AppConfig):
    """The pods and what they did."""

    name = "ocr.cluster"
    label = "cluster"

    def ready(self) -> None:
        """Have the settings of the pods checked at every start."""
        from ocr.cluster.checks import check_pods  # noqa: PLC0415  # models are not loaded before

        checks.register(check_pods)
