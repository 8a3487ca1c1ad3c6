"""Runs of equally tagged words, the bridge from tags to fields."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from ocr.layout.rows import Row, enclosing
from ocr.types import Field, Label, Quad, Tag, V, Word


@dataclass(frozen=True, kw_only=True)
class Span:
    """Neighbouring words of one row with the same label."""

    label: Label
    text: str
    """As printed, words parted as in the row."""
    row: int
    """Index of the row."""
    page: int
    quads: tuple[Quad, ...]
    char_score: float
    """Mean score of the characters, 0..1."""
    tag_score: float
    """Mean score of the tags, 0..1."""

    @property
    def score(self) -> float:
        return self.char_score * self.tag_score

    @property
    def left(self) -> float:
        return min(x for quad in self.quads for x, _ in quad)

    @property
    def right(self) -> float:
        return max(x for quad in self.quads for x, _ in quad)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        """Of its highest word."""
        return max(quad[3][1] - quad[0][1] for quad in self.quads)


def spans_of(rows: Sequence[Row], words: Sequence[Word], tags: Sequence[Tag]) -> dict[Label, list[Span]]:
    """All spans by label, in reading order."""
    spans: dict[Label, list[Span]] = defaultdict(list)
    for index, row in enumerate(rows):
        for run in _runs(row, tags):
            span = _span(index, row, run, words, tags)
            spans[span.label].append(span)
    return spans


def merged_field(value: V, raw_text: str, spans: Sequence[Span], certainty: float) -> Field[V]:
    """A field over all `spans` of its page; `certainty` says how sure the value follows from the text."""
    first = spans[0]
    return Field(
        value=value,
        raw_text=raw_text,
        confidence=confidence(fmean(span.score for span in spans) * certainty),
        page=first.page,
        quad=enclosing(quad for span in spans if span.page == first.page for quad in span.quads),
    )


def field(value: V, span: Span, certainty: float) -> Field[V]:
    """A field read from one span."""
    return merged_field(value, span.text, [span], certainty)


def confidence(score: float) -> float:
    """Clip to 0..1 and round to what can be told apart."""
    return round(float(min(max(score, 0.0), 1.0)), 3)


def by_row(spans: Mapping[Label, Sequence[Span]], labels: Iterable[Label]) -> dict[int, list[Span]]:
    """The spans of `labels` by row, from left to right."""
    rows: dict[int, list[Span]] = defaultdict(list)
    for label in labels:
        for span in spans.get(label, ()):
            rows[span.row].append(span)
    return {row: sorted(found, key=lambda span: span.left) for row, found in sorted(rows.items())}


def confirmed(
    spans: Mapping[Label, Sequence[Span]], labels: Iterable[Label], doubt: float
) -> dict[Label, list[Span]]:
    """The spans of `labels` with only the share `doubt` of the doubt in their tags."""
    return {
        label: [replace(span, tag_score=1 - (1 - span.tag_score) * doubt) for span in spans.get(label, ())]
        for label in labels
    }


def _runs(row: Row, tags: Sequence[Tag]) -> list[list[int]]:
    """Positions in the row of words next to each other with the same label."""
    runs: list[list[int]] = []
    for position, word in enumerate(row.words):
        if runs and tags[row.words[runs[-1][-1]]].label == tags[word].label:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _span(index: int, row: Row, run: Sequence[int], words: Sequence[Word], tags: Sequence[Tag]) -> Span:
    indices = [row.words[position] for position in run]
    return Span(
        label=tags[indices[0]].label,
        text=row.text[row.starts[run[0]] : row.ends[run[-1]]],
        row=index,
        page=row.page,
        quads=tuple(row.quads[position] for position in run),
        char_score=fmean(words[i].score for i in indices),
        tag_score=fmean(tags[i].score for i in indices),
    )
