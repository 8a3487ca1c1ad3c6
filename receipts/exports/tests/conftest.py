"""Receipts worth exporting, and workers that work when they are told to."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import User, Workspace
from accounts.services import workspace_create
from receipts.exports.formats import stream
from receipts.exports.models import Layout
from receipts.exports.selection import selection_of
from receipts.files import NewFiles
from receipts.models import Category, Field, Receipt, Section, Tag
from receipts.services.derived import copies_of
from receipts.tests.images import photo


@pytest.fixture(autouse=True)
def own_files(files) -> None:
    """The folder of the test's own storage."""


@pytest.fixture(autouse=True)
def own_jobs(no_jobs) -> None:
    """Tests run jobs themselves."""


@pytest.fixture
def stored_receipt(read_receipt, alice: User, workspace: Workspace) -> Callable[..., Receipt]:
    """A receipt that was read, with its three files, a currency, a tax, a category, two tags and a note."""

    def make(**changes: object) -> Receipt:
        data = photo(colour="pink")
        given = {"uploaded_by": alice, "note": "With Bob\nand a client", "content_type": "image/jpeg"}
        receipt = read_receipt(
            **{**given, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), **changes}
        )
        with NewFiles(receipt) as files:
            receipt.file.name = files.write("original", "jpg", data)
            receipt.thumbnail.name = files.write("thumb", "webp", photo(kind="WEBP", size=(24, 32)))
            receipt.pages.update(image=files.write("page-1", "jpg", photo()))
        receipt.category, _ = Category.objects.get_or_create(workspace=workspace, name="Meals")
        receipt.save()
        receipt.tags.set(
            Tag.objects.get_or_create(workspace=workspace, name=n)[0] for n in ("client", "lunch")
        )
        for section, name, value in (
            (Section.HEAD, "currency", "EUR"),
            (Section.TAXES, "name", "VAT"),
            (Section.TAXES, "amount", "0.82"),
        ):
            Field.objects.create(receipt=receipt, section=section, name=name, value=value, model_value=value)
        Receipt.objects.filter(id=receipt.id).update(**copies_of(receipt))
        receipt.refresh_from_db()
        return receipt

    return make


@pytest.fixture
def exported(workspace: Workspace, tmp_path: Path) -> Callable[..., Path]:
    """Write an export of a workspace, Alice's if none is given, into a file."""

    def export(format: str, *, of: Workspace = workspace, layout: str = "receipts", **filters: list) -> Path:
        path = tmp_path / f"{of.id}.{format}"
        selection = selection_of(workspace=of, filters=filters, layout=Layout(layout))
        path.write_bytes(b"".join(stream(selection, format)))
        return path

    return export


@pytest.fixture
def new_workspace(alice: User) -> Workspace:
    """Another workspace of Alice's, without any receipt."""
    return workspace_create(owner=alice, name="Alice's second shop")
