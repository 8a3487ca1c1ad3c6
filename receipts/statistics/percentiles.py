"""Percentiles by nearest rank: the least value that a share of all does not exceed."""

import math
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate
from django.db.models.sql.compiler import SQLCompiler

_FUNCTION = "PERCENTILE_DISC"


class Percentile(Aggregate):
    """The value at a share, 0..1, of those of an expression; `None` of none."""

    template = f"{_FUNCTION}(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, *, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Call the function that `percentiles_teach` made."""
        here = self.copy()
        here.template = f"{_FUNCTION}(%(expressions)s, %(share)s)"
        return here.as_sql(compiler, connection, **extra)


def percentiles_teach(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give a new connection to SQLite the function that PostgreSQL has of itself."""
    if connection.vendor == "sqlite":
        connection.connection.create_aggregate(_FUNCTION, 2, _PercentileDisc)


class _PercentileDisc:
    """What SQLite calls with each value, and at the end."""

    def __init__(self) -> None:
        self._values: list[float] = []
        self._share = 0.0

    def step(self, value: float | None, share: float) -> None:
        """Take one value of a row."""
        self._share = share
        if value is not None:
            self._values.append(value)

    def finalize(self) -> float | None:
        """Return the value at the share of all."""
        rank = math.ceil(self._share * len(self._values))
        return sorted(self._values)[rank - 1] if self._values else None
