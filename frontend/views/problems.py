"""Refusals that scripts of our pages can show as they are."""

from django.http import JsonResponse


def problem(status: int, title: str, detail: str, *, code: str = "") -> JsonResponse:
    """Return a problem document (RFC 9457); `detail` is a sentence for the person."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")
