"""A workspace as JSON, with all that a restore needs.

The document has `format`, `version`, `exported_at`, `workspace`, `settings`, `categories`, `tags` and
`receipts`, in this order, so that a reader knows what it has before the receipts come. A category names the
merchants whose receipts get it. A receipt holds its fields and pages, and names its files by their place in
the archive; these are `null` in a JSON file that stands alone.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from receipts.exports.selection import LABELS, Selection
from receipts.models import Category, Field, Page, Receipt

FORMAT = "tillroll"
VERSION = 1
DOCUMENT = "receipts.json"
"""The name of the document in an archive."""

COPIED = (
    "status",
    "created_at",
    "finished_at",
    "reviewed_at",
    "filename",
    "content_type",
    "size",
    "sha256",
    "review_reasons",
    "regions",
    "is_one",
    "error",
    "seconds",
    "model_version",
    "note",
)
"""What is the same in the record and in the document, as is the following of fields and pages."""

COPIED_OF_FIELDS = (
    "section",
    "row",
    "name",
    "value",
    "source",
    "model_value",
    "raw_text",
    "confidence",
    "page",
    "polygon",
    "model_version",
    "corrected_at",
)

COPIED_OF_PAGES = ("number", "width", "height", "rotation", "lines")

COPIED_SETTINGS = ("auto_complete_confidence", "vietnamese")

_encode = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def document_stream(
    selection: Selection,
    *,
    is_kept: Callable[[str], bool],
    is_taken: Callable[[UUID], bool] = lambda _: True,
) -> Iterator[bytes]:
    """Yield the document of the selection's receipts.

    `is_kept` tells whether the archive has a file, and `is_taken` whether it has a receipt: some may have
    come after its files were written.
    """
    yield _encode(_header(selection, timezone.now())).removesuffix("}").encode() + b',"receipts":['
    separator = ""
    distinct = Prefetch("distinct_from", Receipt.objects.only("id").order_by())
    for receipt in selection.read(*LABELS, distinct, "fields__corrected_by", "pages"):
        if not is_taken(receipt.id):
            continue
        yield f"{separator}\n{_encode(_receipt(receipt, is_kept))}".encode(errors="replace")
        separator = ","
    yield b"\n]}\n"


def files_of(receipt: Receipt) -> Iterator[tuple[str, FieldFile]]:
    """Yield the files of a receipt with their names in an archive."""
    if receipt.file:
        yield _original_name(receipt), receipt.file
    if receipt.thumbnail:
        yield _thumbnail_name(receipt), receipt.thumbnail
    for page in receipt.pages.all():
        if page.image:
            yield _image_name(page), page.image


def _header(selection: Selection, now: datetime) -> dict[str, Any]:
    workspace = selection.workspace
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now,
        "workspace": workspace.name,
        "settings": {name: getattr(workspace, name) for name in COPIED_SETTINGS},
        "categories": [
            _category(category) for category in workspace.categories.prefetch_related("merchants")
        ],
        "tags": [{"name": name} for name in workspace.tags.values_list("name", flat=True)],
    }


def _category(category: Category) -> dict[str, Any]:
    merchants = sorted(rule.merchant for rule in category.merchants.all())
    return {"name": category.name, "merchants": merchants}


def _receipt(receipt: Receipt, is_kept: Callable[[str], bool]) -> dict[str, Any]:
    return {
        "id": receipt.id,
        **_copied(receipt, COPIED),
        "amounts_agree": receipt.amounts_agree,
        "uploaded_by": receipt.uploaded_by.email if receipt.uploaded_by else None,
        "duplicate_of": receipt.duplicate_of_id,
        "distinct_from": sorted(other.id for other in receipt.distinct_from.all()),
        "split_from": receipt.split_from_id,
        "category": receipt.category.name if receipt.category else None,
        "tags": [tag.name for tag in receipt.tags.all()],
        "file": _kept(_original_name(receipt), is_kept),
        "thumbnail": _kept(_thumbnail_name(receipt), is_kept),
        "fields": [_field(field) for field in receipt.fields.all()],
        "pages": [_page(page, is_kept) for page in receipt.pages.all()],
    }


def _field(field: Field) -> dict[str, Any]:
    corrected_by = field.corrected_by.email if field.corrected_by else None
    return {**_copied(field, COPIED_OF_FIELDS), "corrected_by": corrected_by}


def _page(page: Page, is_kept: Callable[[str], bool]) -> dict[str, Any]:
    return {**_copied(page, COPIED_OF_PAGES), "image": _kept(_image_name(page), is_kept)}


def _copied(row: Receipt | Field | Page, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _kept(name: str, is_kept: Callable[[str], bool]) -> str | None:
    return name if is_kept(name) else None


def _original_name(receipt: Receipt) -> str:
    return f"originals/{receipt.id}{_extension(receipt.file)}"


def _thumbnail_name(receipt: Receipt) -> str:
    return f"thumbnails/{receipt.id}{_extension(receipt.thumbnail)}"


def _image_name(page: Page) -> str:
    return f"pages/{page.receipt_id}-{page.number}{_extension(page.image)}"


def _extension(file: FieldFile) -> str:
    _, dot, extension = (file.name or "").rpartition(".")
    return dot + extension
