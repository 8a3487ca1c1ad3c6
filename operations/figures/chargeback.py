"""What the cluster's cost of a month comes to for each workspace."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from django.utils import timezone

from accounts.models import Membership, Workspace
from accounts.rights import Role
from ocr.cluster.costs import Span, rounded
from ocr.cluster.shares import in_proportion
from operations.figures.month import WorkspaceUse, costs_of, month_so_far, use_of
from operations.tables import Cell, Column, Kind, Table

Use = Mapping[UUID | None, WorkspaceUse]
Names = Mapping[UUID | None, tuple[str, str]]
"""Of workspaces and of those who own them."""
_DELETED = ("Deleted workspaces", "")
_NOBODY = "Nobody: nothing was read"


@dataclass(frozen=True, kw_only=True)
class Chargeback:
    """The cost of a month, shared among the workspaces."""

    span: Span
    """The month, or what has passed of it with today."""
    workspaces: Table

    @property
    def tables(self) -> Sequence[Table]:
        """Those that can be downloaded."""
        return (self.workspaces,)


def chargeback(
    month: date | None = None, *, now: datetime | None = None, costs: Mapping[str, Fraction] | None = None
) -> Chargeback:
    """Return what the cost of the month that a day lies in, or of this one, comes to for each workspace.

    All of the cost is shared, also what was paid while pods waited, in proportion to how long each one's
    receipts called pods. Amounts are whole cents by largest remainders, so that they sum to the cost as it
    is shown; a cost that nobody's receipts share in stands by itself. Currencies are never added. `costs` are
    those of the month by currency, from whoever knows them already.
    """
    now = now or timezone.now()
    span = month_so_far(month or now.date(), now)
    costs, use = costs_of(span) if costs is None else costs, use_of(span)
    names = _names(key for key in use if key is not None)
    rows = [row for currency, whole in costs.items() for row in _rows(currency, whole, use, names)]
    return Chargeback(span=span, workspaces=_table(span, rows, costs, use))


def _rows(currency: str, whole: Fraction, use: Use, names: Names) -> Iterator[list[Cell]]:
    """Yield a row for each workspace, who pays most first."""
    parts = in_proportion(whole, {key: used.weight for key, used in use.items()})
    if not parts:
        yield [_NOBODY, "", 0, None, rounded({"": whole})[""], currency, None]
    cents = rounded(parts)
    for key in sorted(parts, key=lambda key: (-parts[key], names.get(key, _DELETED), str(key))):
        name, owners = names.get(key, _DELETED)
        share = parts[key] / whole if whole else None
        readings = use[key].readings
        yield [name, owners, readings, share, cents[key], currency, parts[key] / readings]


def _names(keys: Iterable[UUID]) -> Names:
    found = Workspace.objects.in_bulk(list(keys))
    owners = defaultdict(list)
    owning = Membership.objects.filter(workspace__in=found, role=Role.OWNER).order_by("user__email")
    for key, email in owning.values_list("workspace", "user__email"):
        owners[key].append(email)
    return {key: (workspace.name, ", ".join(owners[key])) for key, workspace in found.items()}


def _table(span: Span, rows: Sequence[Sequence[Cell]], costs: Mapping[str, Fraction], use: Use) -> Table:
    readings = sum(used.readings for used in use.values())
    total: list[Cell] | None = None
    if len(costs) == 1:  # several currencies have no sum
        ((currency, whole),) = costs.items()
        each = whole / readings if readings else None
        total = ["All", "", readings, None, rounded({"": whole})[""], currency, each]
    return Table(
        key="chargeback",
        title=f"Cost by workspace, {span.start:%B %Y}",
        note=(
            "All that the cluster costs, idle times too, shared by how long each workspace's receipts called "
            "pods; those read without any, by how long that took. In whole cents that sum to the cost."
        ),
        empty="No machine costs anything in this month.",
        columns=[
            Column(key="workspace", title="Workspace"),
            Column(key="owners", title="Owned by"),
            Column(key="receipts", title="Receipts read", kind=Kind.COUNT),
            Column(key="share", title="Share", kind=Kind.SHARE),
            Column(key="amount", title="Cost", kind=Kind.MONEY),
            Column(key="currency", title="Currency"),
            Column(key="amount_per_receipt", title="A receipt", kind=Kind.MONEY),
        ],
        rows=rows,
        total=total,
    )
