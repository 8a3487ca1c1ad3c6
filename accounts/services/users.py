"""People."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from accounts.services.workspaces import workspace_create


@transaction.atomic
def user_create(*, email: str, password: str, workspace_name: str, operator: bool = False) -> User:
    """Create a person who can log in at once, with a workspace of their own.

    An operator may also use the admin. Raises ValidationError for an address that is unusable or taken.
    """
    validate_email(email)
    if User.objects.filter(email=email.lower()).exists():
        raise ValidationError(f"There is already a person with the address {email.lower()}.")
    create = User.objects.create_superuser if operator else User.objects.create_user
    user = create(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    workspace_create(owner=user, name=workspace_name)
    return user
