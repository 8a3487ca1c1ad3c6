"""What operators say on pages of figures."""

from decimal import Decimal
from fractions import Fraction
from typing import Self

from django import forms

from operations.figures.capacity import Assumption


class AssumptionForm(forms.Form):
    """What reading takes, for planning."""

    seconds = forms.DecimalField(
        label="Seconds an image",
        min_value=Decimal("0.001"),
        max_value=10_000,
        max_digits=10,
        help_text="With all these pods at work: the time of a batch by its images.",
    )
    megabytes = forms.DecimalField(
        label="MB an image",
        min_value=0,
        max_value=10_000,
        max_digits=10,
        help_text="Sent to pods and received from them.",
    )
    pods = forms.IntegerField(label="Pods", min_value=1, max_value=10_000)

    @classmethod
    def of(cls, assumption: Assumption) -> Self:
        """Return the form as it says this, to the millisecond and the kilobyte."""
        seconds, megabytes = (round(float(each), 3) for each in (assumption.seconds, assumption.megabytes))
        return cls(
            initial={"seconds": f"{seconds:g}", "megabytes": f"{megabytes:g}", "pods": assumption.pods}
        )

    def assumption(self) -> Assumption:
        """Return what was said; the form is valid."""
        said = self.cleaned_data
        return Assumption(
            seconds=Fraction(said["seconds"]), megabytes=Fraction(said["megabytes"]), pods=said["pods"]
        )
