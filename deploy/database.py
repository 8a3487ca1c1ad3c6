"""Why the database cannot be used, as a sentence."""

from django.db import DatabaseError

_NOT_MIGRATED = ("no such table", "no such column", "does not exist")
_NOT_REACHED = (
    "connection to server",
    "could not translate host name",
    "unable to open",
    "readonly database",
)


def database_sentence(error: DatabaseError) -> str:
    """Return what happened and what to do; empty for errors that only a programmer can mend."""
    reason = str(error).strip().partition("\n")[0].rstrip(".")
    if any(words in reason for words in _NOT_REACHED):
        return f"The database cannot be used: {reason}. Check DATABASE_URL, or DATA_DIR without it."
    if any(words in reason for words in _NOT_MIGRATED):
        return (
            f"The database is not ready ({reason}). "
            "Run `manage.py migrate` or `make run` first, with the same DATA_DIR."
        )
    return ""
