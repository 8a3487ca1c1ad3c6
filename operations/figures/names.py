"""How models and moments are named in tables."""

from datetime import datetime

from django.utils import timezone

from ocr.cluster.models import ServedModel


def model_label(model: str) -> str:
    """Return what a model is called; its own name where it is none that is known."""
    return str(ServedModel(model).label) if model in ServedModel.values else model


def moment(at: datetime | None) -> str | None:
    """Return a moment to the minute."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else None
