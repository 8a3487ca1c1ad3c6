from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Pages, static files and sockets."""

    name = "frontend"
