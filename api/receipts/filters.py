"""Filters of the list of receipts."""

from django_filters.rest_framework import ChoiceFilter, FilterSet

from receipts.models import Receipt, Status


class ReceiptFilter(FilterSet):
    """Filters of the list."""

    status = ChoiceFilter(choices=Status.choices)

    class Meta:
        model = Receipt
        fields = ("status",)
