"""The API of the workspace itself. Each method is one call to a service."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.rights import Right
from accounts.services import workspace_delete, workspace_update
from api.authentication import request_access
from api.schema import problems
from api.workspace import schema
from api.workspace.serializers import WorkspaceSerializer


class WorkspaceView(APIView):
    """The key's workspace."""

    write_right = Right.ADMIN

    @extend_schema(responses={200: WorkspaceSerializer}, examples=[schema.WORKSPACE])
    def get(self, request: Request) -> Response:
        """Show the workspace."""
        return Response(WorkspaceSerializer(request_access(request).workspace).data)

    @extend_schema(
        request=WorkspaceSerializer,
        responses={200: WorkspaceSerializer, **problems(400)},
        examples=[schema.WORKSPACE, schema.CHANGES],
    )
    def patch(self, request: Request) -> Response:
        """Change the workspace; what is not sent stays."""
        access = request_access(request)
        given = WorkspaceSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changed = workspace_update(workspace=access.workspace, by=access.actor, **given.validated_data)
        return Response(WorkspaceSerializer(changed).data)

    @extend_schema(parameters=[schema.NAME], responses={204: None, **problems(400)})
    def delete(self, request: Request) -> Response:
        """Delete the workspace with all receipts, files, members and keys, also the one in use."""
        name = request.query_params.get("name", "")
        workspace_delete(workspace=request_access(request).workspace, name=name)
        return Response(status=status.HTTP_204_NO_CONTENT)
