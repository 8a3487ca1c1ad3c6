from django.apps import AppConfig


class OcrConfig(AppConfig):
    """Reads one image; knows nothing of people or receipts' records."""

    name = "ocr"
