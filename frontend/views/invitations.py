"""The page that the link of an invitation leads to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.adapter import has_joined_by, invitation_remember
from accounts.models import Invitation
from accounts.selectors import address_is_known, invitation_find, user_has_address
from accounts.services import invitation_accept
from frontend.views.access import person_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show who invites to what; join by a click, after logging in or signing up."""
    found = invitation_find(token=token)
    if found is None and has_joined_by(request, token):
        return redirect("inbox")
    if found is None:
        return render(request, "frontend/invitation_ended.html", status=404)
    if request.method == "POST":
        return _join(request, found)
    if not request.user.is_authenticated:
        invitation_remember(request, token)
    context = {
        "invitation": found,
        "is_for_person": request.user.is_authenticated
        and user_has_address(user=request.user, email=found.email),
        "has_account": address_is_known(email=found.email),
    }
    return render(request, "frontend/invitation.html", context)


@person_required
def _join(request: HttpRequest, found: Invitation) -> HttpResponse:
    assert request.user.is_authenticated  # noqa: S101  # the decorator's promise, for the types
    try:
        member = invitation_accept(invitation=found, user=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(request.path)
    messages.success(request, f"You work in {member.workspace} now, as {member.get_role_display().lower()}.")
    return redirect("inbox")
