"""The API of the operator's figures."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.rights import Right
from api.operations import schema
from api.operations.permissions import IsOperator
from api.operations.serializers import ReportQuerySerializer, ReportSerializer
from api.schema import problems
from api.strict import refuse_unknown
from operations.reports import BY_MONTH, REPORTS


class OperatorView(APIView):
    """Something of the whole installation: for operators alone."""

    permission_classes = [IsOperator]
    read_right = write_right = Right.ADMIN


class ReportView(OperatorView):
    """The figures of one topic."""

    @extend_schema(
        parameters=[schema.TOPIC, ReportQuerySerializer],
        responses={200: ReportSerializer, **problems(400)},
        examples=[schema.REPORT],
    )
    def get(self, request: Request, topic: str) -> Response:
        """Show what the cluster costs, does or could do.

        The tables of the operator's page of that name. For operators of the installation only: in their
        browser, or with a key of theirs whose scope is `admin`.
        """
        if topic not in REPORTS:
            raise Http404
        asked = ReportQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        refuse_unknown(asked.validated_data, ["month"] if topic in BY_MONTH else [])
        tables = {table.key: table for table in REPORTS[topic](**asked.validated_data).tables}
        return Response(ReportSerializer({"tables": tables}).data)
