"""Who may ask for the operator's figures."""

from typing import TYPE_CHECKING

from rest_framework.request import Request

from accounts.access import Access
from api.authentication import HasRight

if TYPE_CHECKING:  # views import the default classes, which are beside this one
    from rest_framework.views import APIView


class IsOperator(HasRight):
    """Asks for a superuser, in their browser or by a key of theirs with the scope `admin`."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the person runs the installation; say why not."""
        if not request.user.is_authenticated:
            return False
        if not (request.user.is_staff and request.user.is_superuser):
            self.message = "Only operators of the installation may see this, and your account is not one."
            return False
        return not isinstance(request.auth, Access) or super().has_permission(request, view)
