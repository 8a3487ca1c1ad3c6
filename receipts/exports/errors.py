"""Why a backup cannot be restored, as sentences for the person."""

from django.core.exceptions import ValidationError


class BackupError(ValidationError):
    """The file is no backup, or one that is damaged or not made by Tillroll."""
