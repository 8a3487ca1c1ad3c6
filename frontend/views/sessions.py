"""Ending one of a person's sessions; the list of them, and ending all others at once, are allauth's."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from frontend.views.access import PersonRequest, person_required


@require_POST
@person_required
def session_end(request: PersonRequest, session_id: int) -> HttpResponse:
    """Log another browser of the person's out."""
    others = UserSession.objects.filter(user=request.user)
    others = others.exclude(session_key=request.session.session_key or "")
    get_object_or_404(others, pk=session_id).end()
    messages.success(request, "That browser is logged out.")
    return redirect("usersessions_list")
