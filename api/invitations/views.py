"""The API of invitations. Each method is one call to a service or selector."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from accounts.models import Invitation
from accounts.rights import Right, Role
from accounts.selectors import invitations_list
from accounts.services import invitation_create, invitation_revoke
from api.authentication import request_access
from api.invitations import schema
from api.invitations.serializers import InvitationSerializer
from api.pagination import Pagination
from api.schema import problems


class InvitationViewSet(GenericViewSet[Invitation]):
    """Invitations to the key's workspace."""

    queryset = Invitation.objects.none()
    serializer_class = InvitationSerializer
    pagination_class = Pagination
    filter_backends = ()
    read_right = Right.ADMIN
    write_right = Right.ADMIN
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Invitation]:
        """Return the workspace's."""
        return invitations_list(workspace=request_access(self.request).workspace)

    @extend_schema(
        responses={200: InvitationSerializer(many=True), **problems(400)}, examples=[schema.INVITATION]
    )
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """List invitations that nobody accepted yet, the newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        responses={201: InvitationSerializer, **problems(400, 409)},
        examples=[schema.INVITATION, schema.NEW],
    )
    def create(self, request: Request) -> Response:
        """Send an invitation by e-mail; another one of the address loses its link."""
        access, given = request_access(request), self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        email, role = given.validated_data["email"], Role(given.validated_data["role"])
        made = invitation_create(workspace=access.workspace, email=email, role=role, by=access.actor)
        address = reverse("api:invitation-detail", kwargs={"id": made.id}, request=request)
        data = self.get_serializer(made).data
        return Response(data, status=status.HTTP_201_CREATED, headers={"Location": address})

    @extend_schema(responses={200: InvitationSerializer, **problems(404)}, examples=[schema.INVITATION])
    def retrieve(self, request: Request, id: UUID) -> Response:  # noqa: ARG002
        """Show an invitation."""
        return Response(self.get_serializer(self.get_queryset().get(id=id)).data)

    @extend_schema(responses={204: None, **problems(404)})
    def destroy(self, request: Request, id: UUID) -> Response:
        """Revoke an invitation: its link leads nowhere then."""
        invitation_revoke(invitation=self.get_queryset().get(id=id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
