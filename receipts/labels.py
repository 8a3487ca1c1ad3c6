"""Reads of what people sort receipts by: categories and tags."""

import unicodedata
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower

from accounts.models import Workspace
from receipts.models import Category, MerchantCategory, Receipt, Tag

MAX_CATEGORIES = 200
"""Of a workspace; people choose from a list of all."""

MAX_TAGS = 1000
"""Of a workspace."""

MAX_TAGS_OF_RECEIPT = 20

MAX_NOTE = 2000
"""Characters."""

USUAL_CATEGORIES = ("Meals", "Travel", "Lodging", "Groceries", "Office", "Fuel", "Other")
"""What most workspaces need; a new one is offered them."""


def categories_list(*, workspace: Workspace) -> QuerySet[Category]:
    """Return the categories of a workspace by name."""
    return Category.objects.filter(workspace=workspace).order_by(Lower("name"), "id")


def tags_list(*, workspace: Workspace) -> QuerySet[Tag]:
    """Return the tags of a workspace by name."""
    return Tag.objects.filter(workspace=workspace).order_by(Lower("name"), "id")


def with_counts(labels: QuerySet[Any]) -> QuerySet[Any]:
    """Return the labels with `receipt_count`, how many receipts have each."""
    counted: QuerySet[Any] = labels.annotate(receipt_count=Count("receipts"))
    return counted


def merchant_key(name: str) -> str:
    """Return the form of a merchant's name in which case, width and spaces make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:255]


def category_of_merchant(receipt: Receipt, merchant_name: str) -> Category | None:
    """Return the category that a person last gave to the merchant, for a receipt that has none."""
    merchant = merchant_key(merchant_name)
    if receipt.category_id is not None or not merchant:
        return None
    rules = MerchantCategory.objects.filter(workspace=receipt.workspace_id, merchant=merchant)
    rule = rules.select_related("category").first()
    return rule.category if rule else None
