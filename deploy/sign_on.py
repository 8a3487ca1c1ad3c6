"""The OpenID Connect provider that people may log in with, as allauth's settings want it."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def sign_on_provider(*, name: str, issuer_url: str, client_id: str, client_secret: str) -> dict[str, object]:
    """Return the settings of the provider whose issuer is `issuer_url`.

    It goes by the issuer's host, for the ids of people mean something at their issuer only: with another one
    nobody gets into the account of somebody else who has the same id there. Raises ImproperlyConfigured for
    an issuer that a network can forge.
    """
    issuer = urlsplit(issuer_url)
    host = issuer.hostname or ""
    if issuer.scheme == "http" and host not in _THIS_MACHINE:
        raise ImproperlyConfigured(
            f"The environment variable OIDC_ISSUER_URL is {issuer_url!r}, but it must begin with https://: "
            "what the issuer answers decides who gets in."
        )
    app = {
        "provider_id": host,
        "name": name,
        "client_id": client_id,
        "secret": client_secret,
        "settings": {"server_url": issuer_url.rstrip("/")},
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
