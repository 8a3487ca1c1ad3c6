from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What the cluster costs, does and could do, for operators."""

    name = "operations"
