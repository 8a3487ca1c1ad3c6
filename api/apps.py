from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The product for programs: the REST API, a folder for each kind of resource."""

    name = "api"
