"""Keys of programs: everybody their own, owners all of the workspace."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import Right
from accounts.selectors import api_keys_list
from accounts.services import api_key_create, api_key_revoke
from frontend.forms import ApiKeyForm
from frontend.views.access import WorkspaceRequest, right_required


@never_cache
@right_required(Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: WorkspaceRequest) -> HttpResponse:
    """Show keys and make one; its text is in this one answer alone."""
    scopes = request.access.right.included
    form = ApiKeyForm(request.POST or None, scopes=scopes)
    text = ""
    if form.is_valid():
        try:
            _, text = api_key_create(
                user=request.user,
                workspace=request.workspace,
                name=form.cleaned_data["name"],
                scope=Right(form.cleaned_data["scope"]),
                expires_at=form.expires_at,
                by=request.access.actor,
            )
        except ValidationError as error:
            form.add_error("name", error)
        else:
            form = ApiKeyForm(scopes=scopes)
    context = {"form": form, "keys": api_keys_list(access=request.access), "text": text}
    return render(request, "frontend/settings/keys.html", context)


@right_required(Right.READ)
@require_POST
def revoke(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """End a key of one's own; owners end any."""
    key = get_object_or_404(api_keys_list(access=request.access), id=key_id)
    api_key_revoke(key=key, by=request.access.actor)
    messages.success(request, f"{key.name} opens nothing any more.")
    return redirect("settings_keys")
