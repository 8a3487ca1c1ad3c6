"""The API of keys. Each method is one call to a service or selector."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from accounts.models import ApiKey
from accounts.rights import Right
from accounts.selectors import api_keys_list
from accounts.services import api_key_create, api_key_revoke
from api.authentication import request_access
from api.keys import schema
from api.keys.serializers import ApiKeySerializer, NewApiKeySerializer
from api.pagination import Pagination
from api.schema import problems


class ApiKeyViewSet(GenericViewSet[ApiKey]):
    """Keys of the workspace: all of them for administrators, else those of the key's person.

    Programs make and revoke keys as administrators alone, or a stolen key could make others that outlive
    it. People manage their own on the settings page, whatever their role.
    """

    queryset = ApiKey.objects.none()
    serializer_class = ApiKeySerializer
    pagination_class = Pagination
    filter_backends = ()
    write_right = Right.ADMIN
    lookup_field = "id"
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[ApiKey]:
        """Return those that the request may see."""
        return api_keys_list(access=request_access(self.request))

    @extend_schema(responses={200: ApiKeySerializer(many=True), **problems(400)}, examples=[schema.KEY])
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """List keys that are not revoked, the newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request=ApiKeySerializer,
        responses={201: NewApiKeySerializer, **problems(400, 409)},
        examples=[schema.NEW_KEY, schema.NEW],
    )
    def create(self, request: Request) -> Response:
        """Make a key of the same person; its text is in this answer alone."""
        access, given = request_access(request), self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        made, text = api_key_create(
            user=access.user, workspace=access.workspace, by=access.actor, **given.validated_data
        )
        address = reverse("api:key-detail", kwargs={"id": made.id}, request=request)
        data = {**self.get_serializer(made).data, "key": text}
        headers = {"Location": address, "Cache-Control": "no-store"}
        return Response(data, status=status.HTTP_201_CREATED, headers=headers)

    @extend_schema(responses={200: ApiKeySerializer, **problems(404)}, examples=[schema.KEY])
    def retrieve(self, request: Request, id: int) -> Response:  # noqa: ARG002
        """Show a key, but for its text."""
        return Response(self.get_serializer(self.get_queryset().get(id=id)).data)

    @extend_schema(responses={204: None, **problems(404)})
    def destroy(self, request: Request, id: int) -> Response:
        """Revoke a key, at once and for ever."""
        api_key_revoke(key=self.get_queryset().get(id=id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
