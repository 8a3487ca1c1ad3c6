"""Texts that spreadsheets would take for formulas."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Spreadsheets take a text that begins so for a formula, and run it (OWASP, 'CSV injection')."""


def formula_safe(text: str) -> str:
    """Return the text so that a spreadsheet takes it for a text."""
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
