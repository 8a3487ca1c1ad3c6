"""Find keywords in printed text, whatever its accents, spacing and reading errors."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from ocr.layout.keywords import KEYWORDS, Concept, phrases

EXACT, SPLIT, CORRECTED = 1.0, 0.95, 0.85
"""How sure a word is known: as printed, after splitting run-together words, after mending its letters."""

LETTER_OF_DIGIT = str.maketrans("01458", "oiasb")
"""What a digit among letters stands for."""

MIN_LENGTH_ONE_ERROR, MIN_LENGTH_TWO_ERRORS = 5, 9
"""Shorter words have too many neighbours to mend: 'cash' is one letter from 'mash'."""

MIN_LENGTH_OTHER_LENGTH = 7
"""From this length on, a word may also have lost or won a letter."""

MIN_GLUED_DIGITS = 2
"""So many digits at the end of a word are a number that belongs to something else."""

MIN_PEELED = 6
"""Shorter words are part of too many longer ones."""

MIN_MEAN_PIECE = 3.5
"""Run-together words are not cut into shorter pieces on average: any name is made of short words."""

MAX_WORD = 40
"""Longer runs of letters are no words, and mending them would take for ever."""

SHORT_PIECES = frozenset({"no", "id", "rm", "of", "am", "pm"})
"""The words of less than three letters that run-together text is split into."""

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A phrase found in a text."""

    concept: Concept
    start: int
    end: int
    """Characters of the text, end exclusive."""
    length: int
    """Number of words of the phrase."""
    score: float
    """1 for a phrase exactly as expected, less when it had to be mended."""


@dataclass(frozen=True, kw_only=True)
class _Known:
    word: str
    start: int
    end: int
    score: float


def fold(text: str) -> str:
    """Lower case, without accents; `đ` becomes `d` and `ß` becomes `ss`."""
    plain = text.lower().replace("đ", "d").replace("ß", "ss")
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[Hit, ...]:
    """Return the phrases of `text` from left to right; where phrases overlap the longest wins."""
    known = list(_known_words(text))
    hits: list[Hit] = []
    position = 0
    while position < len(known):
        length = _longest_phrase(known, position)
        hits.extend(_hits(known[position : position + length]))
        position += max(length, 1)
    return tuple(hits)


def concepts(text: str) -> frozenset[Concept]:
    """The concepts of all phrases in `text`."""
    return frozenset(hit.concept for hit in find(text))


def _longest_phrase(known: list[_Known], position: int) -> int:
    """Number of words of the longest phrase that starts at `position`, 0 if none does."""
    lengths = _LENGTHS_BY_FIRST_WORD.get(known[position].word, ())
    for length in lengths:
        phrase = tuple(part.word for part in known[position : position + length])
        if phrase in _CONCEPTS_OF_PHRASE:
            return length
    return 0


def _hits(parts: list[_Known]) -> Iterator[Hit]:
    if not parts:
        return
    for concept in _CONCEPTS_OF_PHRASE[tuple(part.word for part in parts)]:
        yield Hit(
            concept=concept,
            start=parts[0].start,
            end=parts[-1].end,
            length=len(parts),
            score=min(part.score for part in parts),
        )


def _known_words(text: str) -> Iterator[_Known]:
    """The words of `text` as the vocabulary spells them."""
    for token, start, end in _tokens(text):
        pieces, score = _spell(token)
        for piece in pieces:
            yield _Known(word=piece, start=start, end=end, score=score)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Folded words with their place; three and more single letters in a row are one spaced-out word."""
    matches = list(_TOKEN.finditer(text))
    i = 0
    while i < len(matches):
        run = i
        while run < len(matches) and len(matches[run].group()) == 1 and matches[run].group().isalpha():
            run += 1
        last = run if run - i >= 3 else i + 1
        word = "".join(match.group() for match in matches[i:last])
        yield fold(word).replace("'", ""), matches[i].start(), matches[last - 1].end()
        i = last


@lru_cache(maxsize=8192)
def _spell(token: str) -> tuple[tuple[str, ...], float]:
    """The vocabulary's words for a folded token, and how sure they are."""
    if token in _VOCABULARY or len(token) > MAX_WORD:
        return (token,), EXACT
    if (core := token.strip("0123456789")) in _VOCABULARY:
        return (core,), SPLIT
    if (core := token.rstrip("0123456789")) and len(token) - len(core) >= MIN_GLUED_DIGITS:
        token = core
    letters = sum(c.isalpha() for c in token)
    if letters * 2 <= len(token) or letters < 3:
        return (token,), EXACT
    mended = token.translate(LETTER_OF_DIGIT)
    if mended in _VOCABULARY:
        return (mended,), CORRECTED
    if pieces := _split(mended):
        return pieces, SPLIT
    if word := _correct(mended):
        return (word,), CORRECTED
    return _peeled(mended) or (token,), SPLIT


