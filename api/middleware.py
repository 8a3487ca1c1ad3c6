"""What holds at every address below `/api/`, whichever view answers."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from api.problems import CONTENT_TYPE, UNFORESEEN, problem_response

PATH = "/api/"

_SENTENCES = {
    HTTPStatus.BAD_REQUEST: ("invalid", "The request cannot be understood. Check its address and headers."),
    HTTPStatus.FORBIDDEN: ("permission_denied", "You may not do this."),
    HTTPStatus.NOT_FOUND: ("not_found", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "This address does not know the method."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("error", UNFORESEEN),
}

_KEPT_HEADERS = ("Allow", "Retry-After", "Vary", "WWW-Authenticate")


class ProblemMiddleware:
    """Turns refusals that Django itself wrote, as pages, into problem documents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type") != CONTENT_TYPE
        if response.status_code >= 400 and is_page and request.path.startswith(PATH):
            return _translated(response)
        return response


def _translated(page: HttpResponse) -> HttpResponse:
    status = HTTPStatus(page.status_code)
    code, sentence = _SENTENCES.get(status, (status.name.lower(), f"{status.description or status.phrase}."))
    headers = {name: page.headers[name] for name in _KEPT_HEADERS if name in page.headers}
    return problem_response(status, sentence, code=code, headers=headers)
