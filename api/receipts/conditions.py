"""Conditional requests (RFC 9110): nobody overwrites what they have not seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from accounts.services import workspace_lock
from receipts.models import Receipt


class PreconditionFailed(APIException):
    """The receipt is not as `If-Match` expects it any more."""

    status_code = 412
    default_detail = "The receipt has changed since you read it. Read it again and repeat your change."
    default_code = "precondition_failed"


def etag_of(receipt: Receipt) -> str:
    """Return the strong tag of the receipt as it is now."""
    return f'"{receipt.id.hex}-{receipt.revision}"'


def unchanged(request: Request, receipt: Receipt) -> HttpResponse | None:
    """Return 304 when the client has the receipt as it is now, and `None` when it has to be shown."""
    etag = etag_of(receipt)
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        return None
    if answer.status_code == PreconditionFailed.status_code:
        raise PreconditionFailed
    answer.headers["ETag"] = etag
    return answer


@contextmanager
def if_match(request: Request, receipt: Receipt) -> Iterator[None]:
    """Let a change pass only while the receipt is as `If-Match` expects it; without the header, always.

    The receipt is kept from others until the block ends, so that of two same requests one is refused.
    """
    header = request.headers.get("If-Match")
    if header is None:
        yield
        return
    with transaction.atomic():
        expected = parse_etags(header)
        workspace_lock(receipt.workspace)  # as many changes do, and always before receipts
        found = Receipt.objects.select_for_update().get(id=receipt.id)
        if expected != ["*"] and etag_of(found) not in expected:
            raise PreconditionFailed
        yield
