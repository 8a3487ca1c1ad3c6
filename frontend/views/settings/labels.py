"""Owners keep the categories and tags of their workspace."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Workspace
from accounts.rights import Right
from frontend.views.access import WorkspaceRequest, right_required
from receipts import services
from receipts.labels import USUAL_CATEGORIES, categories_list, tags_list, with_counts


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Categories or tags."""

    slug: str
    title: str
    noun: str
    """Also what services call one."""
    longest: int
    """Characters of a name."""
    listed: Callable[..., QuerySet[Any]]
    create: Callable[..., Any]
    rename: Callable[..., Any]
    merge: Callable[..., Any]
    delete: Callable[..., Any]

    def of(self, workspace: Workspace) -> QuerySet[Any]:
        """Return the workspace's."""
        return self.listed(workspace=workspace)


CATEGORIES = Kind(
    slug="categories",
    title="Categories",
    noun="category",
    longest=100,
    listed=categories_list,
    create=services.category_create,
    rename=services.category_rename,
    merge=services.category_merge,
    delete=services.category_delete,
)

TAGS = Kind(
    slug="tags",
    title="Tags",
    noun="tag",
    longest=50,
    listed=tags_list,
    create=services.tag_create,
    rename=services.tag_rename,
    merge=services.tag_merge,
    delete=services.tag_delete,
)

_KINDS = {kind.slug: kind for kind in (CATEGORIES, TAGS)}


@right_required(Right.ADMIN)
@require_safe
def labels(request: WorkspaceRequest) -> HttpResponse:
    """Show categories and tags with the numbers of their receipts."""
    kinds = [(kind, list(with_counts(kind.of(request.workspace)))) for kind in _KINDS.values()]
    return render(request, "frontend/settings/labels.html", {"kinds": kinds, "usual": USUAL_CATEGORIES})


@right_required(Right.ADMIN)
@require_POST
def categories_start(request: WorkspaceRequest) -> HttpResponse:
    """Begin with the usual categories."""
    services.categories_start(workspace=request.workspace, by=request.access.actor)
    return redirect("settings_labels")


@right_required(Right.ADMIN)
@require_POST
def label_add(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Add a category or a tag."""
    return _changed(request, _kind(kind).create, workspace=request.workspace, name=_posted(request, "name"))


@right_required(Right.ADMIN)
@require_POST
def label_rename(request: WorkspaceRequest, kind: str, label_id: int) -> HttpResponse:
    """Give it another name."""
    chosen = _chosen(request, kind, label_id)
    return _changed(request, _kind(kind).rename, **chosen, name=_posted(request, "name"))


@right_required(Right.ADMIN)
@require_POST
def label_merge(request: WorkspaceRequest, kind: str, label_id: int) -> HttpResponse:
    """Move its receipts to another one, which is posted by name."""
    chosen, name = _chosen(request, kind, label_id), _posted(request, "into").strip()
    into = {one.name: one for one in _kind(kind).of(request.workspace)}.get(name)
    if into is None:
        messages.error(request, f"There is no {_kind(kind).noun} “{name}”. Choose one of the list.")
        return redirect("settings_labels")
    return _changed(request, _kind(kind).merge, **chosen, into=into)


@right_required(Right.ADMIN)
@require_POST
def label_delete(request: WorkspaceRequest, kind: str, label_id: int) -> HttpResponse:
    """Delete it; its receipts stay."""
    return _changed(request, _kind(kind).delete, **_chosen(request, kind, label_id))


def _changed(request: WorkspaceRequest, change: Callable[..., Any], **what: Any) -> HttpResponse:
    try:
        change(by=request.access.actor, **what)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("settings_labels")


def _kind(slug: str) -> Kind:
    if slug not in _KINDS:
        raise Http404("There are no such labels.")
    return _KINDS[slug]


def _chosen(request: WorkspaceRequest, kind: str, label_id: int) -> dict[str, Any]:
    """Return the label by the name under which its services take it."""
    return {_kind(kind).noun: get_object_or_404(_kind(kind).of(request.workspace), id=label_id)}


def _posted(request: WorkspaceRequest, name: str) -> str:
    return request.POST.get(name, "")
