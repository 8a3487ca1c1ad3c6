"""The API of the operator's figures."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.rights import Right
from api.operations import schema
from api.operations.permissions import IsOperator
from api.operations.serializers import ReportSerializer
from operations.reports import REPORTS


class OperatorView(APIView):
    """Something of the whole installation: for operators alone."""

    permission_classes = [IsOperator]
    read_right = write_right = Right.ADMIN


class ReportView(OperatorView):
    """The figures of one topic."""

    @extend_schema(parameters=[schema.TOPIC], responses={200: ReportSerializer}, examples=[schema.REPORT])
    def get(self, request: Request, topic: str) -> Response:  # noqa: ARG002
        """Show what the cluster costs, does or could do.

        The tables of the operator's page of that name. For operators of the installation only: in their
        browser, or with a key of theirs whose scope is `admin`.
        """
        if topic not in REPORTS:
            raise Http404
        tables = {table.key: table for table in REPORTS[topic]().tables}
        return Response(ReportSerializer({"tables": tables}).data)
