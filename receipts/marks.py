"""How each field of a receipt's head was read, in letters that its row keeps: statistics need no join then.

There is one for each field, in the order of `FIELD_NAMES`: `M` where the model was right and `m` where it was
not, `H` and `h` where a person looked at the value, too, and `-` where there is no such field.
"""

from collections.abc import Iterable, Iterator

from receipts.models import Field, Section, Source
from receipts.selectors import FIELD_NAMES

_NO_FIELD = "-"
_LETTERS = {
    (Source.MODEL, True): "M",
    (Source.MODEL, False): "m",
    (Source.HUMAN, True): "H",
    (Source.HUMAN, False): "h",
}
_MEANINGS = {letter: meaning for meaning, letter in _LETTERS.items()}


def marks_of(head: Iterable[Field]) -> str:
    """Return the letters of these fields of a head."""
    found = {field.name: _LETTERS[Source(field.source), field.value == field.model_value] for field in head}
    return "".join(found.get(name, _NO_FIELD) for name in FIELD_NAMES[Section.HEAD])


def marks_read(marks: str) -> Iterator[tuple[str, Source, bool]]:
    """Yield each field that there is: its name, who its value comes from, whether the model was right."""
    for name, letter in zip(FIELD_NAMES[Section.HEAD], marks, strict=False):
        if letter != _NO_FIELD:
            yield name, *_MEANINGS[letter]
