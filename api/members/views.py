"""The API of members. Each method is one call to a service or selector."""

from typing import cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Membership
from accounts.rights import Right, Role
from accounts.selectors import members_list, membership_get
from accounts.services import member_remove, member_role_change, ownership_transfer
from api.authentication import request_access
from api.members import schema
from api.members.serializers import MemberSerializer
from api.pagination import Pagination
from api.schema import problems


class MemberViewSet(GenericViewSet[Membership]):
    """Members of the key's workspace."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    pagination_class = Pagination
    filter_backends = ()
    write_right = Right.ADMIN
    lookup_field = "id"
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Membership]:
        """Return the workspace's."""
        return members_list(workspace=request_access(self.request).workspace)

    @extend_schema(responses={200: MemberSerializer(many=True), **problems(400)}, examples=[schema.MEMBER])
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """List members, the newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses={200: MemberSerializer, **problems(404)}, examples=[schema.MEMBER])
    def retrieve(self, request: Request, id: int) -> Response:  # noqa: ARG002
        """Show a member."""
        return Response(self.get_serializer(self.get_queryset().get(id=id)).data)

    @extend_schema(
        request=MemberSerializer,
        responses={200: MemberSerializer, **problems(400, 404, 409)},
        examples=[schema.MEMBER, schema.ROLE],
    )
    def partial_update(self, request: Request, id: int) -> Response:
        """Give a member another role; the last owner keeps theirs."""
        member, by = self.get_queryset().get(id=id), request_access(request).actor
        given = self.get_serializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        role = Role(given.validated_data.get("role", member.role))
        changed = member_role_change(member=member, role=role, by=by)
        return Response(self.get_serializer(changed).data)

    @extend_schema(responses={204: None, **problems(404, 409)})
    def destroy(self, request: Request, id: int) -> Response:
        """Remove a member with their API keys; the last owner stays."""
        member_remove(member=self.get_queryset().get(id=id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=None,
        responses={200: MemberSerializer, **problems(404, 409)},
        examples=[schema.MEMBER],
    )
    @action(detail=True, methods=["post"], url_path="transfer-ownership")
    def transfer_ownership(self, request: Request, id: int) -> Response:
        """Make the member an owner in the place of the key's person, who stays as typist."""
        to, access = self.get_queryset().get(id=id), request_access(request)
        owner = membership_get(user=access.user, workspace=access.workspace)
        new = ownership_transfer(owner=cast(Membership, owner), to=to, by=access.actor)
        return Response(self.get_serializer(new).data)
