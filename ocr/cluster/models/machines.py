"""Machines, and what they cost."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

currency_code = RegexValidator(r"\A[A-Z]{3}\Z", "Write a currency as three capital letters, such as USD.")
_not_negative = [MinValueValidator(0)]


class MachineKind(models.TextChoices):
    """Who owns it."""

    CLOUD = "cloud", "Cloud"
    ON_PREMISES = "on_premises", "On premises"


class Metered(models.TextChoices):
    """Whose bytes count against the traffic that a machine's price includes."""

    NOTHING = "", "Nothing"
    OWN_PODS = "own_pods", "Calls of the pods on it"
    ALL_PODS = "all_pods", "Calls of all pods (workers run on it)"


class Machine(models.Model):
    """A computer, rented or bought, a database or a disk of the cluster: whatever costs money each month."""

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=11, choices=MachineKind.choices, default=MachineKind.CLOUD)
    site = models.CharField(max_length=100, blank=True, help_text="The same name as its pods have.")
    specs = models.CharField(max_length=300, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    currency = models.CharField(
        max_length=3, default="USD", validators=[currency_code], help_text="Of all that it costs; ISO 4217."
    )
    purchase_cost = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=_not_negative
    )
    purchased_on = models.DateField(null=True, blank=True)
    depreciation_months = models.PositiveSmallIntegerField(
        default=36,
        validators=[MinValueValidator(1)],
        help_text="Over which the purchase is spread, in equal parts.",
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(depreciation_months__gte=1), name="depreciation_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    def clean(self) -> None:
        """Ask for the day of a purchase. Raises `ValidationError`."""
        if self.purchase_cost and self.purchased_on is None:
            raise ValidationError({"purchased_on": "Say when it was bought; the cost is spread from then."})


class MachinePrice(models.Model):
    """What a machine costs from one day up to another. A new price is a new row, so that history stays."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="prices")
    valid_from = models.DateField()
    valid_to = models.DateField(
        null=True, blank=True, help_text="The first day on which it holds no more; empty while it does."
    )
    monthly_cost = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, validators=_not_negative, help_text="Flat."
    )
    watts = models.DecimalField(
        max_digits=8,
        decimal_places=1,
        default=0,
        validators=_not_negative,
        help_text="Mean power, if electricity is paid by the kilowatt-hour instead.",
    )
    price_per_kwh = models.DecimalField(
        "price per kWh", max_digits=10, decimal_places=5, default=0, validators=_not_negative
    )
    metered = models.CharField("traffic", max_length=8, choices=Metered.choices, blank=True)
    included_gb = models.DecimalField(
        "included GB",
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=_not_negative,
        help_text="A month, of 2^30 bytes.",
    )
    price_per_gb = models.DecimalField(
        "price per GB beyond", max_digits=10, decimal_places=5, default=0, validators=_not_negative
    )

    class Meta:
        ordering = ["machine", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["machine", "valid_from"], name="one_price_per_machine_and_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="price_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.machine} from {self.valid_from}"

    def clean(self) -> None:
        """Refuse a price without a day. Raises `ValidationError`."""
        if self.valid_from and self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": "A price ends after the day on which it begins."})


class OneOffCost(models.Model):
    """What was paid once: a static IP, a repair."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="one_off_costs")
    day = models.DateField()
    label = models.CharField(max_length=100)
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=_not_negative)

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return self.label
