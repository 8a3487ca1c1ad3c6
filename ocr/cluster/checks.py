"""Checks of the settings that name pods."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import Error as DatabaseError

from ocr.cluster.models import Pod, PodState
from ocr.serving.discovery import PodListError, parse_pods


def check_pods(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Say which entries of OCR_PODS are unusable, or that no pod is known at all."""
    if settings.OCR_ENGINE != "serving":
        return []
    if settings.OCR_PODS:
        return [message for entry in settings.OCR_PODS for message in _check_entry(entry)]
    return _check_rows()


def _check_entry(entry: str) -> list[CheckMessage]:
    try:
        parse_pods([entry])
    except PodListError as error:
        hint = "Correct OCR_PODS; its entries are separated by commas."
        return [Error(str(error), hint=hint, id="cluster.E001")]
    return []


def _check_rows() -> list[CheckMessage]:
    try:
        known = Pod.objects.listed().filter(state=PodState.ACTIVE).exists()
    except DatabaseError:
        return []  # not migrated yet, or away: there is nothing to know
    if known:
        return []
    hint = "Set OCR_PODS, or add pods in the admin."
    return [Warning("OCR_ENGINE is serving, but no pod is known.", hint=hint, id="cluster.W001")]
