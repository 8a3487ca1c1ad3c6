"""Answers that are given again while nothing changed, and not at all to programs that have them."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.authentication import request_access
from api.rendering import Renderer
from receipts.kept import kept

View = TypeVar("View", bound=APIView)


def kept_answer(show: Callable[[View, Request], Response]) -> Callable[[View, Request], HttpResponse]:
    """Keep what a view shows of the workspace's receipts; with its `ETag`, programs ask whether it changed.

    What it shows must depend on nothing but what `receipts.kept` watches, and the address.
    """

    @wraps(show)
    def shown(view: View, request: Request) -> HttpResponse:
        workspace_id = request_access(request).workspace.id
        etag, content = kept(workspace_id, _name(request), lambda: _tagged(show(view, request)))
        answer = HttpResponse(content, content_type=Renderer.media_type)
        if _has(request, etag):
            answer = HttpResponse(status=304)
            del answer.headers["Content-Type"]
        answer.headers["ETag"] = etag
        patch_cache_control(answer, private=True, no_cache=True)
        return answer

    return shown


def _name(request: Request) -> str:
    """Return all of the address, as the client wrote it; addresses of other pages are built out of it."""
    return f"{request.scheme}://{request.get_host()}{request.path}?{request.META.get('QUERY_STRING', '')}"


def _tagged(answer: Response) -> tuple[str, bytes]:
    """Return the answer's tag and its body."""
    content = Renderer().render(answer.data)
    return f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"', content


def _has(request: Request, etag: str) -> bool:
    """Return whether the client has it. A proxy that compresses the body makes the tag a weak one."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag in [each.removeprefix("W/") for each in known]
