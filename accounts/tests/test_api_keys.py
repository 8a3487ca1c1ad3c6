"""Keys of programs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.authentication import ApiKeyAuthentication, request_workspace
from accounts.models import ApiKey, Membership
from accounts.services import api_key_check, api_key_create, workspace_create


@pytest.fixture
def made(bob, workspace) -> tuple[ApiKey, str]:
    """Bob's key and its text."""
    return api_key_create(user=bob, workspace=workspace, name="scanner")


def request(authorization: str = "") -> Request:
    """Return an API request that presents `authorization`."""
    headers = {"Authorization": authorization} if authorization else {}
    return Request(APIRequestFactory().get("/", headers=headers), authenticators=[ApiKeyAuthentication()])


def test_a_key_acts_as_its_person_in_its_workspace(made, bob, workspace):
    asked = request(f"Bearer {made[1]}")
    assert asked.user == bob
    assert request_workspace(asked) == workspace


def test_a_key_belongs_to_one_workspace_even_if_its_person_is_in_several(bob, workspace):
    own = workspace_create(owner=bob, name="Bob's own")
    _, key = api_key_create(user=bob, workspace=own, name="own")
    assert request_workspace(request(f"bearer {key}")) == own


def test_only_a_hash_of_the_key_is_kept(made):
    row, key = made
    assert len(key) == 45
    assert key.startswith("till_")
    kept = str(ApiKey.objects.filter(pk=row.pk).values().get())
    assert key not in kept
    assert key.removeprefix(row.prefix) not in kept


def test_two_keys_are_never_the_same(made, bob, workspace):
    assert api_key_create(user=bob, workspace=workspace, name="other")[1] != made[1]


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer till_wrong", "Bearer \xff\xfe"])
def test_a_wrong_key_is_refused(made, authorization):
    with pytest.raises(AuthenticationFailed, match="unknown or was revoked"):
        _ = request(authorization).user


def test_other_schemes_are_left_to_others(db):
    assert request("Basic abc").user.is_anonymous
    assert request().user.is_anonymous


def test_a_revoked_key_is_refused(made):
    row, key = made
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    assert api_key_check(key) is None


def test_a_key_dies_with_its_persons_account_or_membership(made, bob):
    row, key = made
    bob.is_active = False
    bob.save()
    assert api_key_check(key) is None
    bob.is_active = True
    bob.save()
    assert api_key_check(key) == row
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


def test_a_session_works_in_the_persons_workspace_or_is_told_that_there_is_none(alice, workspace):
    asked = APIRequestFactory().get("/")
    force_authenticate(asked, alice)
    assert request_workspace(Request(asked)) == workspace
    Membership.objects.all().delete()
    with pytest.raises(PermissionDenied, match="no workspace"):
        request_workspace(Request(asked))
