"""Many receipts by one request. Each is tried by itself, and each has a result of its own."""

from collections.abc import Callable
from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import request_access
from api.receipts.base import ReceiptBase
from api.receipts.examples import BULK_EXAMPLES, BULK_UPLOAD_EXAMPLE, UPLOADS_EXAMPLE
from api.receipts.labels import BULK_OPTIONS
from api.receipts.serializers import ReceiptStateSerializer
from api.schema import ProblemSerializer, problems
from api.strict import refuse_unknown
from receipts import services
from receipts.bulk import ACTIONS, Outcome, receipts_act
from receipts.filters import MAX_IDS
from receipts.models import UNFINISHED, Receipt

_MAX_FILES = 50


class BulkUploadSerializer(serializers.Serializer[Any]):
    """Photos and PDFs, each of one receipt."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), allow_empty=False, max_length=_MAX_FILES
    )


class BulkSerializer(serializers.Serializer[Any]):
    """What to do to which receipts."""

    action = serializers.ChoiceField(choices=list(ACTIONS))
    ids = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MAX_IDS)


class OutcomeSerializer(serializers.Serializer[Any]):
    """How one of many fared: `receipt` when it went well, `problem` when it did not."""

    status = serializers.IntegerField(
        help_text="The HTTP status that it alone would have been answered with."
    )
    receipt = ReceiptStateSerializer(required=False)
    problem = ProblemSerializer(required=False)


class UploadOutcomeSerializer(OutcomeSerializer):
    """How one file fared."""

    index = serializers.IntegerField(help_text="Its place in the request, from 0.")
    filename = serializers.CharField()


class ActionOutcomeSerializer(OutcomeSerializer):
    """How one receipt fared; a deleted one is not shown any more."""

    id = serializers.UUIDField()


class UploadOutcomesSerializer(serializers.Serializer[Any]):
    """One result for each file, in their order."""

    results = UploadOutcomeSerializer(many=True)


class ActionOutcomesSerializer(serializers.Serializer[Any]):
    """One result for each receipt, in the order of the ids; an id named twice is tried once."""

    results = ActionOutcomeSerializer(many=True)


class ReceiptBulk(ReceiptBase):
    """Many receipts at once."""

    @extend_schema(
        request={"multipart/form-data": BulkUploadSerializer},
        responses={
            207: OpenApiResponse(UploadOutcomesSerializer, description="One result for each file"),
            **problems(400, 401, 403, 413, 415),
        },
        examples=[UPLOADS_EXAMPLE, BULK_UPLOAD_EXAMPLE],
    )
    @action(detail=False, methods=["post"], url_path="bulk-upload")
    def bulk_upload(self, request: Request) -> Response:
        """Upload up to 50 receipts, each a part named `files`.

        Together they may be as large as one upload may be. A file that cannot be read does not hinder the
        others.
        """
        upload = BulkUploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        results = [
            {"index": index, "filename": file.name, **self._outcome(partial(_upload, request, file))}
            for index, file in enumerate(upload.validated_data["files"])
        ]
        return _multi_status(results)

    @extend_schema(
        request=BulkSerializer,
        responses={
            207: OpenApiResponse(ActionOutcomesSerializer, description="One result for each receipt"),
            **problems(400, 401, 403, 415),
        },
        examples=BULK_EXAMPLES,
    )
    @action(detail=False, methods=["post"], parser_classes=(JSONParser,))
    def bulk(self, request: Request) -> Response:
        """Do the same to up to 500 receipts; where it fails for one, the others are done all the same.

        `approve` leaves out those that lack their merchant, date or total, or may be here already: approve
        them one by one.
        """
        order = BulkSerializer(data=request.data)
        order.is_valid(raise_exception=True)
        action = order.validated_data["action"]
        given = BULK_OPTIONS.get(action, serializers.Serializer)(
            data=request.data, context=self.get_serializer_context()
        )
        given.is_valid(raise_exception=True)
        refuse_unknown(request.data, {*order.fields, *given.fields})
        access, ids = request_access(request), order.validated_data["ids"]
        outcomes = receipts_act(
            workspace=access.workspace, by=access.actor, action=action, ids=ids, **given.validated_data
        )
        return _multi_status(
            {"id": str(outcome.id), **self._outcome(partial(_result, outcome))} for outcome in outcomes
        )

    def _outcome(self, attempt: Callable[[], Receipt | None]) -> dict[str, Any]:
        """Return what the attempt alone would have been answered with."""
        try:
            receipt = attempt()
        except Exception as error:  # as the framework does, which answers with the same
            answer: Any = self.get_exception_handler()(error, self.get_exception_handler_context())
            return {"status": answer.status_code, "problem": answer.data}
        if receipt is None:
            return {"status": status.HTTP_204_NO_CONTENT}
        code = status.HTTP_202_ACCEPTED if receipt.status in UNFINISHED else status.HTTP_200_OK
        return {"status": code, "receipt": ReceiptStateSerializer(receipt).data}


def _upload(request: Request, file: Any) -> Receipt:
    access = request_access(request)
    return services.receipt_upload(
        workspace=access.workspace, by=access.actor, data=file.read(), filename=file.name
    )


def _result(outcome: Outcome) -> Receipt | None:
    if isinstance(outcome.error, Receipt.DoesNotExist):
        raise NotFound(str(outcome.error))
    if outcome.error:
        raise outcome.error
    return outcome.receipt


def _multi_status(results: Any) -> Response:
    return Response({"results": list(results)}, status=status.HTTP_207_MULTI_STATUS)
