"""The audit trail: who did what, when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.rights import Right
from frontend.audit import AuditTrail
from frontend.views.access import WorkspaceRequest, right_required


@right_required(Right.ADMIN)
@require_safe
def audit(request: WorkspaceRequest) -> HttpResponse:
    """Show what was done, newest first."""
    trail = AuditTrail(
        workspace=request.workspace,
        action=request.GET.get("action", ""),
        person=request.GET.get("person", ""),
        before=request.GET.get("before", ""),
    )
    return render(request, "frontend/settings/audit.html", {"trail": trail})
