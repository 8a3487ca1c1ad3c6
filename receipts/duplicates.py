"""Finds what is here already: the same file, or another photo of the same piece of paper."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from receipts.labels import merchant_key
from receipts.models import Field, Receipt, Section, Status

_COUNT_FOR_NOTHING = (Status.FAILED, Status.CANCELED)
"""A photo that was split has no values any more, but its file is here all the same."""

_VALUES = ("date", "total", "currency")


def original_of(receipt: Receipt, copies: Mapping[str, Any]) -> Receipt | None:
    """Return the earliest other receipt of the workspace that seems to be the same, if any.

    It is the same file, or its merchant, date, total and currency are those of `copies`, unless both have a
    time and these differ. It is none that is taken for a duplicate itself, so that of several alike one is
    the original, and none that a person said is another. Lock the workspace first, so that of two at once
    the second finds the first.
    """
    merchant, time = merchant_key(copies["merchant_name"]), _times(receipt.id).first() or ""
    for other in _candidates(receipt, copies).annotate(time=Subquery(_times(OuterRef("id"))[:1])):
        is_alike = merchant_key(other.merchant_name) == merchant and _may_be_one(time, other.time or "")
        if other.sha256 == receipt.sha256 or is_alike:
            return other
    return None


def _candidates(receipt: Receipt, copies: Mapping[str, Any]) -> QuerySet[Receipt]:
    here = Receipt.objects.filter(workspace=receipt.workspace_id).order_by()
    alike = here.filter(sha256=receipt.sha256).values("id")
    if copies["merchant_name"] and copies["date"] and copies["total"] is not None:
        # A union, as each part has an index of its own, which databases do not see in an OR.
        alike = alike.union(here.filter(**{name: copies[name] for name in _VALUES}).values("id"))
    others = Receipt.objects.filter(id__in=alike).exclude(id=receipt.id)
    others = others.filter(duplicate_of=None).exclude(status__in=_COUNT_FOR_NOTHING)
    others = others.exclude(distinct_from=receipt.id)
    return others.order_by("created_at", "id")


def _times(receipt_id: Any) -> QuerySet[Field, str]:
    times = Field.objects.filter(receipt=receipt_id, section=Section.HEAD, row=0, name="time")
    return times.values_list("value", flat=True)


def _may_be_one(time: str, other: str) -> bool:
    """Whether two times may be of the same receipt: one may lack its seconds, or be missing."""
    return time.startswith(other) or other.startswith(time)
