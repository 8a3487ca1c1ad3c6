"""The API of the audit trail."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.audit import audit_list
from accounts.models import AuditEntry
from accounts.rights import Right
from api.audit import schema
from api.audit.serializers import AuditEntrySerializer, AuditQuerySerializer
from api.authentication import request_access
from api.pagination import Pagination
from api.schema import problems


class AuditViewSet(GenericViewSet[AuditEntry]):
    """What was done in the key's workspace."""

    queryset = AuditEntry.objects.none()
    serializer_class = AuditEntrySerializer
    pagination_class = Pagination
    filter_backends = ()
    ordering = ("-id",)
    read_right = Right.ADMIN

    @extend_schema(
        parameters=[AuditQuerySerializer],
        responses={200: AuditEntrySerializer(many=True), **problems(400)},
        examples=[schema.ENTRY],
    )
    def list(self, request: Request) -> Response:
        """List who did what, when, the newest first."""
        asked = AuditQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        entries = audit_list(workspace=request_access(request).workspace, **asked.validated_data)
        page = self.paginate_queryset(entries)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
