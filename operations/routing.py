"""Addresses of the operator's sockets."""

from typing import Any

from django.urls import path

from operations.consumers import LiveConsumer

websocket_urlpatterns: list[Any] = [
    path("ws/operations/live/", LiveConsumer.as_asgi())  # type: ignore[arg-type]
]
