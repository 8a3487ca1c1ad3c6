from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who may do what: people, workspaces, keys."""

    name = "accounts"
