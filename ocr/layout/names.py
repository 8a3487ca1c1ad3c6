"""Names of stores as printed: with queue numbers before and registration numbers after them."""

import re

_REGISTRATION = re.compile(
    r"(?<![#\d])(?<!# )(?<!#[A-Z])(?<!#[A-Z]{2})\s{0,2}[(\[{]?\s{0,2}"
    r"(?:co\.?\s?(?:reg\.?)?\s?no\.?\s*:?\s*|reg\.?\s?(?:no\.?)?\s*:?\s*|company no\.?\s*:?\s*)?"
    r"[A-Z]{0,3}\d{4,}\s?[-–.]?\s?[A-Z]{0,2}\)?[\])}.]{0,2}\s{0,2}(?:\([\w\s]{1,5}\))?\s{0,2}$",
    re.IGNORECASE,
)
_MID_REGISTRATION = re.compile(
    r"\s{0,2}\(\s{0,2}(?:[A-Z]{0,3}\d{4,}\s?[-–.]?\s?[A-Z]{0,2}|co\.?\s?(?:reg\.?)?\s?no[^)]*)\)",
    re.IGNORECASE,
)
_BRANCH = re.compile(r"\W*(?:store|shop|branch|outlet|unit)\W{0,3}(?:n[or]\W{0,2})?\d+\W*", re.IGNORECASE)
_OWNER = re.compile(r"^\W*(?:owned|own|operated|managed) by\W+|^\W*dimiliki(?: oleh)?\W+", re.IGNORECASE)
_QUEUE_NUMBER = re.compile(r"^\s*#?\d{4,}\s+(?=\w)")
_MISREADINGS = (
    (re.compile(r"\b0(?=[^\W\d_]{2,}\b)"), "O"),
    (re.compile(r"\b1(?=[^\W\d_]{2,}\b)(?!ST\b|st\b)"), "I"),
    (re.compile(r"\b[S5]/[B8]$"), "S/B"),
    (re.compile(r"\bS(?:[DOI0]N|DM)(\.?\s?)[BD]H[DIO][Il1|]?(?=\W|$)", re.IGNORECASE), r"SDN\1BHD"),
)


def name_span(text: str) -> tuple[int, int]:
    """The name without queue numbers and 'owned by' before it and what follows its registration number."""
    head = _QUEUE_NUMBER.match(text) or _OWNER.match(text)
    start = head.end() if head else 0
    tail = _MID_REGISTRATION.search(text, start) or _REGISTRATION.search(text, start)
    end = tail.start() if tail and tail.start() > start + 2 else len(text)
    return start, end


def is_branch_number(text: str) -> bool:
    """Whether `text` is the number of a branch and nothing else: 'Store #0208'."""
    return bool(_BRANCH.fullmatch(text))


def is_registration(text: str) -> bool:
    """Whether `text` is a company's registration number and nothing else."""
    return bool(_REGISTRATION.fullmatch(text) or _MID_REGISTRATION.fullmatch(text))


def mend_name(name: str) -> str:
    """`name` with misread letters mended: digits that begin a word, and the Malaysian legal forms."""
    for pattern, form in _MISREADINGS:
        name = pattern.sub(form, name)
    return name
