"""Errors of the record, as sentences for the person."""

from django.core.exceptions import ValidationError


class StateError(ValidationError):
    """The receipt is at a point of its life where this cannot be done."""


class StorageError(Exception):
    """The file storage is away, full, or misses a file; trying again may help."""

    def __init__(self) -> None:
        super().__init__("The file storage did not answer. Try again, and if it goes on, tell the operator.")
