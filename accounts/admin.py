"""What operators see of people, workspaces and keys."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import ApiKey, Membership, User, Workspace

# Rights come from memberships and the operator's mark; addresses are shown with their person.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)

# The admin's own log-in page counts no attempts, so whoever tries passwords would do it there.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class EmailAddressInline(TabularInline):
    """Addresses a person logs in by."""

    model = EmailAddress
    extra = 0


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
    inlines = (MembershipInline, EmailAddressInline)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Times", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)


@admin.register(Workspace)
class WorkspaceAdmin(ModelAdmin):
    """Workspaces and their members."""

    list_display = ("name", "members_count", "auto_complete_confidence", "vietnamese", "created_at")
    search_fields = ("name",)
    readonly_fields = ("created_at",)
    inlines = (MembershipInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Workspace | None = None) -> bool:  # noqa: ARG002
        """Its receipts would go without their files, which nobody could find any more."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workspace]:
        """Return workspaces with their number of members."""
        workspaces: QuerySet[Workspace] = super().get_queryset(request)
        return workspaces.annotate(members_total=Count("memberships"))

    @admin.display(description="Members", ordering="members_total")
    def members_count(self, workspace: Workspace) -> int:
        """Return how many belong to it."""
        return workspace.members_total  # type: ignore[attr-defined,no-any-return]  # annotated above


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):
    """Keys of programs. They are made by the people they act for; an operator can only end them."""

    list_display = ("name", "prefix", "workspace", "user", "created_at", "last_used_at", "revoked_at")
    list_filter = ("workspace",)
    search_fields = ("name", "prefix", "user__email")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """A key's text is shown once to the person who makes it, so none is made here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:  # noqa: ARG002
        """Only the action changes keys."""
        return False

    @admin.action(description="Revoke the selected keys", permissions=["delete"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        """Let the keys open nothing any more."""
        count = keys.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"{count} keys were revoked.")
