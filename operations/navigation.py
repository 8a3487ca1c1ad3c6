"""The admin's sidebar: the operator's pages, then everything that can be edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from operations.views.page import TABS


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups of links, as the admin theme takes them."""
    pages = [{"title": title, "link": reverse(name), "permission": _may_see} for title, name in TABS]
    return [{"title": "Operations", "items": pages}, *_records(request)]


def _may_see(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser)


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the person may see of each part, as without this sidebar."""
    return [
        {
            "title": app["name"],
            "separator": True,
            "items": [
                {"title": model["name"], "link": model["admin_url"]}
                for model in app["models"]
                if model["admin_url"]
            ],
        }
        for app in admin.site.get_app_list(request)
    ]
