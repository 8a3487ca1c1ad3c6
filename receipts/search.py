"""Finds receipts by any part of what is written on them, their file name or their note."""

from django.db.models import QuerySet

from receipts.models import Receipt, SearchText

_MAX_TEXT = 50_000
"""Characters of one receipt; more are on no receipt, and an index of them costs."""

_MAX_WORDS = 10


def search_text_save(receipt: Receipt) -> None:
    """Keep what the receipt is found by, as it is now."""
    values = receipt.fields.exclude(value="").values_list("value", flat=True)
    lines = (line["text"] for page in receipt.pages.all() for line in page.lines)
    text = "\n".join([receipt.filename, receipt.note, *values, *lines])
    SearchText.objects.update_or_create(
        receipt=receipt,
        defaults={"workspace_id": receipt.workspace_id, "text": text.casefold()[:_MAX_TEXT]},
    )


def receipts_matching(receipts: QuerySet[Receipt], text: str) -> QuerySet[Receipt]:
    """Return those of the receipts that hold each word of `text`, anywhere and in any order."""
    for word in text.replace("\x00", "").casefold().split()[:_MAX_WORDS]:
        receipts = receipts.filter(search__text__contains=word)
    return receipts
