"""The pages of a workspace's settings: owners manage, others see who is there and may leave."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.audit import audit_list
from accounts.models import ApiKey, AuditEntry, Invitation, Workspace
from accounts.rights import Right, Role
from accounts.selectors import access_current, membership_get
from accounts.services import api_key_check, api_key_create, invitation_create, workspace_create
from frontend import audit
from receipts import services


def place(user, workspace):
    return membership_get(user=user, workspace=workspace)


def text(response) -> str:
    return response.content.decode()


def test_the_settings_begin_where_each_role_may_go(browser, alice, bob):
    assert browser(alice).get("/settings/").headers["Location"] == "/settings/workspace/"
    assert browser(bob).get("/settings/").headers["Location"] == "/settings/members/"


def test_an_owner_changes_the_workspace(browser, alice, workspace):
    form = {"name": "Alice & sons", "auto_complete_confidence": "92.5", "vietnamese": "never"}
    browser(alice).post(reverse("settings_workspace"), form)
    workspace.refresh_from_db()
    assert (workspace.name, workspace.auto_complete_confidence, workspace.vietnamese) == (
        "Alice & sons",
        0.925,
        "never",
    )
    page = text(browser(alice).get(reverse("settings_workspace")))
    assert 'value="92.5"' in page
    assert "Ensure this value" in text(
        browser(alice).post(reverse("settings_workspace"), {**form, "auto_complete_confidence": "101"})
    )


def test_a_workspace_is_deleted_by_its_name_alone(browser, alice, workspace):
    page = browser(alice).post(reverse("workspace_delete"), {"name": "Bob's"}, follow=True)
    assert "Type the name" in text(page)
    gone = browser(alice).post(reverse("workspace_delete"), {"name": "Alice's shop"}, follow=True)
    assert (gone.status_code, "You belong to no workspace" in text(gone)) == (403, True)
    assert Workspace.objects.get().deleted_at


@pytest.mark.parametrize("user", ["bob", "anna"])
def test_what_is_for_owners_is_neither_offered_nor_done(browser, workspace, user, request, by_alice):
    person = request.getfixturevalue(user)
    invitation = invitation_create(workspace=workspace, email="d@example.org", role=Role.OWNER, by=by_alice)
    client, own = browser(person), place(person, workspace)
    page = text(client.get(reverse("settings_members")))
    assert "alice@example.org" in page
    for word in ("Audit trail", "Invite", "Hand over", "Remove", "d@example.org"):
        assert word not in page
    for address in (reverse("settings_workspace"), reverse("settings_audit")):
        assert client.get(address).status_code == 403
    for address in (
        reverse("settings_workspace"),
        reverse("workspace_delete"),
        reverse("invitation_create"),
        reverse("invitation_revoke", args=[invitation.id]),
        reverse("member_role_change", args=[own.id]),
        reverse("member_remove", args=[own.id]),
        reverse("ownership_transfer"),
    ):
        asked = {"name": workspace.name, "role": "owner", "email": "e@example.org", "member": own.id}
        assert client.post(address, asked).status_code == 403
    own.refresh_from_db()
    assert own.role != Role.OWNER
    assert Invitation.objects.get() == invitation


def test_strangers_find_neither_members_nor_keys_nor_invitations(browser, bob, workspace, charlie, by_alice):
    invitation = invitation_create(workspace=workspace, email="d@example.org", role=Role.OWNER, by=by_alice)
    key, _ = api_key_create(user=bob, workspace=workspace, name="scanner")
    client, member = browser(charlie), place(bob, workspace)
    for address in (
        reverse("member_remove", args=[member.id]),
        reverse("member_role_change", args=[member.id]),
        reverse("invitation_revoke", args=[invitation.id]),
        reverse("key_revoke", args=[key.id]),
        reverse("workspace_switch", args=[workspace.id]),
    ):
        assert client.post(address, {"role": "owner"}).status_code == 404
    told = client.post(reverse("ownership_transfer"), {"member": member.id}, follow=True)
    assert "among the members" in text(told)
    assert place(bob, workspace).role == Role.TYPIST


def test_an_owner_changes_roles_removes_and_hands_over(browser, alice, bob, anna, workspace):
    client = browser(alice)
    client.post(reverse("member_role_change", args=[place(anna, workspace).id]), {"role": "typist"})
    assert place(anna, workspace).role == Role.TYPIST
    client.post(reverse("member_remove", args=[place(anna, workspace).id]))
    assert place(anna, workspace) is None
    refused = client.post(reverse("member_leave"), follow=True)
    assert "only owner" in text(refused)
    client.post(reverse("ownership_transfer"), {"member": place(bob, workspace).id})
    assert (place(alice, workspace).role, place(bob, workspace).role) == (Role.TYPIST, Role.OWNER)
    client.post(reverse("member_leave"))
    assert place(alice, workspace) is None


def test_an_invitation_is_sent_and_revoked(browser, alice, django_capture_on_commit_callbacks):
    client = browser(alice)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("invitation_create"), {"email": "dora@example.org", "role": "analyst"})
    assert mail.outbox[0].to == ["dora@example.org"]
    assert "dora@example.org" in text(client.get(reverse("settings_members")))
    refused = client.post(reverse("invitation_create"), {"email": "alice@example.org", "role": "typist"})
    assert "a member already" in text(refused)
    client.post(reverse("invitation_revoke", args=[Invitation.objects.get().id]))
    assert not Invitation.objects.exists()


def test_a_key_is_shown_once_and_opens_no_more_than_its_person_may(browser, anna):
    client, address = browser(anna), reverse("settings_keys")
    assert "Administer" not in text(client.get(address))
    assert "Select a valid choice" in text(client.post(address, {"name": "x", "scope": "write"}))
    page = client.post(address, {"name": "report", "scope": "read", "days": "30"})
    key = re.search(r'value="(till_\w+)"', text(page))[1]
    assert "no-store" in page.headers["Cache-Control"]
    access = api_key_check(key)
    assert (access.user, access.right, access.key.expires_at is None) == (anna, Right.READ, False)
    assert key not in text(client.get(address))
    client.post(reverse("key_revoke", args=[access.key.id]))
    assert api_key_check(key) is None


def test_owners_see_and_revoke_all_keys_and_others_their_own(browser, alice, bob, anna, workspace):
    key, _ = api_key_create(user=bob, workspace=workspace, name="till 7")
    revoke = reverse("key_revoke", args=[key.id])
    assert "till 7" not in text(browser(anna).get(reverse("settings_keys")))
    assert browser(anna).post(revoke).status_code == 404
    assert "till 7" in text(browser(alice).get(reverse("settings_keys")))
    browser(alice).post(revoke)
    assert ApiKey.objects.get().revoked_at
    assert audit_list(workspace=workspace).first().action == "key.revoked"


def test_the_trail_is_filtered_and_turned_page_by_page(browser, alice, bob, workspace, monkeypatch):
    monkeypatch.setattr(audit, "PAGE_SIZE", 2)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            workspace=workspace,
            user=user,
            user_name=str(user),
            action=action,
            subject_name=name,
            changes={"total": ["1.00", name]},
        )
        for user, action, name in [
            (alice, "receipt.uploaded", "one"),
            (bob, "receipt.corrected", "two"),
            (alice, "receipt.corrected", "three"),
            (bob, "receipt.corrected", "four"),
        ]
    )
    client, address = browser(alice), reverse("settings_audit")
    first = text(client.get(address))
    assert ("Receipt corrected</strong> four" in first, "</strong> two" in first) == (True, False)
    assert "<del>1.00</del> → <ins>four</ins>" in first
    older = client.get(address + re.search(r'href="/settings/audit/(\?\S+)" rel="next"', first)[1])
    assert "</strong> two" in text(older)
    of_alice = text(client.get(address, {"person": alice.id, "action": "receipt.corrected"}))
    assert ("</strong> three" in of_alice, "</strong> two" in of_alice) == (True, False)
    for nonsense in ("x", "9" * 30, "²"):
        assert client.get(address, {"before": nonsense, "person": nonsense}).status_code == 200


def test_a_page_of_a_workspace_left_in_another_tab_changes_nothing_in_the_new_one(
    browser, bob, alice, workspace
):
    client, own = browser(bob), workspace_create(owner=bob, name="Bob's own")
    client.post(reverse("workspace_switch", args=[own.id]))
    assert access_current(user=bob).workspace == own
    stale = f"?workspace={workspace.id}"
    assert client.post(reverse("settings_workspace") + stale, {"name": "Mixed"}).status_code == 409
    told = client.get(
        reverse("receipt_rows"), headers={"X-Workspace": str(workspace.id), "HX-Request": "true"}
    )
    assert (told.status_code, "Bob's own" in told.json()["detail"]) == (409, True)
    assert client.get("/?workspace=nonsense").status_code == 409
    assert client.get("/", headers={"X-Workspace": str(own.id)}).status_code == 200


def test_a_new_workspace_is_worked_in_at_once(browser, bob, workspace):
    browser(bob).post(reverse("workspace_new"), {"name": "Bob's own"})
    access = access_current(user=bob)
    assert (str(access.workspace), access.role) == ("Bob's own", Role.OWNER)
    page = text(browser(bob).get("/"))
    assert page.index("Alice&#x27;s shop") < page.index("New workspace")


def test_a_receipt_of_another_workspace_of_mine_offers_to_switch(browser, read_receipt, bob, charlie):
    receipt, own = read_receipt(), workspace_create(owner=bob, name="Bob's own")
    client, address = browser(bob), reverse("receipt", args=[receipt.id])
    client.post(reverse("workspace_switch", args=[own.id]), {"next": "https://evil.example.org/"})
    offer = client.get(address)
    assert (offer.status_code, "Switch to Alice" in text(offer)) == (404, True)
    switch = reverse("workspace_switch", args=[receipt.workspace_id])
    assert client.post(switch, {"next": address}).headers["Location"] == address
    assert client.post(switch, {"next": "https://evil.example.org/"}).headers["Location"] == "/"
    assert client.get(address).status_code == 200
    stranger = text(browser(charlie).get(address))
    assert "Alice" not in stranger


def test_an_analyst_is_offered_nothing_that_changes_receipts(browser, read_receipt, make_receipt, anna, bob):
    receipt = read_receipt(review_reasons=["low_confidence"])
    make_receipt()
    make_receipt(status="failed", error="No.")
    page = text(browser(anna).get(reverse("receipt", args=[receipt.id])))
    inbox = text(browser(anna).get("/"))
    forms = re.compile(r"<form[^>]*action=\"(/receipts/[^\"]+(?<!category/)|/upload/)\"")
    assert not forms.findall(page) + forms.findall(inbox)
    for word in ("Approve", 'data-do="row', "Delete", "<kbd>a</kbd>"):
        assert word not in page
    for word in ("data-upload-url", "data-files", "Drop to upload", "<kbd>u</kbd>"):
        assert word not in inbox
    assert len(re.findall(r"class=\"cell-input\"", page)) == len(re.findall(r"\breadonly\b", page)) - 1
    typist = text(browser(bob).get(reverse("receipt", args=[receipt.id])))
    assert "readonly" not in typist
    assert forms.findall(typist)


def test_the_trail_tells_in_words_and_counts_from_one(browser, alice, by_alice, read_receipt):
    receipt = read_receipt()
    services.field_correct(
        receipt=receipt, by=by_alice, section="line_items", row=0, name="total", value="9.00"
    )
    number = services.row_add(receipt=receipt, by=by_alice, section="payments")
    services.row_delete(receipt=receipt, by=by_alice, section="payments", row=number)
    services.receipt_tag(receipt=receipt, by=by_alice, names=["trip", "client"])
    page = browser(alice).get(reverse("settings_audit")).content.decode()
    assert "item 1, total:" in page
    assert "<ins>client, trip</ins>" in page or "<ins>trip, client</ins>" in page
    assert "{}" not in page
    assert "line items 0" not in page
