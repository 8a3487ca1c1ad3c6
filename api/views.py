"""What belongs to no kind of resource."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.views import APIView


class NothingView(APIView):
    """Answers addresses that the API does not have, in the API's own way."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Refuse every method alike."""
        raise NotFound("There is nothing at this address.")
