"""Answers to OPTIONS."""

from typing import TYPE_CHECKING

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request

if TYPE_CHECKING:  # views import the default classes, one of which is here
    from rest_framework.views import APIView


class Methods(BaseMetadata):
    """Says which methods an address knows; the schema says the rest."""

    def determine_metadata(self, request: Request, view: "APIView") -> dict[str, list[str]]:  # noqa: ARG002
        """Return the methods of the view."""
        return {"methods": view.allowed_methods}
