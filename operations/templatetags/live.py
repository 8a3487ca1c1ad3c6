"""How spans of time are written on the live page."""

from django import template

from operations.figures.pods import lasting as written
from operations.templatetags.figures import NOTHING

register = template.Library()


@register.filter
def lasting(seconds: float | None) -> str:
    """Return a span of time in its largest fitting unit."""
    return NOTHING if seconds is None else written(seconds)
