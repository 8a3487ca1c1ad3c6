"""One worker at a time reads a receipt, and only while its claim lasts."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from receipts.leases import LEASE, Claim, Heartbeat, LeaseLostError, claim_take
from receipts.models import Receipt, Status


def now_processing(receipt: Receipt) -> Receipt:
    receipt.refresh_from_db()
    assert receipt.status == Status.PROCESSING
    return receipt


def test_a_claim_marks_the_receipt(make_receipt):
    receipt = make_receipt()
    claim = claim_take(receipt.id)
    now_processing(receipt)
    assert (receipt.lease, receipt.attempts) == (claim.token, 1)
    assert timezone.now() < receipt.lease_expires_at <= timezone.now() + LEASE


@pytest.mark.parametrize("status", [status for status in Status if status != Status.QUEUED])
def test_only_what_is_queued_can_be_claimed(make_receipt, status):
    receipt = make_receipt(status=status)
    assert claim_take(receipt.id) is None
    receipt.refresh_from_db()
    assert (receipt.status, receipt.attempts) == (status, 0)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_receipt(make_receipt):
    receipt = make_receipt()
    start, claims = threading.Barrier(6), []

    def worker():
        start.wait()
        claims.append(claim_take(receipt.id))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [claim for claim in claims if claim]
    assert now_processing(receipt).lease == winner.token
    assert receipt.attempts == 1


def test_a_worker_that_lost_its_claim_cannot_write(make_receipt):
    receipt = make_receipt()
    old = claim_take(receipt.id)
    Receipt.objects.filter(id=receipt.id).update(status=Status.QUEUED, lease=None)
    new = claim_take(receipt.id)
    with pytest.raises(LeaseLostError):
        old.update(progress=50)
    with pytest.raises(LeaseLostError):
        old.receipt()
    assert new.update(progress=10).progress == 10


@pytest.mark.parametrize("status", [Status.CANCELED, Status.QUEUED, Status.FAILED])
def test_a_claim_ends_with_the_reading(make_receipt, status):
    receipt = make_receipt()
    claim = claim_take(receipt.id)
    Receipt.objects.filter(id=receipt.id).update(status=status)
    with pytest.raises(LeaseLostError):
        claim.update(progress=50)


def test_every_change_raises_the_revision(make_receipt):
    receipt = make_receipt()
    claim = claim_take(receipt.id)
    assert [claim.update(progress=share).revision for share in (10, 20, 30)] == [1, 2, 3]


def test_the_heartbeat_renews_claims_as_long_as_they_are_held(make_receipt):
    receipt = make_receipt()
    claim, heart = claim_take(receipt.id), Heartbeat()
    soon = expire_soon(receipt)
    with heart.holding(claim):
        heart.renew()
    assert now_processing(receipt).lease_expires_at > soon
    soon = expire_soon(receipt)
    heart.renew()
    assert now_processing(receipt).lease_expires_at == soon


def test_a_reading_that_hangs_is_not_renewed_for_ever(make_receipt):
    receipt = make_receipt()
    taken = claim_take(receipt.id)
    hanging = Claim(receipt_id=receipt.id, token=taken.token, since=taken.since - 3600)
    soon, heart = expire_soon(receipt), Heartbeat()
    with heart.holding(hanging):
        heart.renew()
    assert now_processing(receipt).lease_expires_at == soon


def expire_soon(receipt: Receipt):
    soon = timezone.now() + timedelta(seconds=1)
    Receipt.objects.filter(id=receipt.id).update(lease_expires_at=soon)
    return soon
