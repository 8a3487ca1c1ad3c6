"""What owners fill in about a webhook."""

from django import forms

from receipts.webhooks.models import EventType, Webhook
from receipts.webhooks.services import url_check


class WebhookForm(forms.Form):
    """Where to tell of what."""

    url = forms.CharField(
        label="Address",
        max_length=2000,
        validators=[url_check],
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text="Where the receiver takes messages, like https://example.com/hook.",
    )
    description = forms.CharField(label="What it is for", max_length=200, required=False)
    events = forms.MultipleChoiceField(
        label="Tell it when", choices=EventType.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookForm":
        """Return the form as the webhook is now."""
        names = ("url", "description", "events")
        return cls(initial={name: getattr(webhook, name) for name in names})
