"""What people do to many receipts from the inbox, and what they are told of it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Workspace
from receipts.bulk import Outcome
from receipts.errors import StorageError
from receipts.filters import NO_CATEGORY, IdsField
from receipts.labels import categories_list
from receipts.models import Category, Receipt

DONE = {
    "approve": "Approved",
    "reprocess": "Reading again",
    "delete": "Deleted",
    "categorize": "Set the category of",
    "add_tags": "Tagged",
    "remove_tags": "Took tags from",
}
"""How the actions of `receipts.bulk` that the inbox offers are told, before a number."""

_NAMED = 3
"""Receipts that are named for one reason; more fill the page."""

_UNFORESEEN = "Something unexpected went wrong. Try again later."


class BulkForm(forms.Form):
    """What is to be done to which receipts."""

    action = forms.ChoiceField(choices=list(DONE.items()))
    id = IdsField(error_messages={"required": "Choose receipts first."})
    category = forms.CharField(required=False)
    tags = forms.CharField(required=False)

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._workspace = workspace

    def clean(self) -> dict[str, Any]:
        """Return what is given, with the action's own `options`."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        options: dict[str, Any] = {}
        match given.get("action"):
            case "categorize":
                options = {"category": self._category(given["category"])}
            case "add_tags" | "remove_tags":
                options = {"names": _names(given["tags"])}
        return {**given, "options": options}

    def _category(self, text: str) -> Category | None:
        if text == NO_CATEGORY:
            return None
        for category in categories_list(workspace=self._workspace):
            if str(category.id) == text:
                return category
        raise ValidationError("This category is not there any more. Load the page again.")


def _names(text: str) -> list[str]:
    names = [name for name in text.split(",") if name.strip()]
    if not names:
        raise ValidationError("Write a tag first.")
    return names


def told(action: str, outcomes: Iterable[Outcome]) -> tuple[str, str]:
    """Return how it went, as the kind of a notice and a sentence that says what became of which."""
    done, failed = 0, defaultdict[str, list[str]](list)
    for outcome in outcomes:
        if outcome.error is None:
            done += 1
        else:
            failed[_reason(outcome.error)].append(outcome.name)
    parts = [f"{DONE[action]} {done}"] if done else []
    if count := sum(map(len, failed.values())):
        reasons = " ".join(f"{reason}{_listed(names)}" for reason, names in failed.items())
        parts.append(f"{count} could not be: {reasons}")
    kind = "success" if not failed else "warning" if done else "error"
    return kind, "; ".join(parts) + ("" if failed else ".")


def is_foreseen(error: Exception) -> bool:
    """Return whether the error's own sentence tells people enough."""
    return isinstance(error, ValidationError | StorageError | Receipt.DoesNotExist)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error) if is_foreseen(error) else _UNFORESEEN


def _listed(names: list[str]) -> str:
    """Return the names after a sentence, as far as they are known and few."""
    known = [name for name in names if name]
    more = [f"{len(known) - _NAMED} more"] if len(known) > _NAMED else []
    return f" ({', '.join([*known[:_NAMED], *more])})" if known else ""
