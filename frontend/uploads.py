"""Takes the uploads of pages, each only once."""

import logging

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from redis.exceptions import RedisError

from accounts.models import User, Workspace
from receipts import services
from receipts.models import Receipt
from receipts.selectors import receipts_list

logger = logging.getLogger(__name__)

_REMEMBERED = 3600
"""Seconds for which a browser may send a file again whose answer it did not get."""


def upload_receive(*, workspace: Workspace, user: User, file: "UploadedFile[bytes]", token: str) -> Receipt:
    """Keep a file; sent again under the same token, it is the same receipt. Raises `InvalidFileError`."""
    key = f"upload:{workspace.id.hex}:{token}"
    known = token and _recall(key)
    if known and (receipt := receipts_list(workspace=workspace).filter(id=known).first()):
        return receipt
    receipt = services.receipt_upload(
        workspace=workspace, user=user, data=file.read(), filename=file.name or ""
    )
    if token:
        _remember(key, receipt)
    return receipt


def _recall(key: str) -> str | None:
    try:
        known: str | None = cache.get(key)
    except RedisError as error:
        logger.warning("Whether an upload came before is not known: %s", error)
        return None
    return known


def _remember(key: str, receipt: Receipt) -> None:
    try:
        cache.set(key, str(receipt.id), _REMEMBERED)
    except RedisError as error:
        logger.warning("Upload %s will not be recognised if it comes again: %s", receipt.id, error)
