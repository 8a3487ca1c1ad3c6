"""Keys of programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.access import Access
from accounts.models import ApiKey, Membership
from accounts.rights import Right, Role
from accounts.services import api_key_check, api_key_create, workspace_create


@pytest.fixture
def made(bob, workspace) -> tuple[ApiKey, str]:
    """Bob's key and its text."""
    return api_key_create(user=bob, workspace=workspace, name="scanner")


def test_a_key_acts_as_its_person_in_its_workspace(made, bob, workspace):
    key, text = made
    assert api_key_check(text) == Access(user=bob, workspace=workspace, role=Role.TYPIST, key=key)


def test_a_key_belongs_to_one_workspace_even_if_its_person_is_in_several(bob, workspace):
    own = workspace_create(owner=bob, name="Bob's own")
    _, text = api_key_create(user=bob, workspace=own, name="own")
    assert api_key_check(text).workspace == own


@pytest.mark.parametrize(
    ("role", "scope", "right"),
    [
        ("owner", "admin", "admin"),
        ("owner", "read", "read"),
        ("typist", "admin", "write"),
        ("analyst", "write", "read"),
    ],
)
def test_a_key_opens_what_both_its_scope_and_its_persons_role_allow(bob, workspace, role, scope, right):
    Membership.objects.filter(user=bob).update(role=role)
    _, text = api_key_create(user=bob, workspace=workspace, name="tool", scope=Right(scope))
    assert api_key_check(text).right == right


def test_only_a_hash_of_the_key_is_kept(made):
    row, key = made
    assert len(key) == 45
    assert key.startswith("till_")
    kept = str(ApiKey.objects.filter(pk=row.pk).values().get())
    assert key not in kept
    assert key.removeprefix(row.prefix) not in kept


def test_two_keys_are_never_the_same(made, bob, workspace):
    assert api_key_create(user=bob, workspace=workspace, name="other")[1] != made[1]


def test_a_revoked_or_expired_key_is_refused(made):
    row, key = made
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    assert api_key_check(key) is None
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=None, expires_at=timezone.now() + timedelta(hours=1))
    assert api_key_check(key)
    ApiKey.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert api_key_check(key) is None


def test_a_key_dies_with_its_persons_account_or_membership(made, bob):
    row, key = made
    bob.is_active = False
    bob.save()
    assert api_key_check(key) is None
    bob.is_active = True
    bob.save()
    assert api_key_check(key).key == row
    Membership.objects.filter(user=bob).delete()
    assert api_key_check(key) is None


def test_the_last_use_is_noted_at_most_once_a_minute(made):
    row, key = made
    api_key_check(key)
    row.refresh_from_db()
    first = row.last_used_at
    assert first is not None
    api_key_check(key)
    row.refresh_from_db()
    assert row.last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    api_key_check(key)
    row.refresh_from_db()
    assert row.last_used_at >= first
