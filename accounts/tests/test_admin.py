"""What operators may do with people and workspaces."""

import pytest
from django.urls import reverse

from accounts.models import User


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
    for inline in ("memberships", "emailaddress_set"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    operator.post(reverse("admin:accounts_user_add"), form)
    assert User.objects.filter(email="dora@example.org").exists()


def test_a_workspace_is_not_deleted_without_the_files_of_its_receipts(operator, workspace):
    address = reverse("admin:accounts_workspace_delete", args=[workspace.id])
    assert operator.post(address, {"post": "yes"}).status_code == 403
    workspace.refresh_from_db()
