"""Lets programs in by API key, and tells what a request may do."""

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.access import Access
from accounts.models import User
from accounts.rights import Right
from accounts.selectors import access_current
from accounts.services import api_key_check

if TYPE_CHECKING:  # views import the default classes, which are here
    from rest_framework.views import APIView

_SCHEME = b"bearer"


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer KEY`; `request.user` is the key's person then, and `request.auth` its access."""

    def authenticate(self, request: Request) -> tuple[User, Access] | None:
        """Return the person and what the key opens, or `None` when the request presents no key."""
        scheme, _, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != _SCHEME:
            return None
        access = api_key_check(key.strip().decode(errors="replace"))
        if access is None:
            raise AuthenticationFailed("The API key is unknown, expired or was revoked.")
        return access.user, access

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """Return the challenge, so that missing and wrong keys are answered with 401."""
        return 'Bearer realm="api"'


class HasRight(BasePermission):
    """Asks for the view's `read_right` or, for methods that change something, its `write_right`."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the request's access gives the right; say why not."""
        if not request.user.is_authenticated:
            return False
        right = required_right(request, view)
        access = request_access(request)
        self.message = access.refusal(right)
        return access.may(right)


def required_right(request: Request, view: "APIView") -> Right:
    """Return what a request needs: to read or to write, unless the view or its action says otherwise."""
    if request.method in SAFE_METHODS:
        return getattr(view, "read_right", Right.READ)
    return getattr(view, "write_right", Right.WRITE)


def request_access(request: Request) -> Access:
    """Return what the key opens, or the person's session; 403 for a person without a workspace."""
    if isinstance(request.auth, Access):
        return request.auth
    if not hasattr(request, "session_access"):
        request.session_access = access_current(user=request.user)  # type: ignore[attr-defined]
    if request.session_access is None:  # type: ignore[attr-defined]
        raise PermissionDenied("You belong to no workspace. Ask the owner of one to invite you.")
    return request.session_access  # type: ignore[attr-defined,no-any-return]
