"""Addresses of sockets."""

from typing import Any

from django.urls import path

from frontend.consumers import InboxConsumer

websocket_urlpatterns: list[Any] = [path("ws/inbox/", InboxConsumer.as_asgi())]  # type: ignore[arg-type]
