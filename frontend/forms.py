"""What people fill in on the pages of their workspaces."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Language, Membership, Workspace
from accounts.rights import Right, Role

_PERCENT = 100


class WorkspaceNameForm(forms.Form):
    """A new workspace."""

    name = forms.CharField(label="Name", max_length=100)


class WorkspaceForm(WorkspaceNameForm):
    """What owners decide about a workspace; confidences are shown in percent."""

    auto_complete_confidence = forms.FloatField(
        label="Complete without a person from, %",
        min_value=0,
        max_value=100,
        help_text="Receipts whose date and total are at least this sure are not sent to review, if their "
        "amounts add up and the merchant is likely right.",
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    vietnamese = forms.ChoiceField(
        label="Vietnamese letters",
        choices=Language.choices,
        help_text="When receipts are read a second time for their Vietnamese letters.",
    )

    @classmethod
    def of(cls, workspace: Workspace) -> "WorkspaceForm":
        """Return the form as the workspace is now."""
        percent = round(workspace.auto_complete_confidence * _PERCENT, 6)
        return cls(
            initial={
                "name": workspace.name,
                "auto_complete_confidence": int(percent) if percent == int(percent) else percent,
                "vietnamese": workspace.vietnamese,
            }
        )

    def changes(self) -> dict[str, Any]:
        """Return what is filled in, as the service takes it."""
        given = self.cleaned_data
        share = round(given["auto_complete_confidence"] / _PERCENT, 8)
        return {**given, "auto_complete_confidence": share}


class InvitationForm(forms.Form):
    """Who is invited, as what."""

    email = forms.EmailField(label="Email address", max_length=254)
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.TYPIST)


class RoleForm(forms.Form):
    """What a member is there for."""

    role = forms.ChoiceField(choices=Role.choices)


class TransferForm(forms.Form):
    """Who takes over."""

    member = forms.ModelChoiceField(Membership.objects.none())

    def __init__(self, *args: Any, members: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above
        field.queryset = members


class ApiKeyForm(forms.Form):
    """A new key, of no more than the person's own right."""

    name = forms.CharField(label="Name", max_length=100, help_text="What the key is for, like “scanner”.")
    scope = forms.ChoiceField(label="What it may do")
    days = forms.TypedChoiceField(
        label="Valid for",
        choices=((30, "30 days"), (90, "90 days"), (365, "A year"), ("", "Until it is revoked")),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, scopes: Sequence[Right], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [(scope.value, scope.label) for scope in scopes]
        field.initial = Right.WRITE if Right.WRITE in scopes else scopes[-1]

    @property
    def expires_at(self) -> datetime | None:
        """When the key ends."""
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None
