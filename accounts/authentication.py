"""Lets programs in by API key, and tells in which workspace a request works."""

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.models import ApiKey, User, Workspace
from accounts.selectors import workspace_current
from accounts.services import api_key_check

_SCHEME = b"bearer"


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer KEY`; sets `request.user` to the key's person and `request.auth` to the key."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the person and the key, or `None` when the request presents no key."""
        scheme, _, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != _SCHEME:
            return None
        row = api_key_check(key.strip().decode(errors="replace"))
        if row is None:
            raise AuthenticationFailed("The API key is unknown or was revoked.")
        return row.user, row

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """Return the challenge, so that missing and wrong keys are answered with 401."""
        return 'Bearer realm="api"'


def request_workspace(request: Request) -> Workspace:
    """Return the workspace of the key, or of the person's session; 403 for a person without one."""
    if isinstance(request.auth, ApiKey):
        return request.auth.workspace
    user: User | AnonymousUser = request.user
    workspace = workspace_current(user=user)
    if workspace is None:
        raise PermissionDenied("You belong to no workspace. Ask the owner of one to invite you.")
    return workspace
