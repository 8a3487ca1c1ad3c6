"""The way to the provider that people log in with, and back."""

from collections.abc import Callable

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render


def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead on to the provider, by a page of our own.

    Chromium applies `form-action` to every redirect that follows a form, and nobody can list beforehand where
    a provider leads on to. A page between ends the form, so that the policy of pages can stay strict.
    """
    response = _with_provider(openid_connect.login, request, provider_id)
    if isinstance(response, HttpResponseRedirect):
        return render(request, "socialaccount/login_redirect.html", {"redirect_to": response.url})
    return response


def signed_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let in whom the provider sends back."""
    return _with_provider(openid_connect.callback, request, provider_id)


def _with_provider(
    view: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, provider_id: str
) -> HttpResponse:
    """Return what the view answers, or a page that says that the provider is away or tells too little."""
    try:
        return view(request, provider_id)
    except (requests.RequestException, KeyError) as error:
        provider = get_adapter(request).get_provider(request, provider_id)
        failure: HttpResponse = render_authentication_error(request, provider, exception=error)
        return failure
