"""What operators say of money: machines and their prices, what could be rented instead, the budget."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from ocr.cluster.models import Alternative, Budget, Machine, MachinePrice, OneOffCost


class PriceFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """All prices of a machine, looked at together: one is ended and the next begun in one step."""

    def clean(self) -> None:
        """Refuse two prices of the same day. Raises `ValidationError`."""
        super().clean()
        kept = [
            form.cleaned_data for form in self.forms if form not in self.deleted_forms and form.is_valid()
        ]
        spans = sorted((row["valid_from"], row["valid_to"] or date.max) for row in kept if row)
        for (first, end), (following, _) in pairwise(spans):
            if following < end:
                until = "without an end" if end == date.max else f"up to {end}"
                raise ValidationError(
                    f"The price from {first} {until} holds on {following}, when another begins; end it first."
                )


class PriceInline(TabularInline):
    """The prices of a machine, one after the other."""

    model = MachinePrice
    formset = PriceFormSet
    extra = 0
    verbose_name_plural = "prices; a new one is a new row, and the old one ends on the day it begins"


class OneOffCostInline(TabularInline):
    """What was paid once."""

    model = OneOffCost
    extra = 0


@admin.register(Machine)
class MachineAdmin(ModelAdmin):
    """Whatever costs money each month."""

    list_display = ("named", "kind", "site", "price_now", "purchase", "pod_count")
    list_display_links = ("named",)
    list_filter = ("kind", "site", "currency")
    search_fields = ("name", "purpose", "site", "specs", "remark")
    inlines = (PriceInline, OneOffCostInline)
    fieldsets = (
        (None, {"fields": ("number", "name", "purpose", "kind", "site", "specs", "remark", "currency")}),
        ("Purchase", {"fields": ("purchase_cost", "purchased_on", "depreciation_months")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Machine | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Keep the number of a machine: what its pods did is counted by it, also of months that are over."""
        return ("number",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Machine]:
        """Return machines with what the list says of each."""
        machines: QuerySet[Machine] = super().get_queryset(request)
        return machines.prefetch_related("prices").annotate(pods_total=Count("pods"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Point out days between two prices, on which the machine costs nothing."""
        super().save_related(request, form, formsets, change)
        for before, following in pairwise(form.instance.prices.order_by("valid_from")):
            if before.valid_to and before.valid_to < following.valid_from:
                gap = f"From {before.valid_to} up to {following.valid_from} no price holds."
                advice = "If that is not meant, end the one on the day on which the other begins."
                self.message_user(request, f"{gap} {advice}", messages.WARNING)

    @display(description="Machine", ordering="number", header=True)
    def named(self, machine: Machine) -> list[str]:
        """Return number and name, and the purpose below."""
        return [str(machine), machine.purpose]

    @display(description="Price a month")
    def price_now(self, machine: Machine) -> str:
        """Return the flat cost of today, and the electricity that is paid beside it."""
        price = _held_today(machine)
        if price is None:
            return "none today"
        flat = f"{price.monthly_cost:,.2f} {machine.currency}"
        return f"{flat} + {price.watts:,.0f} W" if price.watts and price.price_per_kwh else flat

    @display(description="Bought for", ordering="purchase_cost")
    def purchase(self, machine: Machine) -> str:
        """Return what it cost."""
        return f"{machine.purchase_cost:,.2f} {machine.currency}" if machine.purchase_cost else "–"

    @display(description="Pods", ordering="pods_total")
    def pod_count(self, machine: Any) -> int:
        """Return how many pods run on it."""
        return int(machine.pods_total)


@admin.register(Alternative)
class AlternativeAdmin(ModelAdmin):
    """What could be rented instead."""

    list_display = ("name", "costs", "published_on", "source", "note")
    list_filter = ("unit",)
    search_fields = ("name", "source", "note")

    @display(description="Price", ordering="price")
    def costs(self, alternative: Alternative) -> str:
        """Return the price with its currency and what it is for."""
        unit = alternative.get_unit_display().lower()
        return (
            f"{alternative.price:,.2f} {alternative.currency} {unit if unit == 'a month' else f'for {unit}'}"
        )


@admin.register(Budget)
class BudgetAdmin(ModelAdmin):
    """What may be spent a month."""

    list_display = ("currency", "monthly_amount", "warn_at")

    @display(description="Warns at", ordering="warn_at_percent")
    def warn_at(self, budget: Budget) -> str:
        """Return the share with its unit."""
        return f"{budget.warn_at_percent} %"


def _held_today(machine: Machine) -> MachinePrice | None:
    today = timezone.now().date()
    for price in machine.prices.all():
        if price.valid_from <= today and (price.valid_to is None or today < price.valid_to):
            return price
    return None
