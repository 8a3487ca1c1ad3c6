"""The engines by name; each is created once a process, so that its nets are loaded once."""

import threading
from importlib import import_module

from ocr.engines.base import Engine
from ocr.errors import EngineError

ENGINES = {
    "embedded": "ocr.engines.embedded.EmbeddedEngine",
    "scripted": "ocr.engines.scripted.ScriptedEngine",
    "serving": "ocr.cluster.running.serving_engine",
}
"""Imported when they are asked for: a worker that calls pods needs no ONNX Runtime in its memory."""

_made: dict[str, Engine] = {}
# An engine may be made with another one to fall back to.
_making = threading.RLock()


def get_engine(name: str) -> Engine:
    """Return the engine of that name, shared by all threads of the process. Raises `EngineError`."""
    if name not in ENGINES:
        raise EngineError(
            f"There is no engine called {name!r}. Set OCR_ENGINE to one of: {', '.join(sorted(ENGINES))}.",
            code="unknown_engine",
            retryable=False,
        )
    with _making:
        if name not in _made:
            _made[name] = _make(ENGINES[name])
        return _made[name]


def _make(path: str) -> Engine:
    module, _, engine = path.rpartition(".")
    made: Engine = getattr(import_module(module), engine)()
    return made
