"""Modules that need TensorFlow: it takes seconds and half a gigabyte, and few installations have it."""

import os
from importlib import import_module
from typing import Any

from django.core.management.base import CommandError


def with_tensorflow(module: str, task: str) -> Any:
    """Import `module` for a `task` such as 'Training'. Raises `CommandError` if that is not installed."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise CommandError(
            f"{task} needs TensorFlow and ONNX, but there is no {error.name}. Run `make export` first."
        ) from error
