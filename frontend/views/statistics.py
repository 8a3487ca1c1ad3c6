"""The page of statistics."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.rights import Right
from frontend.statistics import StatisticsPage
from frontend.views.access import WorkspaceRequest, right_required


@require_safe
@never_cache
@right_required(Right.READ)
def statistics(request: WorkspaceRequest) -> HttpResponse:
    """Show what was spent, and how well receipts were read."""
    today = timezone.now().date()
    page = StatisticsPage(workspace=request.workspace, given=request.GET.dict(), today=today)
    return render(request, "frontend/statistics/page.html", {"page": page})
