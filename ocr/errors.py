"""Every error of reading an image.

The error carries the decision: `retryable`, and nothing else, ends or continues a retry.
"""


class OcrError(Exception):
    """An image could not be read; `str(error)` is a sentence for the person who uploaded it."""

    retryable = False

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
        """Stable name of the reason in snake_case, such as `too_many_pixels`; API clients branch on it."""


class InvalidFileError(OcrError):
    """The file itself is at fault: reading it again gives the same error."""


class EngineError(OcrError):
    """The engine failed although the file is good; `retryable` says whether a second attempt may succeed."""

    def __init__(self, message: str, *, code: str, retryable: bool) -> None:
        super().__init__(message, code=code)
        self.retryable = retryable
