"""Filters of receipts, by the parameters that the list of the API and exports take."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import (
    CharFilter,
    DateFilter,
    FilterSet,
    IsoDateTimeFilter,
    MultipleChoiceFilter,
    NumberFilter,
    UUIDFilter,
)
from django_filters.fields import IsoDateTimeField

from accounts.models import Workspace
from receipts.models import Receipt, Status
from receipts.search import receipts_matching
from receipts.selectors import receipts_list

UNKNOWN = "There is no such filter."

MAX_IDS = 500
"""Receipts that one request may name."""

NO_CATEGORY = "none"
"""The category of receipts that have none."""


class MomentField(IsoDateTimeField):
    """A moment; one that the clock of UTC cannot show is none."""

    def clean(self, value: Any) -> datetime | None:
        """Return the moment in UTC, in which databases compare."""
        moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise ValidationError("Write a moment like 2026-01-31T12:00:00Z.") from None


class MomentFilter(IsoDateTimeFilter):
    """Compares with a moment."""

    field_class = MomentField


class IdsField(forms.MultipleChoiceField):
    """Ids of receipts, at most `MAX_IDS`."""

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids; raise `ValidationError` for what is none, and for too many."""
        texts = value or []
        if self.required and not texts:
            raise ValidationError(self.error_messages["required"])
        if len(texts) > MAX_IDS:
            raise ValidationError(f"Name at most {MAX_IDS} receipts.")
        try:
            return [UUID(text) for text in texts]
        except ValueError:
            raise ValidationError("Write ids of receipts.") from None


class IdsFilter(MultipleChoiceFilter):
    """Lets the receipts of some ids through."""

    field_class = IdsField

    def filter(self, receipts: QuerySet[Receipt], ids: list[UUID]) -> QuerySet[Receipt]:
        """Find all by one comparison; no ids are no filter."""
        return receipts.filter(id__in=ids) if ids else receipts


class ReceiptFilter(FilterSet):
    """What narrows down a list of receipts; all that is given has to hold."""

    q = CharFilter(method="matching", help_text="Words that occur on the receipt, in its file name or note.")
    id = IdsFilter(help_text=f"Ids of receipts, at most {MAX_IDS}; may be given repeatedly.")
    status = MultipleChoiceFilter(
        choices=Status.choices,
        distinct=False,  # a receipt has one status, and comparing all columns of all rows is slow
        help_text="One of these; may be given repeatedly.",
    )
    merchant = CharFilter(
        field_name="merchant_name", lookup_expr="icontains", help_text="Part of the merchant's name."
    )
    currency = CharFilter(field_name="currency", lookup_expr="iexact", max_length=3)
    date_from = DateFilter(field_name="date", lookup_expr="gte", help_text="Of the receipt, inclusive.")
    date_to = DateFilter(field_name="date", lookup_expr="lte")
    total_min = NumberFilter(field_name="total", lookup_expr="gte", max_digits=18, decimal_places=4)
    total_max = NumberFilter(field_name="total", lookup_expr="lte", max_digits=18, decimal_places=4)
    created_from = MomentFilter(field_name="created_at", lookup_expr="gte", help_text="Of the upload.")
    created_to = MomentFilter(field_name="created_at", lookup_expr="lte")
    category = CharFilter(method="of_category", max_length=18, help_text="Its id, or `none`.")
    tag = CharFilter(field_name="tags__name", lookup_expr="iexact", max_length=50, help_text="Its name.")
    uploaded_by = CharFilter(
        field_name="uploaded_by__email", lookup_expr="iexact", max_length=254, help_text="E-mail address."
    )
    duplicate_of = UUIDFilter(field_name="duplicate_of")

    class Meta:
        model = Receipt
        fields: tuple[str, ...] = ()

    def matching(self, receipts: QuerySet[Receipt], _: str, text: str) -> QuerySet[Receipt]:
        """Search."""
        return receipts_matching(receipts, text)

    def of_category(self, receipts: QuerySet[Receipt], _: str, wanted: str) -> QuerySet[Receipt]:
        """Find a category by its id; one that is no number is nobody's."""
        if wanted == NO_CATEGORY:
            return receipts.filter(category=None)
        is_id = wanted.isascii() and wanted.isdecimal()
        return receipts.filter(category=int(wanted)) if is_id else receipts.none()


def filters_unknown(names: Iterable[str]) -> list[str]:
    """Return those of the names that are no filter."""
    return sorted(set(names) - set(ReceiptFilter.base_filters))


def receipts_filtered(*, workspace: Workspace, parameters: Any) -> QuerySet[Receipt]:
    """Return the receipts of a workspace that a query string's `parameters` ask for, newest first.

    Raises `ValidationError` with a message by parameter, also for one that is no filter: a misspelt filter
    would otherwise let all receipts through.
    """
    if unknown := filters_unknown(parameters):
        raise ValidationError(dict.fromkeys(unknown, UNKNOWN))
    filters = ReceiptFilter(parameters, receipts_list(workspace=workspace))
    if not filters.is_valid():
        raise ValidationError(dict(filters.form.errors.as_data()))
    return cast("QuerySet[Receipt]", filters.qs)
