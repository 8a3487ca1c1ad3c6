"""The categories and tags of a workspace.

Open pages learn of a label's new name when they connect again: its receipts' revisions rise, but telling
each of thousands would be a flood.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.models import Workspace
from accounts.services import workspace_lock
from receipts.errors import StateError
from receipts.kept import forget_on_commit
from receipts.labels import (
    MAX_CATEGORIES,
    MAX_TAGS,
    USUAL_CATEGORIES,
    categories_list,
    tags_list,
)
from receipts.models import Category, MerchantCategory, Receipt, Tag

Label = TypeVar("Label", Category, Tag)

MOST_LABELS: dict[type[Any], int] = {Category: MAX_CATEGORIES, Tag: MAX_TAGS}


def category_create(*, workspace: Workspace, name: str, by: Actor) -> Category:
    """Add a category; raise `ValidationError` for a name that is empty, too long or taken."""
    return _create(Category, workspace, name, by)


@transaction.atomic
def categories_start(*, workspace: Workspace, by: Actor) -> None:
    """Give a workspace without categories the usual ones."""
    _take_turns(workspace)
    if not categories_list(workspace=workspace).exists():
        for name in USUAL_CATEGORIES:
            category_create(workspace=workspace, name=name, by=by)


def category_rename(*, category: Category, name: str, by: Actor) -> Category:
    """Give a category another name; raise `ValidationError` for one that is empty, too long or taken."""
    return _rename(category, name, by)


def category_merge(*, category: Category, into: Category, by: Actor) -> Category:
    """Give the receipts of a category another one, which is returned, and delete the first."""
    return _merge(category, into, by, _move_category)


def category_delete(*, category: Category, by: Actor) -> None:
    """Delete a category; its receipts have none then."""
    _delete(category, by)


def tag_create(*, workspace: Workspace, name: str, by: Actor) -> Tag:
    """Add a tag; raise `ValidationError` for a name that is empty, too long or taken."""
    return _create(Tag, workspace, name, by)


@transaction.atomic
def tags_ensure(*, workspace: Workspace, names: Iterable[str], by: Actor) -> list[Tag]:
    """Return the tags of these names, without doubles; make those that are missing."""
    wanted = {name.casefold(): name for name in (label_name(Tag, name) for name in names)}
    known = _by_name(tags_list(workspace=workspace))
    if wanted.keys() - known.keys():
        _take_turns(workspace)
        known = _by_name(tags_list(workspace=workspace))
    return [
        known.get(key) or tag_create(workspace=workspace, name=name, by=by) for key, name in wanted.items()
    ]


def tag_rename(*, tag: Tag, name: str, by: Actor) -> Tag:
    """Give a tag another name; raise `ValidationError` for one that is empty, too long or taken."""
    return _rename(tag, name, by)


def tag_merge(*, tag: Tag, into: Tag, by: Actor) -> Tag:
    """Give the receipts of a tag another one, which is returned, and delete the first."""
    return _merge(tag, into, by, _move_tag)


def tag_delete(*, tag: Tag, by: Actor) -> None:
    """Delete a tag, also from its receipts."""
    _delete(tag, by)


def label_name(model: type[Category | Tag], text: str) -> str:
    """Return a name without what cannot be shown; raise `ValidationError` when it is empty or too long."""
    shown = "".join(character for character in text if character.isprintable() or character.isspace())
    name = " ".join(shown.split())
    longest = model._meta.get_field("name").max_length or 0
    if not 1 <= len(name) <= longest:
        raise ValidationError({"name": f"The name of a {_noun(model)} has 1 to {longest} characters."})
    return name


@transaction.atomic
def _create(model: type[Label], workspace: Workspace, name: str, by: Actor) -> Label:
    _take_turns(workspace)
    name = label_name(model, name)
    others = model.objects.filter(workspace=workspace)
    _check_free(others, name)
    if others.count() >= MOST_LABELS[model]:
        most = f"A workspace can have at most {MOST_LABELS[model]} {model._meta.verbose_name_plural}."
        raise StateError(f"{most} Delete or merge some first.", code="too_many")
    label = model.objects.create(workspace=workspace, name=name)
    audit_record(workspace=workspace, by=by, action=f"{_noun(model)}.created", subject=label)
    return label


@transaction.atomic
def _rename(label: Label, name: str, by: Actor) -> Label:
    label = _locked(label)
    name, before = label_name(type(label), name), label.name
    _check_free(type(label).objects.filter(workspace=label.workspace).exclude(id=label.id), name)
    if name != before:
        label.name = name
        label.save(update_fields=["name"])
        _raise_revisions(label)
        _record(label, by, "renamed", {"name": (before, name)})
    return label


@transaction.atomic
def _merge(label: Label, into: Label, by: Actor, move: Callable[[Label, Label], None]) -> Label:
    if label.workspace_id != into.workspace_id:
        raise ValidationError({"into": f"There is no such {_noun(type(label))}."})
    if label == into:
        raise ValidationError({"into": f"Choose another {_noun(type(label))} to merge this one into."})
    label, into = _locked(label), _locked(into)
    _raise_revisions(label)
    move(label, into)
    _record(label, by, "merged", {"name": (label.name, into.name)})
    label.delete()
    return into


@transaction.atomic
def _delete(label: Label, by: Actor) -> None:
    label = _locked(label)
    _raise_revisions(label)
    _record(label, by, "deleted", {})
    label.delete()


def _move_category(category: Category, into: Category) -> None:
    category.receipts.update(category=into)
    MerchantCategory.objects.filter(category=category).update(category=into)


def _move_tag(tag: Tag, into: Tag) -> None:
    links = Receipt.tags.through.objects.filter(tag=tag)
    links.exclude(receipt__in=into.receipts.all()).update(tag=into)


def _take_turns(workspace: Workspace) -> None:
    """Changes of a workspace's labels come one after another, so that of two same names one is the first."""
    workspace_lock(workspace)


def _locked(label: Label) -> Label:
    """Return the label as it is now; raise `StateError` when it was deleted or merged meanwhile."""
    _take_turns(label.workspace)
    found = type(label).objects.filter(id=label.id).first()
    if found is None:
        raise StateError(f"This {_noun(type(label))} is not there any more.", code="wrong_state")
    return found


def _check_free(others: QuerySet[Label], name: str) -> None:
    if name.casefold() in _by_name(others):
        noun = _noun(others.model)
        raise ValidationError({"name": f"There is a {noun} of this name already. Choose another name."})


def _by_name(labels: QuerySet[Label]) -> dict[str, Label]:
    """Compared here, because a database may know the case of ASCII letters alone."""
    return {label.name.casefold(): label for label in labels}


def _raise_revisions(label: Label) -> None:
    label.receipts.update(revision=F("revision") + 1, updated_at=Now())
    forget_on_commit(label.workspace_id)


def _record(label: Label, by: Actor, done: str, changes: dict[str, tuple[Any, Any]]) -> None:
    action = f"{_noun(type(label))}.{done}"
    audit_record(workspace=label.workspace, by=by, action=action, subject=label, changes=changes)


def _noun(model: type[Any]) -> str:
    return str(model._meta.verbose_name)
