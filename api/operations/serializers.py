"""How the API shows the operator's figures."""

from datetime import UTC, date
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from api.strict import Strict
from operations.tables import Cell, Column, Kind, Table, plain


class ReportQuerySerializer(Strict, serializers.Serializer[Any]):
    """What a report is asked for with."""

    month = serializers.DateField(
        required=False,
        input_formats=["%Y-%m"],
        help_text="A month such as 2026-10, of `chargeback`; this one if none is given.",
    )

    def validate_month(self, month: date) -> date:
        """Refuse months that are still to come."""
        if month > timezone.now().astimezone(UTC).date():
            raise serializers.ValidationError("This month is still to come.")
        return month


class ColumnSerializer(serializers.Serializer[Column]):
    """A column of a table."""

    key = serializers.CharField(help_text="Its name in the rows.")
    title = serializers.CharField(help_text="Its heading.")
    kind = serializers.ChoiceField(
        choices=[kind.value for kind in Kind],
        help_text="What its values are: `money` is of the row's `currency`, `share` is 0..1, `gigabytes` are "
        "of 2^30 bytes.",
    )


class TableSerializer(serializers.Serializer[Table]):
    """A table of figures."""

    title = serializers.CharField()
    note = serializers.CharField(help_text="How the figures come about.")
    columns = ColumnSerializer(many=True)
    rows = serializers.SerializerMethodField(
        help_text="Objects by the columns' keys. Amounts and shares are decimal numbers as text, to six "
        "digits; `null` where there is nothing to say."
    )
    total = serializers.SerializerMethodField(
        help_text="A row that sums up the others; `null` without one, as where there are several currencies."
    )

    def get_rows(self, table: Table) -> list[dict[str, Any]]:
        return [_plain(record) for record in table.records()]

    def get_total(self, table: Table) -> dict[str, Any] | None:
        if table.total is None:
            return None
        keys = [column.key for column in table.columns]
        return _plain(dict(zip(keys, table.total, strict=True)))


class ReportSerializer(serializers.Serializer[Any]):
    """All tables of one topic, by their keys."""

    tables = serializers.DictField(child=TableSerializer())


def _plain(record: dict[str, Cell]) -> dict[str, Any]:
    return {key: plain(value) for key, value in record.items()}
