"""Template tags of the design system."""

import json
import math
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.adapter import get_adapter
from django import template
from django.db.models import QuerySet
from django.forms import BoundField, CheckboxInput, PasswordInput
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django_guid import get_guid

from accounts.access import Access
from accounts.adapter import invitation_pending
from accounts.browsers import browser_name
from accounts.models import Invitation, Membership
from accounts.rights import Right
from accounts.selectors import memberships_of
from frontend.cells import LABELS
from receipts.models import Status
from receipts.reviews import reason_sentence
from receipts.selectors import stage_text
from receipts.values import amount_shown

register = template.Library()

_SHORTEST_TOLD = timedelta(minutes=1)

_STATUS_ICONS = {
    Status.QUEUED: "clock",
    Status.PROCESSING: "spinner",
    Status.NEEDS_REVIEW: "eye",
    Status.COMPLETED: "check",
    Status.FAILED: "alert",
    Status.CANCELED: "x",
    Status.SPLIT: "scissors",
}


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw an icon of `frontend/img/icons.svg`; it is decoration, so the text beside it must say it all."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        extra_class,
        static("frontend/img/icons.svg"),
        name,
    )


@register.filter
def amount(value: Decimal | None, currency: str = "") -> str:
    """Write an amount with thousands separated and the decimals that its currency has."""
    return "" if value is None else amount_shown(value, currency)


@register.filter
def percent(share: float) -> str:
    """Write a share (0..1) as `97 %`; what is not all is never written as 100."""
    return f"{math.floor(100 * share)} %"


@register.filter
def duration(seconds: float | None) -> str:
    """Write how long something takes in its usual unit."""
    if seconds is None:
        return "—"
    for unit, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.1f} s"


@register.filter
def field_label(name: str) -> str:
    """Name a field as the receipt's page does."""
    return LABELS[name]


@register.simple_tag
def status_icon(status: str) -> SafeString:
    """Draw the icon of a status, so that colour is not all that tells them apart."""
    return icon(_STATUS_ICONS[Status(status)], "spinner" if status == Status.PROCESSING else "")


@register.filter
def count_word(count: int) -> str:
    """Write a count as in 'split in two'."""
    return {2: "two", 3: "three", 4: "four"}.get(count, str(count))


@register.filter
def reason(code: str) -> str:
    """Say why a receipt needs a person."""
    return reason_sentence(code)


register.filter("stage_text", stage_text)
register.filter("browser_name", browser_name)


@register.filter
def ago(moment: datetime) -> str:
    """Say how long something is past."""
    past = timezone.now() - moment
    return f"{timesince(moment)} ago" if past >= _SHORTEST_TOLD else "just now"


@register.filter
def ahead(moment: datetime) -> str:
    """Say when something will be."""
    left = moment - timezone.now()
    return f"in {timeuntil(moment)}" if left >= _SHORTEST_TOLD else "within a minute"


@register.filter
def pretty_json(value: Any) -> str:
    """Write data as people like to read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """Draw a form field in the design's style, without the placeholder that only repeats the label."""
    control = field.field.widget
    if isinstance(control, CheckboxInput):
        return field.as_widget()
    control.attrs.pop("placeholder", None)
    if control.attrs.get("autocomplete") == "one-time-code":
        control.attrs["inputmode"] = "numeric"
    drawn = field.as_widget(attrs={"class": "input"})
    if isinstance(control, PasswordInput):
        return format_html("<password-field>{}</password-field>", drawn)
    return drawn


@register.simple_tag(takes_context=True)
def signup_is_open(context: Context) -> bool:
    """Tell whether this person may make an account."""
    return get_adapter().is_open_for_signup(context["request"])  # type: ignore[no-any-return]


@register.simple_tag(takes_context=True)
def invitation(context: Context) -> Invitation | None:
    """Return the invitation that the person came by."""
    return invitation_pending(context["request"])


@register.simple_tag(takes_context=True)
def places(context: Context) -> QuerySet[Membership]:
    """Return where the person belongs."""
    return memberships_of(user=context["request"].user)


@register.filter
def may(access: Access | None, right: str) -> bool:
    """Tell whether this right is given; what is not should not be offered."""
    # A lazy `None` is not the `None` itself.
    return access.may(Right(right)) if access else False


@register.filter
def words(name: str) -> str:
    """Write a name of programs for people: 'role_changed' becomes 'role changed'."""
    return name.replace("_", " ").replace(".", " ")


@register.filter
def action_words(action: str) -> str:
    """Write what was done as a phrase: 'member.role_changed' becomes 'Member role changed'."""
    return words(action).capitalize()


@register.simple_tag
def request_id() -> str:
    """Write the id of the request, under which the log tells what happened."""
    return get_guid() or ""
