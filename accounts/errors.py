"""Refusals of writes, as sentences for the person."""

from django.core.exceptions import ValidationError


class ConflictError(ValidationError):
    """What is asked for does not fit how things are now; `code` names the reason."""
