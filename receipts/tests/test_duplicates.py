"""The same receipt twice counts once: whoever is second waits for a person."""

import threading
from datetime import date, time
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection

from accounts.access import Actor
from accounts.audit import SYSTEM, audit_of
from receipts import pipeline, services
from receipts.duplicates import original_of
from receipts.errors import StateError
from receipts.models import Receipt
from receipts.reviews import reason_sentence
from receipts.services.derived import copies_of
from receipts.tests.images import photo
from receipts.tests.readings import found, reading
from receipts.webhooks.models import Event, Webhook

pytestmark = pytest.mark.usefixtures("silence")


@pytest.fixture
def take(workspace, alice):
    """Upload a photo, each another one."""
    heights = count(300)

    def take(**changes) -> Receipt:
        data = photo(size=(300, next(heights)))
        given = {"workspace": workspace, "by": Actor(alice), "data": data, "filename": "lunch.jpg"}
        return services.receipt_upload(**{**given, **changes})

    return take


@pytest.fixture
def read(monkeypatch):
    """Read a receipt as the same lunch each time, but for what is said."""

    def read(receipt, **changes) -> Receipt:
        monkeypatch.setattr(pipeline, "read", lambda data, **options: reading(**changes))
        pipeline.receipt_process(receipt_id=receipt.id)
        receipt.refresh_from_db()
        return receipt

    return read


def correct(receipt, user, name, value) -> Receipt:
    services.field_correct(receipt=receipt, by=Actor(user), section="", row=0, name=name, value=value)
    receipt.refresh_from_db()
    return receipt


def state(receipt) -> tuple:
    receipt.refresh_from_db()
    return receipt.status, receipt.review_reasons, receipt.duplicate_of


def test_another_photo_of_a_receipt_waits_for_a_person(take, read):
    first, second, third = take(), take(), take()
    assert state(read(first)) == ("completed", [], None)
    assert state(read(second)) == ("needs_review", ["possible_duplicate"], first)
    assert state(read(third, merchant_name=found("Corner  shop"))) == (
        "needs_review",
        ["possible_duplicate"],
        first,
    )
    assert reason_sentence("possible_duplicate") == "This looks like a receipt that is here already."
    assert state(read(second)) == ("needs_review", ["possible_duplicate"], first), "read twice, told once"


def test_whichever_is_read_last_waits_for_a_person(take, read):
    first, second = take(), take()
    assert state(read(second)) == ("completed", [], None)
    assert state(read(first)) == ("needs_review", ["possible_duplicate"], second)
    services.receipt_retry(receipt=second, by=SYSTEM)
    assert state(read(second)) == ("completed", [], None), "one of the two is enough"


@pytest.mark.parametrize(
    "changes",
    [
        {"merchant_name": found("CORNER SHOE")},
        {"date": found(date(2024, 12, 30))},
        {"total": found(Decimal("12.51"))},
        {"currency": found("USD")},
        {"currency": None},
        {"time": found(time(18, 31))},
        {"time": found(time(18, 30, 59))},
    ],
    ids=["merchant", "date", "total", "currency", "no currency", "minute", "second"],
)
def test_what_differs_is_another_receipt(take, read, changes):
    read(take(), time=found(time(18, 30, 15)))
    assert state(read(take(), **changes)) == ("completed", [], None)


@pytest.mark.parametrize("printed", [None, found(time(18, 30)), found(time(18, 30, 15))])
def test_a_time_tells_apart_only_what_has_one(take, read, printed):
    first = read(take(), time=found(time(18, 30, 15)))
    assert read(take(), time=printed).duplicate_of == first


def test_what_has_no_total_is_like_nothing(take, read):
    read(take(), total=None)
    assert read(take(), total=None).review_reasons == ["missing_total"]


@pytest.mark.parametrize("status", ["failed", "canceled", "split"])
def test_what_counts_for_nothing_is_no_original(take, read, status):
    first = read(take())
    services.receipt_retry(receipt=first, by=SYSTEM)
    Receipt.objects.filter(id=first.id).update(status=status)
    if status == "split":
        Receipt.objects.filter(id=first.id).update(merchant_name="", date=None, total=None, currency="")
    assert state(read(take())) == ("completed", [], None)


def test_the_same_file_is_judged_as_another_photo_is(take, read):
    first = take(data=photo())
    services.receipt_cancel(receipt=first, by=SYSTEM)
    second = take(data=photo())
    assert second.duplicate_of is None, "the first is not read"
    third = take(data=photo())
    assert state(read(second)) == ("completed", [], None)
    assert state(read(third)) == ("needs_review", ["duplicate"], second)


def test_charlie_may_have_been_at_the_same_table(take, read, charlie):
    read(take())
    other = take(workspace=charlie.workspaces.get(), by=Actor(charlie))
    assert state(read(other)) == ("completed", [], None)


