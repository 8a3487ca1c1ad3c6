"""How the API shows and takes invitations."""

from rest_framework import serializers

from accounts.models import Invitation
from accounts.rights import Role
from api.strict import Strict


class InvitationSerializer(Strict, serializers.ModelSerializer[Invitation]):
    """An invitation that nobody accepted yet."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.choices, default=Role.TYPIST)
    invited_by = serializers.IntegerField(
        source="invited_by_id", read_only=True, allow_null=True, help_text="Id of the person."
    )

    class Meta:
        model = Invitation
        fields = ("id", "email", "role", "invited_by", "created_at", "expires_at")
        read_only_fields = ("created_at", "expires_at")
