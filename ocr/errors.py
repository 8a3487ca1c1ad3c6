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


class PodsAwayError(EngineError):
    """No pod is alive: the file waits until one is."""

    def __init__(self) -> None:
        super().__init__("No GPU is reachable. The receipt waits for one.", code="pods_away", retryable=True)


class PodError(EngineError):
    """One call of a pod failed; another pod, or the same one later, may do it."""

    bytes_sent = bytes_received = 0
    """What crossed the network all the same."""

    def __init__(self, message: str, *, code: str, retryable: bool = True, at_fault: bool = True) -> None:
        super().__init__(message, code=code, retryable=retryable)
        self.at_fault = at_fault
        """Whether the failure tells against the pod; that it has enough to do does not."""

    @property
    def gone(self) -> bool:
        """Whether nothing listens at the pod's address: asking it again is pointless for now."""
        return self.code == "pod_unreachable"
