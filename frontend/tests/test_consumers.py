"""What an open inbox hears, over a real Valkey."""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser

from accounts.audit import SYSTEM
from accounts.models import Membership, User
from accounts.selectors import membership_get
from accounts.services import member_remove, workspace_create, workspace_delete, workspace_switch
from accounts.tests.sockets import NOT_ALLOWED, Socket, talk
from frontend import consumers, live
from frontend.routing import websocket_urlpatterns
from receipts import services
from receipts.models import Status

pytestmark = pytest.mark.django_db(transaction=True)

MOVED = 4409
TRY_LATER = 1013


def inbox(user) -> Socket:
    """The inbox's socket as `user` has it."""
    return Socket(user, "/ws/inbox/", websocket_urlpatterns)


def listen(user, story) -> None:
    """Open the inbox's socket as `user` and let the coroutine function `story` talk over it."""
    talk(inbox(user), story)


def test_a_page_first_hears_the_states_of_its_workspace_only(make_receipt, alice, charlie):
    receipt = make_receipt()

    async def alices(socket):
        assert [state["id"] for state in (await socket.hear())["receipts"]] == [str(receipt.id)]

    workspace_id = str(charlie.workspaces.get().id)

    async def charlies(socket):
        assert await socket.hear() == {"type": "snapshot", "workspace": workspace_id, "receipts": []}

    listen(alice, alices)
    listen(charlie, charlies)


def test_changes_and_deletions_are_heard(make_receipt, bob):
    receipt = make_receipt()

    async def story(socket):
        await socket.hear()
        await sync_to_async(services.receipt_cancel)(receipt=receipt, by=SYSTEM)
        message = await socket.hear()
        assert (message["type"], message["receipt"]["status"]) == ("receipt", "canceled")
        await sync_to_async(services.receipt_delete)(receipt=receipt, by=SYSTEM)
        assert await socket.hear() == {"type": "deleted", "id": str(receipt.id)}

    listen(bob, story)


def test_charlie_hears_nothing_of_alices_changes(make_receipt, charlie):
    receipt = make_receipt()

    async def story(socket):
        await socket.hear()
        await sync_to_async(services.receipt_cancel)(receipt=receipt, by=SYSTEM)
        assert await socket.receive_nothing(timeout=0.5)

    listen(charlie, story)


def test_a_page_can_ask_for_what_it_shows(make_receipt, alice, charlie):
    receipt = make_receipt()
    gone = "00000000-0000-0000-0000-000000000000"

    async def alices(socket):
        await socket.hear()
        await socket.say({"type": "sync", "ids": [str(receipt.id), gone]})
        answer = await socket.hear()
        assert [state["id"] for state in answer["receipts"]] == [str(receipt.id)]
        assert answer["missing"] == [gone]

    async def charlies(socket):
        await socket.hear()
        await socket.say({"type": "sync", "ids": [str(receipt.id)]})
        assert (await socket.hear())["missing"] == [str(receipt.id)]

    listen(alice, alices)
    listen(charlie, charlies)


@pytest.mark.parametrize("nonsense", ["{", "[]", '"x"', '{"ids": 5}', '{"ids": ["x"]}', '{"type": "sync"}'])
def test_nonsense_is_ignored(alice, nonsense):
    async def story(socket):
        await socket.hear()
        await socket.say_text(nonsense)
        await socket.say({"type": "sync", "ids": []})
        assert (await socket.hear())["type"] == "states"

    listen(alice, story)


def test_strangers_are_turned_away(db):
    async def story(socket):
        assert await socket.closed() == NOT_ALLOWED

    listen(AnonymousUser(), story)


