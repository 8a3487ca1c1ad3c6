"""What all views of receipts have in common."""

from typing import Any
from uuid import UUID

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from api.authentication import request_access
from api.receipts.conditions import etag_of
from api.receipts.prefer import preferred_wait, wait_until_finished
from api.receipts.serializers import ReceiptSerializer
from receipts import selectors
from receipts.models import UNFINISHED, Receipt

RETRY_AFTER = "2"
"""Seconds after which it is worth asking again: what most photos take."""


class ReceiptBase(GenericViewSet[Receipt]):
    """Finds receipts of the workspace and shows them."""

    queryset = Receipt.objects.none()
    serializer_class = ReceiptSerializer  # type: ignore[assignment]  # shows a ReceiptDetail
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def found(self, request: Request, receipt_id: UUID) -> Receipt:
        """Return a receipt of the workspace; any other is 404."""
        return selectors.receipt_get(workspace=request_access(request).workspace, receipt_id=receipt_id)

    def shown(self, receipt: Receipt, code: int = status.HTTP_200_OK, **headers: str) -> Response:
        """Answer with the receipt and its tag."""
        data = self.get_serializer(selectors.receipt_detail(receipt)).data
        hints = {"Retry-After": RETRY_AFTER} if receipt.status in UNFINISHED else {}
        return Response(data, status=code, headers={"ETag": etag_of(receipt), **hints, **headers})

    def started(self, request: Request, receipt: Receipt) -> Response:
        """200 with the finished receipt when the client waits long enough for it, else 202."""
        headers: dict[str, Any] = {
            "Location": reverse("api:receipt-detail", kwargs={"id": receipt.id}, request=request)
        }
        if seconds := preferred_wait(request):
            receipt = wait_until_finished(receipt, seconds)
            headers["Preference-Applied"] = f"wait={seconds}"
        code = status.HTTP_202_ACCEPTED if receipt.status in UNFINISHED else status.HTTP_200_OK
        return self.shown(receipt, code, **headers)
