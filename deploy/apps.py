from django.apps import AppConfig


class DeployConfig(AppConfig):
    """How the parts are put together and run."""

    name = "deploy"
