"""Vietnamese lines, drawn sharp and worn: character error and amounts, read once and read twice."""

from argparse import ArgumentParser
from collections.abc import Sequence
from random import Random
from typing import Any, TextIO

from ocr.engines.base import Pixels, Recognizer
from ocr.engines.embedded import EmbeddedRecognizer
from ocr.evaluation.vietnamese.corpus import LETTERS, letter_words, receipt_lines
from ocr.evaluation.vietnamese.drawing import FONTS, draw_line, draw_worn, lacking
from ocr.evaluation.vietnamese.scoring import amounts_right, character_error
from ocr.types import Transcript
from ocr.vietnamese.rereading import Language, reread, second_recognizer

LIMIT_ERROR, LIMIT_AMOUNTS = 0.02, 0.99
"""Of worn lines."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--lines", type=int, default=120, help="How many lines are drawn.")
    parser.add_argument("--seed", type=int, default=1)


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the figures; return whether those of worn lines, and the letters, are within their limits."""
    if second_recognizer() is None:
        stdout.write("The recogniser of Vietnamese letters is not installed. Run `make vietnamese`.\n")
        return False
    for font in FONTS:
        if letters := lacking(font):
            stdout.write(f"{font} lacks {letters}: lines drawn with it would be wrong.\n")
            return False
    random, recognizer = Random(options["seed"]), EmbeddedRecognizer()  # noqa: S311
    printed = list(receipt_lines(random, options["lines"]))
    fonts = [random.choice(FONTS) for _ in printed]
    sharp = [draw_line(line, font=font, size=32) for line, font in zip(printed, fonts, strict=True)]
    _compare("sharp", sharp, printed, recognizer, stdout)
    worn = [draw_worn(line, random, font=font) for line, font in zip(printed, fonts, strict=True)]
    within = _compare("worn", worn, printed, recognizer, stdout)
    return _check_letters(recognizer, stdout) and within


def _compare(
    name: str, crops: Sequence[Pixels], printed: Sequence[str], recognizer: Recognizer, stdout: TextIO
) -> bool:
    once = dict(recognizer.recognize(crops))
    twice = once | reread(once, crops, Language.VIETNAMESE)
    for times, transcripts in (("once", once), ("twice", twice)):
        error, amounts = _figures(transcripts, printed)
        stdout.write(f"{name}, read {times}: character error {error:.2%}, amounts right {amounts:.1%}\n")
    return error <= LIMIT_ERROR and amounts >= LIMIT_AMOUNTS


def _figures(transcripts: dict[int, Transcript], printed: Sequence[str]) -> tuple[float, float]:
    texts = [transcripts[index].text for index in range(len(printed))]
    return character_error(texts, printed), amounts_right(texts, printed)


def _check_letters(recognizer: Recognizer, stdout: TextIO) -> bool:
    """Print how many of the accented letters, small and capital, are read right in some word."""
    words = letter_words()
    crops = [draw_line(word, font=FONTS[0], size=32) for word in words]
    once = dict(recognizer.recognize(crops))
    read = once | reread(once, crops, Language.VIETNAMESE)
    wanted = set(LETTERS + LETTERS.upper())
    written = {letter for i, word in enumerate(words) for letter in word if letter in read[i].text} & wanted
    missed = "".join(sorted(wanted - written)) or "none"
    stdout.write(f"accented letters read: {len(written)} of {len(wanted)}, missed: {missed}\n")
    return written == wanted
