"""Splitting a whole among those who had a part in it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key")


def in_proportion(whole: Fraction, to: Mapping[Key, int] | Mapping[Key, Fraction]) -> dict[Key, Fraction]:
    """Return each one's part: whole * weight / (sum of the weights). The parts sum exactly to the whole.

    Where nobody has any weight there are no parts, and the whole is left to the caller.
    """
    total = sum(to.values())
    return {key: whole * weight / total for key, weight in to.items()} if total else {}
