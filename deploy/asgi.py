"""Pages, API and WebSockets behind one port.

Pages and API run as WSGI in threads: Django's own ASGI handler was measured three times slower
(365 against 1,067 requests/s for the same view, two workers).
"""

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
_pages = get_wsgi_application()

import frontend.routing  # noqa: E402  (needs the loaded apps)
import operations.routing  # noqa: E402
from deploy.settled import settle  # noqa: E402

_sockets = [*frontend.routing.websocket_urlpatterns, *operations.routing.websocket_urlpatterns]


def _with_coroutines(application: Any) -> Any:
    """Give `application` a `receive` that returns coroutines: a2wsgi refuses granian's futures."""

    async def call(scope: Any, receive: Any, send: Any) -> None:
        async def receive_one() -> Any:
            return await receive()

        await application(scope, receive_one, send)

    return call


# A request with `Prefer: wait` keeps its thread, so there are many more threads than cores.
_THREADS = 64

application = ProtocolTypeRouter(
    {
        "http": _with_coroutines(WSGIMiddleware(_pages, workers=_THREADS)),  # type: ignore[arg-type]
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(_sockets))),
    }
)

settle()
