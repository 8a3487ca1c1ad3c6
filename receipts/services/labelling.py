"""What people say of a receipt: its category, its tags, a note."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.access import Actor
from accounts.audit import audit_record
from receipts import events
from receipts.errors import StateError
from receipts.labels import MAX_NOTE, MAX_TAGS_OF_RECEIPT, merchant_key
from receipts.models import Category, MerchantCategory, Receipt, Tag
from receipts.search import search_text_save
from receipts.services.labels import label_name, tags_ensure
from receipts.webhooks.publishing import receipt_announce_update


@transaction.atomic
def receipt_categorize(*, receipt: Receipt, by: Actor, category: Category | None) -> Receipt:
    """Give a receipt a category, or none; new receipts of its merchant get the same."""
    if category and category.workspace_id != receipt.workspace_id:
        raise ValidationError({"category": "There is no such category."})
    receipt = _lock(receipt)
    before = receipt.category
    if before != category:
        receipt = _labelled(receipt, by, {"category": (_name(before), _name(category))}, category=category)
    _remember(receipt, category)
    return receipt


@transaction.atomic
def receipt_tag(*, receipt: Receipt, by: Actor, names: Iterable[str]) -> Receipt:
    """Give a receipt exactly the tags of these names; those that the workspace lacks are made."""
    tags = tags_ensure(workspace=receipt.workspace, names=names, by=by)
    return _set_tags(_lock(receipt), tags, by)


@transaction.atomic
def receipt_tags_add(*, receipt: Receipt, by: Actor, names: Iterable[str]) -> Receipt:
    """Give a receipt the tags of these names beside its own; those that the workspace lacks are made."""
    tags = tags_ensure(workspace=receipt.workspace, names=names, by=by)
    receipt = _lock(receipt)
    return _set_tags(receipt, {*receipt.tags.all(), *tags}, by)


@transaction.atomic
def receipt_tags_remove(*, receipt: Receipt, by: Actor, names: Iterable[str]) -> Receipt:
    """Take the tags of these names from a receipt, as far as it has them."""
    unwanted = {label_name(Tag, name).casefold() for name in names}
    receipt = _lock(receipt)
    kept = [tag for tag in receipt.tags.all() if tag.name.casefold() not in unwanted]
    return _set_tags(receipt, kept, by)


@transaction.atomic
def receipt_note(*, receipt: Receipt, by: Actor, note: str) -> Receipt:
    """Set what people want to remember of a receipt; raise `ValidationError` when it is too long."""
    note = _clean(note)
    if len(note) > MAX_NOTE:
        raise ValidationError({"note": f"This is too long: a note has at most {MAX_NOTE} characters."})
    receipt = _lock(receipt)
    if note != receipt.note:
        receipt = _labelled(receipt, by, {"note": (receipt.note, note)}, note=note)
    return receipt


def _lock(receipt: Receipt) -> Receipt:
    found = Receipt.objects.select_for_update().filter(id=receipt.id).first()
    if found is None:
        raise StateError("This receipt was deleted.", code="wrong_state")
    return found


def _set_tags(receipt: Receipt, tags: Iterable[Tag], by: Actor) -> Receipt:
    before, after = _names(receipt.tags.all()), _names(tags)
    if len(after) > MAX_TAGS_OF_RECEIPT:
        raise ValidationError({"tags": f"A receipt can have at most {MAX_TAGS_OF_RECEIPT} tags."})
    if before == after:
        return receipt
    receipt.tags.set(tags)
    return _labelled(receipt, by, {"tags": (before, after)})


def _labelled(receipt: Receipt, by: Actor, what: dict[str, tuple[Any, Any]], **changes: Any) -> Receipt:
    Receipt.objects.filter(id=receipt.id).update(revision=F("revision") + 1, updated_at=Now(), **changes)
    receipt.refresh_from_db()
    search_text_save(receipt)
    audit_record(workspace=receipt.workspace, by=by, action="receipt.labelled", subject=receipt, changes=what)
    events.receipt_changed(receipt)
    receipt_announce_update(receipt)
    return receipt


def _remember(receipt: Receipt, category: Category | None) -> None:
    """Note what the merchant's receipts are for; one without a category says that nothing is known."""
    merchant = merchant_key(receipt.merchant_name)
    if not merchant:
        return
    workspace, rules = receipt.workspace, MerchantCategory.objects
    if category:
        rules.update_or_create(workspace=workspace, merchant=merchant, defaults={"category": category})
    else:
        rules.filter(workspace=workspace, merchant=merchant).delete()


def _clean(note: str) -> str:
    """Drop what cannot be stored or shown, but keep lines and tabs."""
    lines = note.replace("\r\n", "\n").strip()
    return "".join(character for character in lines if character.isprintable() or character in "\n\t")


def _name(label: Category | None) -> str | None:
    return label.name if label else None


def _names(tags: Iterable[Tag]) -> list[str]:
    return sorted((tag.name for tag in tags), key=str.casefold)
