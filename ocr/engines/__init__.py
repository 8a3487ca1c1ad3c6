"""The engines by name; each is created once a process, so that its nets are loaded once."""

from functools import cache

from ocr.engines.base import Engine
from ocr.engines.embedded import embedded_engine
from ocr.engines.scripted import scripted_engine

_ENGINES = {"embedded": embedded_engine, "scripted": scripted_engine}


@cache
def get_engine(name: str) -> Engine:
    """Return the engine of that name, shared by all threads of the process."""
    return _ENGINES[name]()
