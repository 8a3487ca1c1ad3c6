"""The list of receipts: what it shows of each, its filters and its order.

A list is asked for often and shows many receipts, so it is one query of the columns that it shows, and plain
dicts: models, serializers and a second query for the tags took four times as long.
"""

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from receipts.filters import UNKNOWN, filters_unknown
from receipts.models import Receipt, Stage, Status
from receipts.ordering import NEWEST, ORDERINGS, order_of, sort_keys
from receipts.selectors import tag_names
from receipts.values import amount_text

_NO_FILTERS = {"limit", "cursor", "ordering", "format"}

_COLUMNS = (
    "id",
    "status",
    "stage",
    "progress",
    "filename",
    "created_at",
    "updated_at",
    "revision",
    "merchant_name",
    "date",
    "currency",
    "total",
    "category",
    "category__name",
    "note",
    "review_reasons",
    "error",
    "duplicate_of",
    "uploaded_by__email",
)


class CategorySummarySerializer(serializers.Serializer[Any]):
    """A category by its name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ReceiptSummarySerializer(serializers.Serializer[Any]):
    """A receipt in a list: its life, and the values that people know it by."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Status.choices)
    stage = serializers.ChoiceField(choices=Stage.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    filename = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    revision = serializers.IntegerField(help_text="Rises with every change.")
    merchant_name = serializers.CharField(allow_null=True)
    date = serializers.DateField(allow_null=True)
    currency = serializers.CharField(allow_null=True, help_text="ISO 4217.")
    total = serializers.CharField(
        allow_null=True, help_text="A decimal number, as text so that no cent is lost."
    )
    category = CategorySummarySerializer(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    review_reasons = serializers.ListField(child=serializers.CharField())
    error = serializers.CharField()
    duplicate_of = serializers.UUIDField(allow_null=True)
    uploaded_by = serializers.EmailField(allow_null=True)


class ReceiptFilterBackend(DjangoFilterBackend):
    """Refuses a parameter that is no filter, because a misspelt one would let all receipts through."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """Narrow down the list as the query string says."""
        if unknown := filters_unknown(set(request.query_params) - _NO_FILTERS):
            raise ValidationError(dict.fromkeys(unknown, UNKNOWN))
        if request.query_params.keys() <= _NO_FILTERS:
            return queryset  # a form that nobody filled in takes as long as all the rest
        return cast("QuerySet[Any]", super().filter_queryset(request, queryset, view))


def ordering_of(request: Request) -> tuple[str, str]:
    """Return what to sort by; the newest comes first if nothing is given."""
    wanted = request.query_params.get("ordering", NEWEST)
    if wanted not in ORDERINGS:
        raise ValidationError({"ordering": f"Write one of {', '.join(ORDERINGS)}."})
    return order_of(wanted)


def summary_rows(receipts: QuerySet[Receipt], ordering: tuple[str, str]) -> QuerySet[Receipt, dict[str, Any]]:
    """Return the columns that `summaries` shows, and what is sorted by."""
    shown = {"tag_names": tag_names(), **sort_keys(ordering)}
    # What `values` is given by name it takes as it is; `annotate` would look at all columns first.
    return cast("QuerySet[Receipt, dict[str, Any]]", receipts.values(*_COLUMNS, **shown))


def summaries(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the list shows of each row, in the shape of `ReceiptSummarySerializer`."""
    return [_summary(row) for row in rows]


def _summary(row: dict[str, Any]) -> dict[str, Any]:
    category, uploader, tags = (
        row.pop(name) for name in ("category__name", "uploaded_by__email", "tag_names")
    )
    row.pop("sort_date", None)
    row.pop("sort_total", None)
    return {
        **row,
        "merchant_name": row["merchant_name"] or None,
        "currency": row["currency"] or None,
        "total": None if row["total"] is None else amount_text(row["total"]),
        "category": None if category is None else {"id": row["category"], "name": category},
        "tags": tags,
        "uploaded_by": uploader,
    }
