"""Which receipts an export takes, and how they are read so that memory stays flat."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict

from accounts.models import Workspace
from receipts.exports.models import Layout
from receipts.filters import receipts_filtered
from receipts.models import Field, Page, Receipt

_AT_ONCE = 100
"""Receipts in memory: with their printed lines a few megabytes."""

LABELS = ("category", "tags", "uploaded_by")
"""What most formats show beside the fields."""

READINGS = (
    Prefetch("fields", Field.objects.defer("polygon", "raw_text", "model_version")),
    Prefetch("pages", Page.objects.defer("lines")),
)
"""What `receipt_detail` needs, without what tables do not show: much JSON would be parsed in vain."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is exported."""

    workspace: Workspace
    receipts: QuerySet[Receipt]
    layout: Layout = Layout.RECEIPTS
    report: Callable[[int], None] = lambda _: None
    """Hears how many receipts were read so far, once for each part."""

    def read(self, *related: "str | Prefetch[Any]") -> Iterator[Receipt]:
        """Yield the receipts with what is `related` to them, newest first.

        Each part is a query of its own, so no transaction lasts, and receipts may come and go meanwhile.
        """
        ordered = self.receipts.order_by("-created_at", "-id").prefetch_related(*related)
        following, done = ordered, 0
        while part := list(following[:_AT_ONCE]):
            yield from part
            done += len(part)
            self.report(done)
            if len(part) < _AT_ONCE:
                return
            following = ordered.filter(_after(part[-1]))


def selection_of(
    *, workspace: Workspace, filters: Mapping[str, Sequence[str]], layout: Layout = Layout.RECEIPTS
) -> Selection:
    """Return the selection that filters make; raise `ValidationError` for those that make no sense."""
    parameters = QueryDict(mutable=True)
    for name, values in filters.items():
        parameters.setlist(name, list(values))
    receipts = receipts_filtered(workspace=workspace, parameters=parameters)
    return Selection(workspace=workspace, receipts=receipts, layout=layout)


def _after(last: Receipt) -> Q:
    older = Q(created_at__lt=last.created_at) | Q(id__lt=last.id)
    return Q(created_at__lte=last.created_at) & older
