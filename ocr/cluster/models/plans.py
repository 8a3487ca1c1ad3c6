"""What the cluster's cost is compared with: alternatives for rent, and the budget."""

from django.core.validators import MinValueValidator
from django.db import models

from ocr.cluster.models.machines import currency_code


class AlternativeUnit(models.TextChoices):
    """What the price is for."""

    MONTH = "month", "A month"
    THOUSAND = "thousand", "1,000 receipts"


class Alternative(models.Model):
    """What could be rented instead: a machine by the month, or a service by the receipt."""

    name = models.CharField(max_length=100, unique=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, default="USD", validators=[currency_code])
    unit = models.CharField(max_length=8, choices=AlternativeUnit.choices)
    published_on = models.DateField(help_text="When the price was looked up.")
    source = models.CharField(max_length=300, help_text="Where it was published.")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["unit", "price"]

    def __str__(self) -> str:
        return self.name


class Budget(models.Model):
    """What may be spent a month, of one currency."""

    currency = models.CharField(max_length=3, unique=True, validators=[currency_code])
    monthly_amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    warn_at_percent = models.PositiveSmallIntegerField(
        default=90, help_text="A warning is shown once the month is expected to take so much of it."
    )

    class Meta:
        ordering = ["currency"]

    def __str__(self) -> str:
        return f"{self.monthly_amount} {self.currency} a month"
