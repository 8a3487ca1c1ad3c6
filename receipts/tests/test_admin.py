"""What operators do with receipts."""

from decimal import Decimal

import pytest
from django.urls import reverse

from receipts.models import Receipt

CHANGELIST = "/admin/receipts/receipt/"


@pytest.fixture
def operator(client, alice):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client.force_login(alice)
    return client


def test_people_who_are_no_operators_are_sent_to_the_login(client, bob, make_receipt):
    make_receipt(filename="secret.jpg")
    client.force_login(bob)
    response = client.get(CHANGELIST)
    assert response.status_code == 302
    assert b"secret.jpg" not in response.content


def test_operators_see_and_find_receipts_of_all_workspaces(operator, make_receipt, charlie):
    make_receipt(filename="dinner.jpg", status="failed")
    make_receipt(workspace=charlie.workspaces.get(), filename="charlies.jpg")
    page = operator.get(CHANGELIST).content.decode()
    assert "dinner.jpg" in page
    assert "charlies.jpg" in page
    found = operator.get(CHANGELIST + "?q=charlies&status__exact=queued").content.decode()
    assert "charlies.jpg" in found
    assert "dinner.jpg" not in found


def test_readings_are_shown_and_cannot_be_changed(operator, read_receipt):
    receipt = read_receipt(review_reasons=["missing_total"])
    address = reverse("admin:receipts_receipt_change", args=[receipt.id])
    page = operator.get(address).content.decode()
    assert "CORNER SHOP" in page
    assert "No total was found." in page
    assert operator.post(address, {"merchant_name": "ELSEWHERE"}).status_code == 403
    assert operator.get(CHANGELIST + "add/").status_code == 403


def test_operators_see_rounded_figures(operator, make_receipt):
    make_receipt(seconds=3.554590864000147, total=Decimal(9), currency="MYR")
    page = operator.get(CHANGELIST).content.decode()
    assert "9.00 MYR" in page
    assert ">3.6<" in page


def test_operators_have_receipts_read_again(operator, make_receipt, monkeypatch):
    failed, busy = make_receipt(status="failed"), make_receipt(status="processing")
    action = {"action": "retry", "_selected_action": [failed.id, busy.id]}
    page = operator.post(CHANGELIST, action, follow=True).content.decode()
    assert "1 receipts were queued." in page
    assert "1 receipts are being read already." in page
    assert set(Receipt.objects.values_list("status", flat=True)) == {"queued", "processing"}


def test_deleting_in_the_admin_deletes_files_too(operator, make_receipt, monkeypatch):
    deleted = []
    monkeypatch.setattr(
        "receipts.admin.services.receipt_delete", lambda *, receipt, by: deleted.append(receipt)
    )
    one, two, three = (make_receipt() for _ in range(3))
    operator.post(reverse("admin:receipts_receipt_delete", args=[one.id]), {"post": "yes"})
    action = {"action": "delete_selected", "_selected_action": [two.id, three.id], "post": "yes"}
    operator.post(CHANGELIST, action)
    assert {receipt.id for receipt in deleted} == {one.id, two.id, three.id}


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        "/admin/accounts/workspace/",
        "/admin/accounts/workspace/add/",
        "/admin/accounts/apikey/",
    ],
)
def test_the_other_pages_open(operator, address):
    assert operator.get(address).status_code == 200


def test_a_person_is_added_in_the_admin(operator):
    person = {
        "email": "dora@example.org",
        "name": "Dora",
        "password1": "swordfish-9",
        "password2": "swordfish-9",
    }
    inlines = {
        f"{name}-{form}": 0
        for name in ("memberships", "emailaddress_set", "authenticator_set", "socialaccount_set")
        for form in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    operator.post("/admin/accounts/user/add/", {**person, "usable_password": "true", **inlines})
    operator.logout()
    assert operator.login(email="dora@example.org", password="swordfish-9")


def test_the_policy_is_looser_in_the_admin_alone(operator):
    assert "unsafe-eval" in operator.get("/admin/").headers["Content-Security-Policy"]
    policy = operator.get("/accounts/email/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
