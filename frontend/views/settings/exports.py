"""Receipts as files: exports, and the restoring of a backup into an empty workspace."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import Right
from frontend.views.access import WorkspaceRequest, right_required
from receipts.errors import StateError, StorageError
from receipts.exports import selectors, services
from receipts.exports.formats import content_type
from receipts.exports.models import Export, Format, Import, JobStatus, Layout, filename_of

_SHOWN = 50
"""Exports on the page; they go after a week."""


_NEWS_FOR = timedelta(hours=1)


class ExportForm(forms.Form):
    """What is written, and how; all other inputs are filters."""

    format = forms.ChoiceField(choices=Format.choices)
    layout = forms.ChoiceField(choices=Layout.choices, required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.READ)
def exports(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the exports of the workspace, or make one: small ones are sent at once."""
    if request.method == "POST":
        return _export(request)
    template = "exports_list" if request.headers.get("HX-Request") else "exports"
    return render(request, f"frontend/settings/{template}.html", _context(request))


@require_safe
@right_required(Right.READ)
def export_download(request: WorkspaceRequest, export_id: UUID) -> HttpResponseBase:
    """Send the file of an export."""
    export = _get(request, export_id)
    try:
        file = services.export_open(export=export, by=request.access.actor)
    except StateError as error:
        raise Http404(error.messages[0]) from error
    except StorageError as error:
        messages.error(request, str(error))
        return redirect("exports")
    return FileResponse(
        file, as_attachment=True, filename=export.filename, content_type=content_type(export.format)
    )


@require_POST
@right_required(Right.READ)
def export_delete(request: WorkspaceRequest, export_id: UUID) -> HttpResponse:
    """Delete an export with its file."""
    services.export_delete(export=_get(request, export_id), by=request.access.actor)
    return redirect("exports")


@require_POST
@csrf_exempt  # for `csrf_protect` below, which comes after the checks that need no body
@right_required(Right.ADMIN)
@csrf_protect
def import_upload(request: WorkspaceRequest) -> HttpResponse:
    """Restore a backup."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "Choose the file of a backup first.")
        return redirect("exports")
    try:
        services.import_create(
            workspace=request.workspace, by=request.access.actor, file=file, filename=file.name or ""
        )
    except (StateError, StorageError) as error:
        messages.error(request, error.messages[0] if isinstance(error, StateError) else str(error))
    return redirect("exports")


def _export(request: WorkspaceRequest) -> HttpResponseBase:
    others = (*ExportForm.base_fields, "csrfmiddlewaretoken")
    filters = {name: request.POST.getlist(name) for name in request.POST if name not in others}
    return export_answer(request, filters=filters)


def export_answer(request: WorkspaceRequest, *, filters: services.Filters) -> HttpResponseBase:
    """Answer with an export of what the filters let through, in the posted format."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a format first.")
        return redirect("exports")
    wanted = {
        "workspace": request.workspace,
        "by": request.access.actor,
        "format": Format(form.cleaned_data["format"]),
        "layout": Layout(form.cleaned_data["layout"] or Layout.RECEIPTS),
        "filters": filters,
    }
    try:
        return _made(wanted)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("inbox")


def _made(wanted: dict[str, Any]) -> HttpResponseBase:
    """Send the file at once, unless it takes long: with images, or of many receipts."""
    if wanted["format"] != Format.ZIP:
        try:
            parts = services.export_at_once(**wanted)
        except StateError:
            pass
        else:
            name = filename_of(wanted["format"], wanted["layout"], timezone.now())
            return StreamingHttpResponse(
                parts,
                content_type=content_type(wanted["format"]),
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    services.export_create(**wanted)
    return redirect("exports")


def _context(request: WorkspaceRequest) -> dict[str, Any]:
    rows = list(selectors.exports_list(workspace=request.workspace)[:_SHOWN])
    last_import = selectors.imports_list(workspace=request.workspace).first()
    is_restoring = bool(last_import and last_import.is_unfinished)
    may_restore = request.access.may(Right.ADMIN) and not request.workspace.receipts.exists()
    return {
        "exports": rows,
        "last_import": last_import if request.access.may(Right.ADMIN) and _is_news(last_import) else None,
        "is_unfinished": is_restoring or any(export.is_unfinished for export in rows),
        "may_restore": may_restore and not is_restoring,
        "formats": Format.choices,
        "layouts": Layout.choices,
        "max_import_mb": settings.MAX_IMPORT_MB,
    }


def _is_news(job: Import | None) -> bool:
    """Return whether people still want to hear of an import."""
    if job is None or job.finished_at is None:
        return job is not None
    is_recent = job.finished_at > timezone.now() - _NEWS_FOR
    return is_recent or (job.status == JobStatus.FAILED and not job.workspace.receipts.exists())


def _get(request: WorkspaceRequest, export_id: UUID) -> Export:
    return get_object_or_404(selectors.exports_list(workspace=request.workspace), id=export_id)
