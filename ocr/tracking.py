"""Tells how far a reading is, and how long its stages took."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from ocr.types import Progress, Stage

_STAGE_SPAN = {Stage.DETECTING: (0.0, 0.2), Stage.RECOGNIZING: (0.2, 1.0)}
"""Share of a page's time at which a stage begins and ends; recognizing takes most of it."""

TAGGING_BEGINS = 0.97
"""Share of the whole file; tagging sees all pages at once and takes milliseconds."""


class Tracker:
    """Progress and seconds of one reading of `pages` pages."""

    def __init__(self, *, progress: Progress | None, pages: int) -> None:
        self.seconds: dict[Stage, float] = defaultdict(float)
        self._progress = progress
        self._pages = max(pages, 1)
        self._pages_done = 0
        self._stage = Stage.DETECTING

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Report the stage's begin and keep its time."""
        self._stage = stage
        self.advance(0.0)
        begun = perf_counter()
        yield
        self.seconds[stage] += perf_counter() - begun

    def advance(self, share: float) -> None:
        """Report that `share` (0..1) of the current stage is done."""
        if self._progress:
            self._progress(self._stage, self._overall(share))

    def page_done(self) -> None:
        """Count a page as read."""
        self._pages_done += 1

    def _overall(self, share: float) -> float:
        if self._stage == Stage.TAGGING:
            return TAGGING_BEGINS + (1 - TAGGING_BEGINS) * share
        begin, end = _STAGE_SPAN[self._stage]
        of_page = begin + (end - begin) * share
        return TAGGING_BEGINS * min(1.0, (self._pages_done + of_page) / self._pages)
