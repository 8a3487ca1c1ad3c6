"""One pod: calls it and says what its answers mean."""

from collections.abc import Sequence

from ocr.errors import PodError
from ocr.serving import payload
from ocr.serving.payload import Json
from ocr.serving.transport import Transport
from ocr.serving.values import Answer, PodAddress

_PROBE_SECONDS = 1.0
"""A pod that takes longer to say that it is there is of no use yet."""


class Node:
    """A pod at one address. The pool decides whether it gets calls; this only makes them."""

    def __init__(self, address: PodAddress, transport: Transport) -> None:
        self.address = address
        self._transport = transport

    def predict(self, model: str, *, release: str, body: bytes, seconds: float) -> Answer:
        """Return the pod's answer to a `:predict` request. Raises `PodError` where it is an error."""
        path = f"/v1/models/{model}/{release}"
        answer = self._transport.send(f"{path}:predict", body=body, seconds=seconds)
        if answer.status != 200:
            refusal = _refusal(answer, self.address)
            refusal.bytes_sent, refusal.bytes_received = answer.bytes_sent, answer.bytes_received
            raise refusal
        return answer

    def is_serving(self, models: Sequence[str]) -> bool:
        """Return whether a version of each model is available there, asked over a new connection."""
        self._transport.reset()
        try:
            return all(self._is_available(model) for model in models)
        except PodError:
            return False

    def _is_available(self, model: str) -> bool:
        answer = self._transport.send(f"/v1/models/{model}", body=None, seconds=_PROBE_SECONDS)
        return answer.status == 200 and _has_available_version(payload.parse(answer.body))


def _has_available_version(answer: Json) -> bool:
    """Look at the states of all versions: the status is 200 whatever they are."""
    versions = answer.get("model_version_status")
    if not isinstance(versions, list):
        return False
    return any(isinstance(version, dict) and version.get("state") == "AVAILABLE" for version in versions)


def _refusal(answer: Answer, address: PodAddress) -> PodError:
    """Say what an HTTP status means.

    The numbers are TensorFlow Serving's, which gives a reason with each; what has none comes from a proxy.
    """
    said = payload.error_of(answer.body)
    message = f"{address.url} answered: {said or f'status {answer.status}'}"
    if answer.status == 413 or (answer.status == 400 and said):
        return PodError(message, code="request_refused", retryable=False)
    if answer.status == 404:
        return PodError(message, code="model_missing")
    if answer.status == 429 or (answer.status == 503 and said):
        return PodError(message, code="pod_busy", at_fault=False)
    return PodError(message, code="pod_failed")
