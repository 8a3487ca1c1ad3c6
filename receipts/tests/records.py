"""Receipts as they are after an upload, or after a model has read them; and a folder for their files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Workspace
from receipts.marks import marks_of
from receipts.models import Field, Page, Receipt, SearchText, Section
from receipts.transitions import to_end, to_new_start


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """The folder of the test's own storage."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path


@pytest.fixture
def make_receipt(workspace: Workspace) -> Callable[..., Receipt]:
    """Put a receipt into the record as it would be after an upload, without its file."""

    def make(**changes: Any) -> Receipt:
        given = {
            "workspace": workspace,
            "file": "nowhere/original.jpg",
            "filename": "lunch.jpg",
            "content_type": "image/jpeg",
            "size": 1000,
            "sha256": uuid4().hex * 2,
        }
        receipt = Receipt(**{**given, **to_new_start(), **changes})
        receipt.save(force_insert=True)
        receipt.refresh_from_db()
        text = f"{receipt.merchant_name}\n{receipt.filename}".casefold()
        SearchText.objects.create(receipt=receipt, workspace=receipt.workspace, text=text)
        return receipt

    return make


@pytest.fixture
def read_receipt(make_receipt: Callable[..., Receipt]) -> Callable[..., Receipt]:
    """Put a receipt into the record that a model has read: a shop, a day, a total and two items."""

    def make(**changes: Any) -> Receipt:
        receipt = make_receipt(**{**to_end("needs_review"), **changes})
        lines = [{"text": text, "confidence": 0.9, "polygon": POLYGON} for text in PRINTED]
        Page.objects.create(receipt=receipt, number=1, width=600, height=900, image="page.jpg", lines=lines)
        Field.objects.bulk_create(
            Field(
                receipt=receipt,
                section=section,
                row=row,
                name=name,
                value=value,
                model_value=value,
                raw_text=value,
                confidence=0.8,
                page=1,
                polygon=POLYGON,
                model_version="m1",
            )
            for section, row, name, value in READ
        )
        receipt.marks = marks_of(receipt.fields.filter(section=Section.HEAD))
        receipt.save(update_fields=["marks"])
        return receipt

    return make


POLYGON = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.2], [0.1, 0.2]]
PRINTED = ("CORNER SHOP", "31/12/2024", "TEA 1 4.50", "CAKE 2 8.00", "TOTAL EUR 12.50")
READ = (
    (Section.HEAD, 0, "merchant_name", "CORNER SHOP"),
    (Section.HEAD, 0, "date", "2024-12-31"),
    (Section.HEAD, 0, "total", "12.50"),
    (Section.LINE_ITEMS, 0, "description", "TEA"),
    (Section.LINE_ITEMS, 0, "total", "4.50"),
    (Section.LINE_ITEMS, 1, "description", "CAKE"),
    (Section.LINE_ITEMS, 1, "quantity", "2"),
    (Section.LINE_ITEMS, 1, "total", "8.00"),
)