def test_once_bob_said_no_nobody_asks_again(take, read, bob, workspace):
    Webhook.objects.create(workspace=workspace, url="https://example.org/", events=["receipt.completed"])
    first, second = read(take()), read(take())
    services.receipt_not_a_duplicate(receipt=second, by=Actor(bob))
    assert state(second) == ("completed", [], None)
    assert second.reviewed_at
    entry = audit_of(workspace=workspace, subject_id=second.id)[0]
    assert (entry.action, entry.user_name) == ("receipt.not_a_duplicate", "bob@example.org")
    assert entry.changes == {"duplicate_of": [str(first.id), None]}
    assert Event.objects.latest("created_at").payload["data"]["id"] == str(second.id)
    for receipt in (second, first):
        services.receipt_retry(receipt=receipt, by=SYSTEM)
        assert state(read(receipt)) == ("completed", [], None)
    with pytest.raises(StateError, match="not taken for a duplicate"):
        services.receipt_not_a_duplicate(receipt=second, by=Actor(bob))


def test_the_same_file_may_be_another_receipt_too(take, read, bob):
    read(take(data=photo()))
    second = read(take(data=photo()))
    assert state(services.receipt_not_a_duplicate(receipt=second, by=Actor(bob))) == ("completed", [], None)


def test_what_is_no_duplicate_may_still_have_other_faults(take, read, bob):
    read(take())
    second = read(take(), arithmetic_agrees=False)
    services.receipt_not_a_duplicate(receipt=second, by=Actor(bob))
    assert state(second) == ("needs_review", ["arithmetic"], None)


def test_of_three_alike_each_that_bob_tells_apart_is_compared_with_the_others(take, read, bob):
    _, second, third = [read(take()) for _ in range(3)]
    services.receipt_not_a_duplicate(receipt=third, by=Actor(bob))
    assert state(third) == ("completed", [], None), "the second is still taken for the first"
    services.receipt_not_a_duplicate(receipt=second, by=Actor(bob))
    assert state(second) == ("needs_review", ["possible_duplicate"], third)
    services.receipt_not_a_duplicate(receipt=second, by=Actor(bob))
    assert state(second) == ("completed", [], None)


def test_a_correction_makes_a_duplicate_and_another_ends_it(take, read, bob):
    first, second = read(take()), read(take(), total=None)
    assert correct(second, bob, "total", "12.50").duplicate_of == first
    assert "possible_duplicate" in second.review_reasons
    assert correct(second, bob, "time", "18:30").duplicate_of == first
    correct(first, bob, "time", "12:15")
    assert state(second)[2] is None, "of two times they are two"
    assert "possible_duplicate" not in second.review_reasons


def test_a_completed_receipt_that_is_corrected_stays_so_but_leads_to_the_other(take, read, bob):
    first, second = read(take()), read(take(), total=found(Decimal("12.51")))
    assert state(correct(second, bob, "total", "12.50")) == ("completed", [], first)


def test_when_the_first_goes_the_next_takes_its_place(take, read, alice):
    first, second, third = [read(take()) for _ in range(3)]
    services.receipt_delete(receipt=first, by=Actor(alice))
    assert state(second) == ("completed", [], None), "it waited for nothing else"
    latest = audit_of(workspace=second.workspace, subject_id=second.id)[0]
    assert (latest.action, latest.user) == ("receipt.completed", None)
    assert state(third) == ("needs_review", ["possible_duplicate"], second)


def test_of_several_that_become_alike_one_is_the_original(take, read, alice):
    first, second, third = take(), take(), take()
    second = read(second)
    first, third = read(first), read(third)
    for receipt in (second, first, third):
        correct(receipt, alice, "total", "99.00")
    alike = list(Receipt.objects.all())
    originals = [receipt for receipt in alike if receipt.duplicate_of_id is None]
    assert len(originals) == 1
    assert {receipt.duplicate_of_id for receipt in alike} == {None, originals[0].id}


def test_alice_may_approve_a_duplicate(take, read, alice):
    first, second = read(take()), read(take())
    services.receipt_approve(receipt=second, by=Actor(alice))
    assert state(second) == ("completed", [], first)


def test_the_look_up_is_one_query_by_indexes(take, read, django_assert_num_queries):
    read(take())
    second = read(take())
    copies = copies_of(second)
    with django_assert_num_queries(2) as queries:  # the first asks for its own time
        original_of(second, copies)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[1]['sql']}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert "receipt_content (workspace_id=? AND sha256=?)" in plan
        assert "receipt_day_and_total (workspace_id=? AND date=? AND total=?)" in plan
        assert "SCAN" not in plan, plan


@pytest.mark.django_db(transaction=True)
def test_of_two_read_at_once_one_waits_for_a_person(take, monkeypatch):
    """Both readings end before either is stored."""
    ready = threading.Barrier(2)

    def read_both(data, **options):
        ready.wait(20)
        return reading()

    monkeypatch.setattr(pipeline, "read", read_both)

    def process(receipt):
        pipeline.receipt_process(receipt_id=receipt.id)
        connection.close()

    threads = [threading.Thread(target=process, args=(take(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Receipt.objects.values_list("status", flat=True)) == ["completed", "needs_review"]
