"""When an own cluster is cheaper than what could be rented instead."""

from dataclasses import dataclass
from fractions import Fraction

from ocr.cluster.costs.money import exact
from ocr.cluster.models import Alternative, AlternativeUnit


@dataclass(frozen=True, kw_only=True)
class Own:
    """A month of the own cluster in the one currency that it is paid in, without what was paid once."""

    fixed: Fraction
    traffic: Fraction
    depreciation: Fraction
    purchase: Fraction
    """What was paid for the machines that were bought, with what was paid once for them."""
    receipts: Fraction
    """Read in the month."""

    @property
    def total(self) -> Fraction:
        """Return what the month costs."""
        return self.fixed + self.traffic + self.depreciation


def monthly_price(alternative: Alternative, receipts: Fraction) -> Fraction:
    """Return what an alternative costs for so many receipts a month."""
    if alternative.unit == AlternativeUnit.MONTH:
        return exact(alternative.price)
    return exact(alternative.price) / 1000 * receipts


def break_even_volume(alternative: Alternative, own: Own) -> Fraction | None:
    """Return from how many receipts a month on the own cluster is cheaper; `None` if there is no such number.

    Both cost the same at F / (p - v) receipts, the usual break-even point of fixed and variable costs: F is
    what a month costs in any case (fixed and depreciation), v the traffic's cost of a receipt as it is now,
    p the alternative's price of a receipt. If v is not below p, the cluster never gets cheaper; an
    alternative by the month has no price of a receipt.
    """
    if alternative.unit == AlternativeUnit.MONTH:
        return None
    traffic = own.traffic / own.receipts if own.receipts else Fraction()
    margin = exact(alternative.price) / 1000 - traffic
    return (own.fixed + own.depreciation) / margin if margin > 0 else None


def payback_months(alternative: Alternative, own: Own) -> Fraction | None:
    """Return in how many months what was bought has paid for itself; `None` if never, or if nothing was.

    The purchase by what a month saves (simple payback, without interest): the alternative's price for the
    same receipts, less what the own cluster costs beside the purchase (fixed and traffic; depreciation is the
    purchase again).
    """
    saved = monthly_price(alternative, own.receipts) - own.fixed - own.traffic
    return own.purchase / saved if own.purchase and saved > 0 else None
