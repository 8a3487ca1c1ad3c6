"""What operators see of people, workspaces and keys."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import ApiKey, AuditEntry, Invitation, Membership, User, Workspace
from accounts.services import workspace_delete

# Rights come from memberships and the operator's mark, providers from the settings; what people log in by is
# shown with them.
admin.site.unregister(
    [Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession]
)

# The admin's own log-in page counts no attempts, so whoever tries passwords would do it there.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class EmailAddressInline(TabularInline):
    """Addresses a person logs in by."""

    model = EmailAddress
    extra = 0


class ReadOnlyInline(TabularInline):
    """What an operator may see and take away, and nothing else."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return that none is written here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return that none is changed here."""
        return False


class AuthenticatorInline(ReadOnlyInline):
    """The second step of the log-in; removed for somebody who lost phone and recovery codes."""

    model = Authenticator
    verbose_name_plural = "two-step log-in"
    fields = readonly_fields = ("type", "created_at", "last_used_at")


class ConnectionInline(ReadOnlyInline):
    """Accounts elsewhere that log a person in."""

    model = SocialAccount
    verbose_name_plural = "connections"
    fields = readonly_fields = ("provider", "uid", "date_joined", "last_login")


class MembershipInline(TabularInline):
    """Who belongs to which workspace."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user", "workspace")


@admin.register(User)
class UserAdmin(BaseUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    """People."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "name")
    readonly_fields = ("date_joined", "last_login")
    filter_horizontal = ()
    inlines = (MembershipInline, EmailAddressInline, AuthenticatorInline, ConnectionInline)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Times", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what belongs to the person; recovery codes go with the last step that they stand in for."""
        super().save_related(request, form, formsets, change)
        delete_dangling_recovery_codes(form.instance)


@admin.register(Workspace)
class WorkspaceAdmin(ModelAdmin):
    """Workspaces and their members."""

    list_display = (
        "name",
        "members_count",
        "auto_complete_confidence",
        "vietnamese",
        "created_at",
        "deleted_at",
    )
    search_fields = ("name",)
    readonly_fields = ("created_at", "deleted_at")
    inlines = (MembershipInline,)

    def get_deleted_objects(
        self,
        objs: Any,
        request: HttpRequest,  # noqa: ARG002
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Name the workspaces alone: what is in them may be too much to list."""
        names = [str(workspace) for workspace in objs]
        return names, {"workspaces": len(names)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Workspace) -> None:  # noqa: ARG002
        """Close it; the workers' sweep then erases its receipts with their files."""
        workspace_delete(workspace=obj, name=obj.name)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Workspace]) -> None:
        """Close each."""
        for workspace in queryset:
            self.delete_model(request, workspace)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workspace]:
        """Return workspaces with their number of members."""
        workspaces: QuerySet[Workspace] = super().get_queryset(request)
        return workspaces.annotate(members_total=Count("memberships"))

    @admin.display(description="Members", ordering="members_total")
    def members_count(self, workspace: Workspace) -> int:
        """Return how many belong to it."""
        return workspace.members_total  # type: ignore[attr-defined,no-any-return]  # annotated above


class ReadOnlyAdmin(ModelAdmin):
    """Rows that people and services write, and operators look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return that none is written here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return that none is changed here."""
        return False


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations that nobody accepted yet; an operator can only end them, by deleting them."""

    list_display = ("email", "workspace", "role", "invited_by", "created_at", "expires_at")
    list_filter = ("workspace", "role")
    list_select_related = ("workspace", "invited_by")
    search_fields = ("email", "workspace__name")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what in all workspaces."""

    list_display = ("created_at", "workspace", "user_name", "key_name", "action", "subject_name")
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    search_fields = ("user_name", "subject_name", "subject_id", "action")
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return that what was done stays known."""
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys of programs. They are made by the people they act for; an operator can only end them."""

    list_display = (
        "name",
        "prefix",
        "workspace",
        "user",
        "scope",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    list_filter = ("workspace", "scope")
    search_fields = ("name", "prefix", "user__email")
    actions = ("revoke",)

    @admin.action(description="Revoke the selected keys", permissions=["delete"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        """Let the keys open nothing any more."""
        count = keys.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"{count} keys were revoked.")