def _peeled(token: str) -> tuple[str, ...] | None:
    """A long known word cut off the end or the start of an unknown one: `sanyustationery`."""
    for length in range(len(token) - 2, MIN_PEELED - 1, -1):
        if token[-length:] in _VOCABULARY:
            return token[:-length], token[-length:]
        if token[:length] in _VOCABULARY:
            return token[:length], token[length:]
    return None


def _split(token: str) -> tuple[str, ...] | None:
    """Cut run-together words apart, with the fewest pieces."""
    if len(token) < 6:
        return None
    best: list[tuple[str, ...] | None] = [()] + [None] * len(token)
    for end in range(2, len(token) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end - 1):
            before, piece = best[start], token[start:end]
            if before is None or piece not in _PIECES:
                continue
            current = best[end]
            if current is None or len(before) + 1 < len(current):
                best[end] = (*before, piece)
    pieces = best[-1]
    return pieces if pieces and len(token) >= MIN_MEAN_PIECE * len(pieces) else None


def _correct(token: str) -> str | None:
    """The vocabulary's word that differs from `token` by one letter, two in long words."""
    errors = _errors_allowed(token)
    candidates = {word for part in _shortened(token, errors) for word in _WORDS_BY_SHORTENED.get(part, ())}
    near = sorted((edit_distance(token, word), word) for word in candidates if _is_misreading(token, word))
    return near[0][1] if near and near[0][0] <= errors else None


def _is_misreading(token: str, word: str) -> bool:
    """Recognizers mostly swap letters; in short words a letter more or less makes another word."""
    return len(token) == len(word) or len(word) >= MIN_LENGTH_OTHER_LENGTH


def _errors_allowed(word: str) -> int:
    return (len(word) >= MIN_LENGTH_ONE_ERROR) + (len(word) >= MIN_LENGTH_TWO_ERRORS)


def _shortened(word: str, errors: int) -> set[str]:
    """`word` with up to `errors` letters left out: words one edit apart share one of these."""
    if errors == 0:
        return set()
    return {
        "".join(c for i, c in enumerate(word) if i not in gone)
        for count in range(errors + 1)
        for gone in combinations(range(len(word)), count)
    }


def edit_distance(a: str, b: str) -> int:
    """How many letters must be put in, left out or replaced to make `b` of `a` (Levenshtein 1966)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def _phrase_table() -> dict[tuple[str, ...], tuple[Concept, ...]]:
    table: dict[tuple[str, ...], list[Concept]] = defaultdict(list)
    for concept in KEYWORDS:
        for phrase in phrases(concept):
            table[phrase].append(concept)
    return {phrase: tuple(found) for phrase, found in table.items()}


def _lengths_by_first_word() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for phrase in _CONCEPTS_OF_PHRASE:
        lengths[phrase[0]].add(len(phrase))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


def _words_by_shortened() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = defaultdict(list)
    for word in _VOCABULARY:
        for part in _shortened(word, _errors_allowed(word)):
            table[part].append(word)
    return {part: tuple(words) for part, words in table.items()}


_CONCEPTS_OF_PHRASE = _phrase_table()
_LENGTHS_BY_FIRST_WORD = _lengths_by_first_word()
_VOCABULARY = frozenset(word for phrase in _CONCEPTS_OF_PHRASE for word in phrase)
_PIECES = frozenset(word for word in _VOCABULARY if len(word) >= 3) | SHORT_PIECES
_LONGEST_WORD = max(map(len, _VOCABULARY))
_WORDS_BY_SHORTENED = _words_by_shortened()
