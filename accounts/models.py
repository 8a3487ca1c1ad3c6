"""People, the workspaces that own everything, and the keys that programs use."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from accounts.rights import Right, Role


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: object) -> "User":
        """Create a person; without a password nobody can log in as them yet."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> "User":
        """Create an operator: may use the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by their e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_staff = models.BooleanField("operator", default=False, help_text="May use the admin.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    current_workspace = models.ForeignKey(
        "Workspace",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The one the person chose to work in; without it, the one they joined first.",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Write the address as people log in by it; the admin's forms come through here."""
        super().clean()
        self.email = self.email.lower()


class Language(models.TextChoices):
    """When receipts are read a second time for Vietnamese letters; the values are the reader's."""

    AUTO = "auto", "Where a receipt is Vietnamese"
    VIETNAMESE = "vi", "Always"
    NEVER = "never", "Never"


class Workspace(models.Model):
    """Owns receipts; nobody outside it ever sees them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="workspaces")
    auto_complete_confidence = models.FloatField(
        default=0.9,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Receipts whose main fields are at least this sure (0..1) are completed without a person.",
    )
    vietnamese = models.CharField(
        "Vietnamese letters",
        max_length=10,
        choices=Language.choices,
        default=Language.AUTO,
        help_text="When receipts are read a second time for their Vietnamese letters.",
    )
    deleted_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Nobody belongs to it, and it is being erased."
    )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in a workspace."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.TYPIST)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "workspace"], name="one_membership_per_workspace")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.workspace}"


class ApiKey(models.Model):
    """Lets a program act as a person in one workspace. Only a hash of the key is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, help_text="The beginning of the key, to recognise it by.")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=5, choices=Right.choices, default=Right.WRITE)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_expired(self) -> bool:
        """Whether its time has come."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


class Invitation(models.Model):
    """Lets whoever follows the link in an e-mail join a workspace; of its secret only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.TYPIST)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "email"], name="one_invitation_per_address")
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        """Whether its link leads nowhere any more."""
        return self.expires_at <= timezone.now()


class AuditEntry(models.Model):
    """One thing that somebody did in a workspace. Names are copies, so that they outlive what they name."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="audit_entries")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    user_name = models.CharField(max_length=254, blank=True, help_text="Empty for the product itself.")
    key_name = models.CharField(max_length=100, blank=True, help_text="The API key that was used, if any.")
    action = models.CharField(max_length=40, help_text="What was done, like 'receipt.approved'.")
    subject_id = models.CharField(max_length=36, blank=True, help_text="What it was done to.")
    subject_name = models.CharField(max_length=255, blank=True)
    changes = models.JSONField(default=dict, blank=True, help_text="Old and new value by name.")

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit trail"
        indexes = [
            models.Index(fields=["workspace", "-id"], name="audit_list"),
            models.Index(fields=["workspace", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["workspace", "action", "-id"], name="audit_action"),
            models.Index(fields=["workspace", "user", "-id"], name="audit_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_name}: {self.action} {self.subject_name}"
