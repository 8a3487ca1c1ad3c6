"""How the API shows and takes members."""

from rest_framework import serializers

from accounts.models import Membership
from accounts.rights import Role
from api.strict import Strict


class MemberSerializer(Strict, serializers.ModelSerializer[Membership]):
    """A person's place in the workspace."""

    user = serializers.IntegerField(source="user_id", read_only=True, help_text="Id of the person.")
    email = serializers.EmailField(source="user.email", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True, help_text="Empty if none was given.")
    role = serializers.ChoiceField(choices=Role.choices)

    class Meta:
        model = Membership
        fields = ("id", "user", "email", "name", "role", "created_at")
        read_only_fields = ("created_at",)
