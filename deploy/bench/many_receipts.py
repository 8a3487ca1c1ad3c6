"""Workspaces with very many receipts that were read, written straight into a PostgreSQL database."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.services import user_create, workspace_create
from receipts.models import Category, Receipt, SearchText, Status, Tag

COMMON, SOME, RARE = "total", "chocolate", "zanzibar"
"""Words on every receipt, on one of 50, and on ten of a workspace."""

_EMAIL = "bench@example.org"
_NAMES = ("Few receipts", "Many receipts")
_BATCH = 2000
_MERCHANTS = [
    f"{first} {kind}"
    for first in ("Corner", "Golden", "Blue", "River", "Old", "Station", "Green", "Sunny")
    for kind in ("Bakery", "Grocer", "Diner", "Hardware", "Pharmacy", "Fuel", "Books", "Hotel")
]
_GOODS = [
    "bread",
    "milk",
    "coffee",
    "tea",
    "rice",
    "paper",
    "screws",
    "lamp",
    "ticket",
    "water",
    "apples",
    "soap",
    "cheese",
    "noodles",
    "juice",
    "battery",
    "socks",
    "stamps",
    "cake",
    "salad",
]
_STATUSES = [Status.COMPLETED] * 8 + [Status.NEEDS_REVIEW] + [Status.FAILED]
_CURRENCIES = ["EUR"] * 17 + ["USD", "VND", ""]
_BRANCHES = 50
_MARKS = "MM-M-M-M-M"
"""Of a head that was read right; `_FIELDS` gives the place of each of its letters."""

_FIELDS = """
INSERT INTO receipts_field (receipt_id, section, "row", name, value, source, model_value, raw_text,
                            confidence, page, polygon, model_version)
SELECT receipt.id, place.section, place."row", place.name, place.value,
       CASE WHEN place.mark > 0 AND substr(receipt.marks, place.mark, 1) = 'h' THEN 'human' ELSE 'model' END,
       CASE WHEN place.mark > 0 AND substr(receipt.marks, place.mark, 1) = 'h' THEN '' ELSE place.value END,
       place.value, 0.97, 1, '[[0.1,0.1],[0.9,0.1],[0.9,0.2],[0.1,0.2]]', 'bench'
FROM receipts_receipt receipt CROSS JOIN (VALUES
    ('', 0, 'merchant_name', 'Corner Bakery', 1), ('', 0, 'merchant_address', '1 High Street', 2),
    ('', 0, 'date', '2026-01-31', 4), ('', 0, 'currency', 'EUR', 6),
    ('', 0, 'tax', '1.50', 8), ('', 0, 'total', '12.50', 10),
    ('line_items', 0, 'description', 'bread', 0), ('line_items', 0, 'total', '4.50', 0),
    ('line_items', 1, 'description', 'cake', 0), ('line_items', 1, 'quantity', '2', 0),
    ('line_items', 1, 'total', '8.00', 0),
    ('payments', 0, 'method', 'card', 0), ('payments', 0, 'amount', '12.50', 0)
) place (section, "row", name, value, mark) WHERE receipt.workspace_id = %s
"""

_PAGES = """
INSERT INTO receipts_page (receipt_id, number, width, height, rotation, image, lines)
SELECT id, 1, 1000, 1600, 0, 'nowhere.jpg', '[]' FROM receipts_receipt WHERE workspace_id = %s
"""


def few_and_many_fill(*, few: int, many: int) -> None:
    """Fill two workspaces of the same owner, which `few_and_many` finds again."""
    owner = user_create(email=_EMAIL, password="only for an hour", workspace_name="Empty")  # noqa: S106
    for name, count in zip(_NAMES, (few, many), strict=True):
        workspace_fill(owner=owner, name=name, count=count)


def few_and_many() -> list[Workspace]:
    """Return the workspaces with few and with many receipts."""
    return [Workspace.objects.get(name=name) for name in _NAMES]


def workspace_fill(*, owner: User, name: str, count: int) -> Workspace:
    """Return a new workspace with `count` receipts of two years, newest first in time."""
    chance = random.Random(count)  # noqa: S311
    workspace = workspace_create(owner=owner, name=name)
    categories = Category.objects.bulk_create(
        Category(workspace=workspace, name=word) for word in ("Meals", "Travel", "Office", "Fuel")
    )
    tags = Tag.objects.bulk_create(
        Tag(workspace=workspace, name=word) for word in ("berlin", "client", "urgent")
    )
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        receipts = [_receipt(workspace, owner, number, count, categories, chance) for number in numbers]
        Receipt.objects.bulk_create(receipts)
        _spread(receipts, numbers, count)
        _mark(receipts, tags, chance)
        SearchText.objects.bulk_create(
            SearchText(receipt=receipt, workspace=workspace, text=_text(receipt, number, count, chance))
            for receipt, number in zip(receipts, numbers, strict=True)
        )
    with connection.cursor() as cursor:
        for statement in (_FIELDS, _PAGES):
            cursor.execute(statement, [workspace.id])
    return workspace


def _receipt(
    workspace: Workspace,
    owner: User,
    number: int,
    count: int,
    categories: list[Category],
    chance: random.Random,
) -> Receipt:
    now, status = timezone.now(), chance.choice(_STATUSES)
    is_reviewed = status == Status.COMPLETED and chance.random() < 0.5
    return Receipt(
        workspace=workspace,
        uploaded_by=owner,
        file="nowhere.jpg",
        filename=f"IMG_{number:06}.jpg",
        content_type="image/jpeg",
        size=500_000,
        sha256=f"{number:064x}",
        status=status,
        queued_at=now,
        send_after=now,
        finished_at=now,
        reviewed_at=now + timedelta(seconds=chance.randint(1, 500_000)) if is_reviewed else None,
        seconds=chance.uniform(1, 20),
        model_version=chance.choice(("bench 1", "bench 2")),
        marks=_corrected(chance) if is_reviewed else _MARKS,
        merchant_name=f"{chance.choice(_MERCHANTS)} {chance.randint(1, _BRANCHES)}",
        date=date(2026, 10, 31) - timedelta(days=730 * number // count),
        currency=chance.choice(_CURRENCIES),
        total=Decimal(chance.randint(100, 20_000)) / 100,
        category=chance.choice(categories),
    )


def _corrected(chance: random.Random) -> str:
    """Return marks of which a person corrected one in ten."""
    return "".join("h" if mark == "M" and chance.random() < 0.1 else mark for mark in _MARKS)


def _spread(receipts: list[Receipt], numbers: range, count: int) -> None:
    """Spread the uploads over two years; the field fills itself when a row is made."""
    newest = datetime(2026, 11, 1, tzinfo=UTC)
    for receipt, number in zip(receipts, numbers, strict=True):
        receipt.created_at = newest - timedelta(seconds=730 * 86_400 * number / count)
    Receipt.objects.bulk_update(receipts, ["created_at"])


def _mark(receipts: list[Receipt], tags: list[Tag], chance: random.Random) -> None:
    marks = Receipt.tags.through
    marks.objects.bulk_create(
        marks(receipt=receipt, tag=chance.choice(tags)) for receipt in receipts if chance.random() < 0.2
    )


def _text(receipt: Receipt, number: int, count: int, chance: random.Random) -> str:
    lines = [
        f"{chance.choice(_GOODS)} {chance.randint(1, 9)} {chance.randint(100, 9999) / 100:.2f}"
        for _ in range(20)
    ]
    words = [COMMON, SOME if number % 50 == 0 else "", RARE if number % max(1, count // 10) == 0 else ""]
    return "\n".join([receipt.filename, receipt.merchant_name, *lines, *words]).casefold()
