"""Which receipts statistics are about."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time

from django.db import models
from django.db.models import DateField, Q, QuerySet
from django.db.models.functions import TruncMonth

from accounts.models import Workspace
from receipts.models import Category, Receipt, Tag
from receipts.selectors import receipts_list


class Day(models.TextChoices):
    """Which day of a receipt counts."""

    RECEIPT = "receipt", "Receipt date"
    UPLOAD = "upload", "Upload date"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The receipts of a workspace within two days, as far as they have a category, a tag, an uploader."""

    workspace: Workspace
    day: Day = Day.RECEIPT
    first: date | None = None
    last: date | None = None
    """Included; days of uploads are those of UTC."""
    category: Category | None = None
    tag: Tag | None = None
    uploader: int | None = None
    """The id of a person."""

    @property
    def key(self) -> str:
        """What tells the scope apart from all others."""
        values = (getattr(self, field.name) for field in fields(self))
        return " ".join(str(getattr(value, "pk", value)) for value in values)

    @property
    def receipts(self) -> QuerySet[Receipt]:
        """The receipts, in no order."""
        wanted = {"category": self.category, "tags": self.tag, "uploaded_by": self.uploader}
        chosen = Q(**{name: value for name, value in wanted.items() if value is not None})
        return receipts_list(workspace=self.workspace).filter(chosen, self._within).order_by()

    @property
    def month(self) -> TruncMonth:
        """The first day of a receipt's month, for annotations."""
        return TruncMonth(self._column, output_field=DateField())

    @property
    def _within(self) -> Q:
        bounds = {"gte": (self.first, time.min), "lte": (self.last, time.max)}
        return Q(**{f"{self._column}__{how}": self._edge(*at) for how, at in bounds.items() if at[0]})

    @property
    def _column(self) -> str:
        return "date" if self.day == Day.RECEIPT else "created_at"

    def _edge(self, day: date | None, edge: time) -> date | None:
        if day is None or self.day == Day.RECEIPT:
            return day
        return datetime.combine(day, edge, tzinfo=UTC)
