"""What receipts tell in sum: what was spent, and how well they were read. The database does the sums."""

from receipts.statistics.reading import FieldAccuracy, Reading, reading
from receipts.statistics.scope import Day, Scope
from receipts.statistics.spending import Part, Spending, spending

__all__ = ["Day", "FieldAccuracy", "Part", "Reading", "Scope", "Spending", "reading", "spending"]
