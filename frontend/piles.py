"""Where a receipt lies among those of the same status, so that people can go through a pile."""

from dataclasses import dataclass

from django.db.models import Q

from receipts.models import Receipt, Status
from receipts.selectors import receipts_list


@dataclass(frozen=True, kw_only=True)
class Pile:
    """The receipts of one status, newest first, around one of them."""

    position: int
    """From 1."""
    count: int
    previous: Receipt | None
    next: Receipt | None


def pile_around(receipt: Receipt) -> Pile:
    """Return the pile that the receipt lies in."""
    pile = receipts_list(workspace=receipt.workspace).filter(status=receipt.status)
    newer = pile.filter(_newer_than(receipt))
    return Pile(
        position=newer.count() + 1,
        count=pile.count(),
        previous=newer.last(),
        next=pile.exclude(_newer_than(receipt)).exclude(id=receipt.id).first(),
    )


def next_to_review(receipt: Receipt) -> Receipt | None:
    """Return the receipt to check after this one: the next older, then from the newest again."""
    waiting = receipts_list(workspace=receipt.workspace).filter(status=Status.NEEDS_REVIEW)
    others = waiting.exclude(id=receipt.id)
    return others.exclude(_newer_than(receipt)).first() or others.first()


def _newer_than(receipt: Receipt) -> Q:
    return Q(created_at__gt=receipt.created_at) | Q(created_at=receipt.created_at, id__gt=receipt.id)
