"""The API of statistics."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.authentication import request_access
from api.kept import kept_answer
from api.receipts.schema import IF_NONE_MATCH, UNCHANGED
from api.schema import problems
from api.statistics.schema import READING, SPENDING
from api.statistics.serializers import ReadingSerializer, ScopeSerializer, SpendingDocumentSerializer
from receipts.statistics import Scope, reading, spending


class SpendingView(APIView):
    """What the workspace spent."""

    @extend_schema(
        parameters=[ScopeSerializer, IF_NONE_MATCH],
        responses={200: SpendingDocumentSerializer, 304: UNCHANGED, **problems(400)},
        examples=[SPENDING],
    )
    @kept_answer
    def get(self, request: Request) -> Response:
        """Sum up what was spent, for each currency by month, category, merchant and uploader."""
        return Response(SpendingDocumentSerializer({"currencies": spending(_scope(request))}).data)


class ReadingView(APIView):
    """How well the workspace's receipts were read."""

    @extend_schema(
        parameters=[ScopeSerializer, IF_NONE_MATCH],
        responses={200: ReadingSerializer, 304: UNCHANGED, **problems(400)},
        examples=[READING],
    )
    @kept_answer
    def get(self, request: Request) -> Response:
        """Tell how many receipts went straight through, how right fields were, and how long it took."""
        return Response(ReadingSerializer(reading(_scope(request))).data)


def _scope(request: Request) -> Scope:
    given = ScopeSerializer(data=request.query_params, context={"request": request})
    return given.scope(request_access(request).workspace)
