"""What tests of receipts ask for, and what they are answered."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from receipts.models import Receipt
from receipts.tests.images import photo

LIST = "/api/v1/receipts/"


def detail(receipt: Receipt) -> str:
    """Return the receipt's address."""
    return reverse("api:receipt-detail", kwargs={"id": receipt.id})


def file(data: bytes | None = None, name: str = "lunch.jpg") -> dict[str, SimpleUploadedFile]:
    """Return the form of an upload."""
    return {"file": SimpleUploadedFile(name, photo() if data is None else data)}


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """Return the problem document that the answer is."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert (problem["type"], problem["status"], problem["code"]) == ("about:blank", status, code)
    assert problem["title"]
    assert problem["detail"].endswith(".")
    return problem
