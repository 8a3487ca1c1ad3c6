"""Reads of exports and imports."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Workspace
from receipts.exports.models import Export, Import


def exports_list(*, workspace: Workspace) -> QuerySet[Export]:
    """Return the exports of a workspace, newest first."""
    return Export.objects.filter(workspace=workspace).select_related("created_by")


def export_get(*, workspace: Workspace, export_id: UUID) -> Export:
    """Return an export of the workspace; raise `Export.DoesNotExist` for any other."""
    return exports_list(workspace=workspace).get(id=export_id)


def imports_list(*, workspace: Workspace) -> QuerySet[Import]:
    """Return what was imported into a workspace, or should have been, newest first."""
    return Import.objects.filter(workspace=workspace).select_related("created_by")


def import_get(*, workspace: Workspace, import_id: UUID) -> Import:
    """Return an import of the workspace; raise `Import.DoesNotExist` for any other."""
    return imports_list(workspace=workspace).get(id=import_id)
