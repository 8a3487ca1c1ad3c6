"""How the API shows imports."""

from typing import Any

from rest_framework import serializers

from receipts.exports.models import Import, JobStatus


class ImportSerializer(serializers.Serializer[Import]):
    """A backup that is restored in the background."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=JobStatus.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    filename = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes of the backup.")
    count = serializers.IntegerField(allow_null=True, help_text="Receipts that were restored, once done.")
    error = serializers.CharField(help_text="Why nothing was restored; empty if all was.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class BackupSerializer(serializers.Serializer[Any]):
    """A backup to restore."""

    file = serializers.FileField(help_text="An export as ZIP or, without any images, as JSON.")
