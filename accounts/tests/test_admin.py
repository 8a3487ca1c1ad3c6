"""What operators may do with people and workspaces."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.rights import Right, Role
from accounts.services import api_key_create, invitation_create


@pytest.fixture
def operator(client, alice):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client.force_login(alice)
    return client


def test_operators_log_in_where_attempts_are_counted(client, db):
    login = client.post(reverse("admin:login"), {"username": "alice@example.org", "password": "guess"})
    assert login.headers["Location"].startswith(reverse("account_login"))
    assert "admin" in login.headers["Location"]


def test_a_person_who_is_no_operator_is_refused(client, bob):
    client.force_login(bob)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_an_address_is_kept_as_people_log_in_by_it(operator):
    form = {"email": "Dora@Example.org", "name": "", "password1": "swordfish-4", "password2": "swordfish-4"}
    form |= {"usable_password": "true"}
    for inline in ("memberships", "emailaddress_set", "authenticator_set", "socialaccount_set"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    operator.post(reverse("admin:accounts_user_add"), form)
    assert User.objects.filter(email="dora@example.org").exists()


def test_a_workspace_is_closed_so_that_its_files_are_erased_with_it(operator, workspace):
    address = reverse("admin:accounts_workspace_delete", args=[workspace.id])
    assert operator.get(address).status_code == 200
    operator.post(address, {"post": "yes"})
    workspace.refresh_from_db()
    assert workspace.deleted_at
    assert not workspace.memberships.exists()


def test_invitations_keys_and_the_trail_are_looked_at_and_not_written(operator, workspace, alice, by_alice):
    invitation = invitation_create(workspace=workspace, email="d@example.org", role=Role.TYPIST, by=by_alice)
    key, _ = api_key_create(user=alice, workspace=workspace, name="scanner", scope=Right.ADMIN)
    for name, row, shown in (
        ("invitation", invitation, "d@example.org"),
        ("apikey", key, "Administer"),
        ("auditentry", AuditEntry.objects.first(), "key.created"),
    ):
        listed = operator.get(reverse(f"admin:accounts_{name}_changelist")).content.decode()
        assert shown in listed
        assert operator.get(reverse(f"admin:accounts_{name}_add")).status_code == 403
        address = reverse(f"admin:accounts_{name}_change", args=[row.pk])
        assert operator.get(address).status_code == 200
        assert operator.post(address, {}).status_code == 403
    trail = reverse("admin:accounts_auditentry_delete", args=[AuditEntry.objects.first().pk])
    assert operator.post(trail, {"post": "yes"}).status_code == 403


def test_who_lost_their_phone_gets_in_again(operator, bob):
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "S" * 16})
    Authenticator.objects.create(user=bob, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "ab"})
    address = reverse("admin:accounts_user_change", args=[bob.pk])
    page = operator.get(address).content.decode()
    assert "TOTP Authenticator" in page
    assert "S" * 16 not in page
    form = {"email": bob.email, "name": ""}
    for inline in ("memberships", "emailaddress_set", "socialaccount_set"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    form |= {"authenticator_set-TOTAL_FORMS": "2", "authenticator_set-INITIAL_FORMS": "2"}
    for number, row in enumerate(bob.authenticator_set.order_by("pk")):
        form |= {f"authenticator_set-{number}-id": row.pk, f"authenticator_set-{number}-user": bob.pk}
    operator.post(address, form | {"authenticator_set-0-DELETE": "on", "is_active": "on"})
    assert not bob.authenticator_set.exists()
