"""Receipts of a backup wait in a workspace of nobody's until all of them are there, and then move at once."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.models import Workspace
from accounts.services import workspace_lock
from ocr.errors import InvalidFileError
from ocr.images import inspect
from receipts.errors import StateError
from receipts.exports.errors import BackupError
from receipts.exports.restoring.archive import Archive
from receipts.exports.restoring.documents import (
    Restored,
    merchants_restored,
    names_restored,
    receipt_restored,
    settings_restored,
)
from receipts.files import NewFiles, folder_delete
from receipts.kept import forget_on_commit
from receipts.labels import MAX_CATEGORIES, MAX_TAGS
from receipts.models import (
    UNFINISHED,
    Category,
    Field,
    MerchantCategory,
    Page,
    Receipt,
    SearchText,
    Status,
    Tag,
)
from receipts.search import search_text_save
from receipts.services.labels import MOST_LABELS, Label
from receipts.transitions import to_end, to_new_start

_MEGABYTE = 1024 * 1024

_MAX_IMAGE = 64 * _MEGABYTE
"""Bytes of the image of a page, which is made here: those of most pages have one million."""

_NOT_EMPTY = "A backup can be restored into an empty workspace only, but there are receipts in this one."


@dataclass(kw_only=True)
class Staged:
    """What was staged."""

    settings: dict[str, Any]
    """Of the workspace."""
    count: int = 0
    unread: list[UUID] = field(default_factory=list)
    """Receipts that were not read when the backup was made, and can be."""
    links: dict[UUID, dict[str, UUID]] = field(default_factory=dict)
    """References of receipts to others, by column."""
    distinct: dict[UUID, list[UUID]] = field(default_factory=dict)
    """Receipts that a person told apart from others."""


def check_empty(workspace: Workspace) -> None:
    """Raise `StateError` when there are receipts in a workspace."""
    if workspace.receipts.exists():
        raise StateError(_NOT_EMPTY, code="wrong_state")


@contextmanager
def staging_of(workspace: Workspace) -> Iterator[Workspace]:
    """Make a workspace to stage receipts in for another; it goes when the block ends, however it ends."""
    staging = Workspace.objects.create(name=f"Restoring {workspace}"[:100])
    try:
        yield staging
    finally:
        staging_drop(staging, workspace_id=workspace.id)


def staging_drop(staging: Workspace, *, workspace_id: UUID) -> None:
    """Delete what is staged, with the files that lie in the folder of the workspace they are for."""
    for receipt_id in staging.receipts.values_list("id", flat=True).iterator():
        folder_delete(workspace_id=workspace_id, receipt_id=receipt_id)
    Workspace.objects.filter(id=staging.id).delete()


def receipts_stage(
    archive: Archive, *, staging: Workspace, workspace: Workspace, report: Callable[[int], None]
) -> Staged:
    """Put the receipts of a backup into `staging`, and their files where they will belong.

    Reports the percentage that is done, after each. Raises `BackupError` and `StorageError`.
    """
    header = archive.header()
    staged = Staged(settings=settings_restored(header))
    _Labels.stage(staging, header)
    labels = _Labels(staging)
    people = {user.email: user for user in workspace.members.all()}
    for document in archive.receipts():
        restored = receipt_restored(document, people=people)
        _stage(restored, archive, staging, workspace, labels, staged)
        staged.count += 1
        report(archive.percent)
    return staged


@transaction.atomic
def receipts_publish(
    staged: Staged, *, staging: Workspace, workspace: Workspace, by: Actor, filename: str
) -> None:
    """Move what was staged into its workspace; raise `StateError` if that is not empty any more."""
    workspace_lock(workspace)
    check_empty(workspace)
    _set_links(staged, staging)
    _Labels.publish(staging, workspace)
    Workspace.objects.filter(id=workspace.id).update(**staged.settings)
    Receipt.objects.filter(workspace=staging).update(workspace=workspace)
    SearchText.objects.filter(workspace=staging).update(workspace=workspace)
    unread = Receipt.objects.filter(id__in=staged.unread)
    unread.update(**{**to_new_start(), "send_after": Now()})
    forget_on_commit(workspace.id)
    audit_record(
        workspace=workspace,
        by=by,
        action="workspace.imported",
        subject=workspace,
        changes={"file": (None, filename), "receipts": (0, staged.count)},
    )


class _Labels:
    """Categories and tags by their names."""

    def __init__(self, staging: Workspace) -> None:
        self._staging = staging
        self._categories = {category.name.lower(): category for category in staging.categories.all()}
        self._tags = {tag.name.lower(): tag for tag in staging.tags.all()}

    def category(self, name: str) -> Category:
        """Return the category of this name."""
        return self._of_name(Category, self._categories, name)

    def tag(self, name: str) -> Tag:
        """Return the tag of this name."""
        return self._of_name(Tag, self._tags, name)

    def _of_name(self, model: type[Label], known: dict[str, Label], name: str) -> Label:
        """Return a label; one that the header does not list was made while the backup was written."""
        label = known.get(name.lower())
        if label is None:
            if len(known) >= MOST_LABELS[model]:
                raise BackupError("This backup has more categories or tags than there can be.")
            label = known[name.lower()] = model.objects.create(workspace=self._staging, name=name)
        return label

    @staticmethod
    def stage(staging: Workspace, header: dict[str, Any]) -> None:
        """Make the labels that a header lists. Raises `BackupError`."""
        categories = names_restored(header, "categories", most=MAX_CATEGORIES, longest=100)
        made = Category.objects.bulk_create(Category(workspace=staging, name=name) for name in categories)
        merchants = merchants_restored(header)
        MerchantCategory.objects.bulk_create(
            MerchantCategory(workspace=staging, merchant=merchant, category=category)
            for category in made
            for merchant in merchants[category.name]
        )
        tags = names_restored(header, "tags", most=MAX_TAGS, longest=50)
        Tag.objects.bulk_create(Tag(workspace=staging, name=name) for name in tags)

    @staticmethod
    def publish(staging: Workspace, workspace: Workspace) -> None:
        """Move the labels; one whose name is there already, in any case, gives its receipts to that one."""
        categories = {category.name.lower(): category for category in workspace.categories.all()}
        for category in staging.categories.all():
            if here := categories.get(category.name.lower()):
                category.receipts.update(category=here)
                category.merchants.update(category=here)
            else:
                Category.objects.filter(id=category.id).update(workspace=workspace)
        here_already = MerchantCategory.objects.filter(workspace=workspace).values("merchant")
        rules = MerchantCategory.objects.filter(workspace=staging).exclude(merchant__in=here_already)
        rules.update(workspace=workspace)
        tags = {tag.name.lower(): tag for tag in workspace.tags.all()}
        for tag in staging.tags.all():
            if present := tags.get(tag.name.lower()):
                Receipt.tags.through.objects.filter(tag=tag).update(tag=present)
            else:
                Tag.objects.filter(id=tag.id).update(workspace=workspace)


def _stage(
    restored: Restored,
    archive: Archive,
    staging: Workspace,
    workspace: Workspace,
    labels: _Labels,
    staged: Staged,
) -> None:
    receipt, backup_id = restored.receipt, restored.receipt.id
    receipt.id, receipt.workspace = _new_id(staging, backup_id), workspace
    links = {"duplicate_of": restored.duplicate_of, "split_from": restored.split_from}
    if links := {column: _new_id(staging, other) for column, other in links.items() if other}:
        staged.links[receipt.id] = links
    if restored.distinct_from:
        staged.distinct[receipt.id] = [_new_id(staging, other) for other in restored.distinct_from]
    if receipt.status in UNFINISHED:
        if restored.file:
            staged.unread.append(receipt.id)
        for name, value in to_end(Status.CANCELED).items():
            setattr(receipt, name, value)
    try:
        with NewFiles(receipt) as files:
            _write_files(restored, archive, files)
            receipt.workspace = staging
            _save(restored, labels)
    except IntegrityError:
        raise BackupError(f"The receipt {backup_id} is in this backup twice.") from None
    except InvalidFileError as error:
        raise BackupError(f"A file of the receipt {backup_id} cannot be restored: {error}") from error


def _write_files(restored: Restored, archive: Archive, files: NewFiles) -> None:
    receipt = restored.receipt
    if restored.file:
        data = archive.read(restored.file, limit=settings.MAX_UPLOAD_MB * _MEGABYTE)
        if hashlib.sha256(data).hexdigest() != receipt.sha256:
            raise BackupError(f"The file '{restored.file}' is not the one that was backed up.")
        info = inspect(data)
        receipt.content_type, receipt.size = info.content_type, len(data)
        receipt.file.name = files.write("original", info.extension, data)
    if restored.thumbnail:
        receipt.thumbnail.name = _write_image(restored.thumbnail, "thumb", archive, files)
    for page, image in zip(restored.pages, restored.images, strict=True):
        if image:
            page.image.name = _write_image(image, f"page-{page.number}", archive, files)


def _write_image(name: str, kept_as: str, archive: Archive, files: NewFiles) -> str:
    data = archive.read(name, limit=_MAX_IMAGE)
    return files.write(kept_as, inspect(data).extension, data)


@transaction.atomic
def _save(restored: Restored, labels: _Labels) -> None:
    receipt = restored.receipt
    receipt.category = labels.category(restored.category) if restored.category else None
    receipt.save(force_insert=True)
    Receipt.objects.filter(id=receipt.id).update(created_at=restored.created_at)
    receipt.tags.set(labels.tag(name) for name in restored.tags)
    for field_row in restored.fields:
        field_row.receipt = receipt
    for page in restored.pages:
        page.receipt = receipt
    Field.objects.bulk_create(restored.fields)
    Page.objects.bulk_create(restored.pages)
    search_text_save(receipt)


def _set_links(staged: Staged, staging: Workspace) -> None:
    """Point to other receipts, as far as these were in the backup."""
    there = Receipt.objects.filter(workspace=staging)
    for receipt_id, links in staged.links.items():
        found = {column: other for column, other in links.items() if there.filter(id=other).exists()}
        if found:
            there.filter(id=receipt_id).update(**found)
    for receipt_id, others in staged.distinct.items():
        there.get(id=receipt_id).distinct_from.add(*there.filter(id__in=others))


def _new_id(staging: Workspace, backup_id: UUID) -> UUID:
    """Return an id of its own for each restoring, as the backed up receipts may still be here."""
    return uuid.uuid5(staging.id, str(backup_id))
