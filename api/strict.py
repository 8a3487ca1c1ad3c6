"""Input that is taken at its word: a misspelt name would change nothing and seem to."""

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

if TYPE_CHECKING:
    _Base = serializers.Serializer[Any]
else:
    _Base = object


class Strict(_Base):
    """Makes a serializer refuse names that it does not know; those of fields to read are let pass."""

    known_besides: ClassVar[tuple[str, ...]] = ()
    """Names that others look at."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the validated data."""
        values: dict[str, Any] = super().to_internal_value(data)
        refuse_unknown(data, {*self.fields, *self.known_besides})
        return values


def refuse_unknown(given: Iterable[str], known: Container[str]) -> None:
    """Raise `ValidationError` for the names that are not known."""
    if unknown := sorted(name for name in given if name not in known):
        raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field."))
