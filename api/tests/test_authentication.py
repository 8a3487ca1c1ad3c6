"""How programs present their key, and what it lets them do."""

import pytest
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.models import Membership
from accounts.rights import Right
from accounts.services import api_key_create
from api.authentication import ApiKeyAuthentication, request_access


def request(authorization: str = "") -> Request:
    """Return an API request that presents `authorization`."""
    headers = {"Authorization": authorization} if authorization else {}
    return Request(APIRequestFactory().get("/", headers=headers), authenticators=[ApiKeyAuthentication()])


def test_a_key_acts_as_its_person_in_its_workspace(bob, workspace):
    _, key = api_key_create(user=bob, workspace=workspace, name="scanner")
    asked = request(f"bearer {key}")
    assert asked.user == bob
    assert request_access(asked).workspace == workspace


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer till_wrong", "Bearer \xff\xfe"])
def test_a_wrong_key_is_refused(db, authorization):
    with pytest.raises(AuthenticationFailed, match="unknown, expired or was revoked"):
        _ = request(authorization).user


def test_other_schemes_are_left_to_others(db):
    assert request("Basic abc").user.is_anonymous
    assert request().user.is_anonymous


def test_a_session_works_in_the_persons_workspace_or_is_told_that_there_is_none(alice, workspace):
    asked = APIRequestFactory().get("/")
    force_authenticate(asked, alice)
    assert request_access(Request(asked)).workspace == workspace
    Membership.objects.all().delete()
    with pytest.raises(PermissionDenied, match="no workspace"):
        request_access(Request(asked))


def test_who_may_not_write_is_told_whether_role_or_scope_stands_in_the_way(api, alice, anna, read_receipt):
    address = f"/api/v1/receipts/{read_receipt().id}/"
    by_role = api(anna).delete(address)
    assert (by_role.status_code, "role" in by_role.json()["detail"]) == (403, True)
    by_scope = api(alice, Right.READ).delete(address)
    assert (by_scope.status_code, "scope" in by_scope.json()["detail"]) == (403, True)
    assert api(alice, Right.READ).get(address).status_code == 200
