"""How the API shows and takes the workspace."""

from rest_framework import serializers

from accounts.models import Workspace
from api.strict import Strict


class WorkspaceSerializer(Strict, serializers.ModelSerializer[Workspace]):
    """The workspace, and what it does by itself."""

    class Meta:
        model = Workspace
        fields = ("id", "name", "auto_complete_confidence", "vietnamese", "created_at")