def test_a_page_is_refused_while_the_broker_is_away(alice, settings):
    layer = {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": ["unix:///nowhere/valkey.sock"]}}
    settings.CHANNEL_LAYERS = {"default": layer}
    socket = inbox(alice)

    async def story():
        await socket.send_input({"type": "websocket.connect"})
        assert await socket.closed() == TRY_LATER

    async_to_sync(story)()


def test_who_left_the_workspace_is_turned_away(alice):
    async def story(socket):
        await socket.hear()
        await sync_to_async(Membership.objects.filter(user=alice).delete)()
        await socket.say({"type": "sync", "ids": []})
        assert await socket.closed() == NOT_ALLOWED

    listen(alice, story)


def test_who_left_the_workspace_hears_nothing_more_even_without_a_word(make_receipt, alice, bob, monkeypatch):
    receipt = make_receipt()
    monkeypatch.setattr(consumers, "_TRUSTED_FOR", 0.0)

    async def story(socket):
        await socket.hear()
        await sync_to_async(Membership.objects.filter(user=bob).delete)()
        await sync_to_async(services.receipt_cancel)(receipt=receipt, by=SYSTEM)
        assert await socket.closed() == NOT_ALLOWED

    listen(bob, story)


def test_who_is_removed_is_turned_away_at_once(alice, bob, workspace, by_alice):
    async def story(socket):
        await socket.hear()
        place = await sync_to_async(membership_get)(user=bob, workspace=workspace)
        await sync_to_async(member_remove)(member=place, by=by_alice)
        assert await socket.closed() == NOT_ALLOWED

    listen(bob, story)


def test_who_works_in_another_workspace_hears_nothing_more_of_the_old_one(make_receipt, bob):
    own, receipt = workspace_create(owner=bob, name="Bob's own"), make_receipt()

    async def story(socket):
        await socket.hear()
        await sync_to_async(workspace_switch)(user=bob, workspace=own)
        assert await socket.closed() == MOVED
        await sync_to_async(services.receipt_cancel)(receipt=receipt, by=SYSTEM)
        assert await socket.receive_nothing(timeout=0.5)

    listen(bob, story)


def test_the_pages_of_a_deleted_workspace_end(bob, workspace):
    async def story(socket):
        await socket.hear()
        await sync_to_async(workspace_delete)(workspace=workspace, name=workspace.name)
        assert await socket.closed() == NOT_ALLOWED

    listen(bob, story)


def test_a_page_left_open_after_the_log_out_is_turned_away(alice):
    async def story(socket):
        await socket.hear()
        await sync_to_async(socket.session.flush)()
        await socket.say({"type": "sync", "ids": []})
        assert await socket.closed() == NOT_ALLOWED

    listen(alice, story)


def test_a_page_left_open_by_who_knew_the_old_password_is_turned_away(alice):
    async def story(socket):
        await socket.hear()
        await sync_to_async(User.objects.filter(id=alice.id).update)(password=make_password("swordfish-9"))
        await socket.say({"type": "sync", "ids": []})
        assert await socket.closed() == NOT_ALLOWED

    listen(alice, story)


def test_a_snapshot_holds_old_receipts_that_are_unfinished(make_receipt, workspace, monkeypatch):
    old = make_receipt()
    new = [make_receipt(status=Status.COMPLETED) for _ in range(3)]
    monkeypatch.setattr(live, "RECENT", 2)
    found = {state["id"] for state in live.snapshot(workspace=workspace)}
    assert found == {str(receipt.id) for receipt in (old, *new[1:])}


def test_a_page_without_a_socket_asks_for_the_same(browser, make_receipt, alice, charlie):
    receipt = make_receipt()
    hers = browser(alice).get("/inbox/states/", {"ids": str(receipt.id)}).json()
    assert [state["id"] for state in hers["snapshot"] + hers["receipts"]] == [str(receipt.id)] * 2
    his = browser(charlie).get("/inbox/states/", {"ids": str(receipt.id)}).json()
    assert his == {"snapshot": [], "receipts": [], "missing": [str(receipt.id)]}
    assert browser(alice).get("/inbox/states/", {"ids": "nonsense"}).status_code == 400
