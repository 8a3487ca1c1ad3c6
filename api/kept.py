"""Answers that are given again while nothing changed, and not at all to programs that have them."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.authentication import request_access
from api.rendering import Renderer
from receipts.kept import kept

View = TypeVar("View", bound=APIView)


def kept_answer(show: Callable[[View, Request], Response]) -> Callable[[View, Request], HttpResponse]:
    """Keep what a view shows of the workspace's receipts; with its `ETag`, programs ask whether it changed.

    What it shows must depend on nothing but the workspace, its receipts and the address. 304 for who has it.
    """

    @wraps(show)
    def shown(view: View, request: Request) -> HttpResponse:
        workspace_id, address = request_access(request).workspace.id, request.build_absolute_uri()
        etag, content = kept(workspace_id, address, lambda: _tagged(show(view, request)))
        answer = HttpResponse(content, content_type=Renderer.media_type, headers={"ETag": etag})
        return get_conditional_response(request, etag=etag, response=answer) or answer

    return shown


def _tagged(answer: Response) -> tuple[str, bytes]:
    """Return the answer's tag and its body."""
    content = Renderer().render(answer.data)
    return f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"', content
