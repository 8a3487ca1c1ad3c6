"""Statistics are what a slow look at every receipt and every field tells, whatever became of the receipts."""

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from accounts.access import Actor
from accounts.selectors import access_current
from ocr.types import Region
from receipts import pipeline, services
from receipts.marks import marks_of
from receipts.models import Field, Receipt, Section, Source, Status
from receipts.statistics import Day, Scope, reading, spending
from receipts.tests import readings
from receipts.tests.images import photo
from receipts.tests.readings import HEIGHT, WIDTH, found

pytestmark = pytest.mark.usefixtures("silence")

HALF = ((0.0, 0.0), (WIDTH / 2, 0.0), (WIDTH / 2, HEIGHT), (0.0, HEIGHT))


@pytest.fixture
def read(monkeypatch, workspace, by_alice):
    """Upload a photo and read it, or read a receipt again."""

    def read(receipt=None, *, version="m1", regions=(), by=by_alice, into=workspace, **changes):
        outcome = readings.reading(**changes)
        usage = replace(outcome.usage, model_version=version, seconds=len(version) + len(changes))
        outcome = replace(outcome, usage=usage, regions=regions)
        monkeypatch.setattr(pipeline, "read", lambda data, **_: outcome)
        receipt = receipt or services.receipt_upload(
            workspace=into, by=by, data=photo(size=(300, 400 + Receipt.objects.count())), filename="lunch.jpg"
        )
        pipeline.receipt_process(receipt_id=receipt.id)
        receipt.refresh_from_db()
        return receipt

    return read


@pytest.fixture
def correct(by_alice):
    """Set fields of a receipt's head."""

    def correct(receipt, **head):
        return services.receipt_correct(receipt=receipt, by=by_alice, head=head)

    return correct


@pytest.fixture
def labels(workspace, by_alice):
    names = ("Meals", "Food", "Travel")
    return {name: services.category_create(workspace=workspace, name=name, by=by_alice) for name in names}


@pytest.fixture
def nasty(read, correct, labels, by_alice, bob, charlie):
    """What may become of receipts."""
    for version in ("m1", "m2"):
        read(version=version)
        read(version=version, total=found(Decimal("0.10")), by=Actor(bob))
        correct(read(version=version), total="13")
    twice = correct(read(tip=found(Decimal("1.25"))), total="13", tip="2")
    correct(twice, total="14", merchant_name="Nook")
    back = correct(read(), total="13")
    correct(back, total="12.50")
    services.receipt_tag(receipt=correct(read(), total="-5.25"), by=by_alice, names=["refund"])
    for name in ("tax", "total"):
        services.field_confirm(receipt=twice, by=by_alice, section="", row=0, name=name)
    correct(read(currency=None), currency="VND", total="79000", date="", tax="5")
    approved = read(date=None, merchant_name=None, currency=None)
    services.receipt_approve(receipt=approved, by=by_alice)
    read(total=None)
    correct(read(date=None), time="11:15")
    correct(read(version="m1", total=found(Decimal(7))), total="8")
    again = correct(read(), total="9", currency="USD")
    services.receipt_retry(receipt=again, by=by_alice)
    read(again, version="m2", total=found(Decimal(9)))
    failed = correct(read(), total="3")
    Receipt.objects.filter(id=failed.id).update(status=Status.FAILED)
    services.receipt_delete(receipt=correct(read(), total="1000"), by=by_alice)
    _, second = split(read, correct, by_alice)
    read(second, version="m2", total=found(Decimal("6.66")))
    for name, receipt in (("Meals", twice), ("Food", back), ("Travel", approved)):
        services.receipt_categorize(receipt=receipt, by=by_alice, category=labels[name])
    services.category_merge(category=labels["Food"], into=labels["Meals"], by=by_alice)
    Receipt.objects.filter(id=back.id).update(created_at=datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC))
    Receipt.objects.filter(id=again.id).update(reviewed_at=F("finished_at") - timedelta(days=1))
    read(by=Actor(charlie), into=access_current(user=charlie).workspace)


def split(read, correct, by):
    photo = correct(read(regions=(Region(page=1, polygon=HALF),) * 2), total="77", tax="1")
    return services.receipt_split(receipt=photo, by=by)


@pytest.fixture
def chosen(nasty, workspace, labels, bob):
    """Scopes by their names, each with the receipts of it as they are found without the database."""
    days, day = {"first": date(2024, 12, 31), "last": date(2025, 12, 31)}, date(2025, 12, 31)
    meals, last = labels["Meals"], {"day": Day.UPLOAD, "last": day}
    refund = workspace.tags.get()
    choices = {
        "all": ({}, lambda one: True),
        "days": (days, lambda one: one.date is not None and days["first"] <= one.date <= days["last"]),
        "uploads": (last, lambda one: one.created_at.date() <= day),
        "category": ({"category": meals}, lambda one: one.category == meals),
        "tag": ({"tag": refund}, lambda one: refund in one.tags.all()),
        "uploader": ({"uploader": bob.id}, lambda one: one.uploaded_by == bob),
    }
    every = list(Receipt.objects.filter(workspace=workspace))
    found = {
        name: (Scope(workspace=workspace, **scope), [one for one in every if choice(one)])
        for name, (scope, choice) in choices.items()
    }
    assert all(receipts for _, receipts in found.values())
    return found


def test_spending_is_the_sum_of_completed_receipts(chosen):
    for name, (scope, receipts) in chosen.items():
        assert parts_of(spending(scope)) == parts_by_hand(scope, receipts), name


def parts_by_hand(scope, receipts) -> dict:
    spent = [one for one in receipts if one.status == Status.COMPLETED and one.total is not None]

    def month(receipt):
        day = receipt.created_at.date() if scope.day == Day.UPLOAD else receipt.date
        return day and day.replace(day=1)

    return {
        "months": added(spent, month),
        "categories": added(spent, lambda one: one.category_id),
        "merchants": added(spent, lambda one: one.merchant_name.lower()),
        "uploaders": added(spent, lambda one: one.uploaded_by_id),
    }


def parts_of(found) -> dict:
    """Return count and amount by currency and key."""
    kinds = ("months", "categories", "merchants", "uploaders")
    return {
        kind: {
            (one.currency, part.name.lower() if kind == "merchants" else part.key): (part.count, part.amount)
            for one in found
            for part in getattr(one, kind)
        }
        for kind in kinds
    }


def added(receipts, key) -> dict:
    sums: dict = {}
    for receipt in receipts:
        count, amount = sums.get((receipt.currency, key(receipt)), (0, Decimal(0)))
        sums[receipt.currency, key(receipt)] = (count + 1, amount + receipt.total)
    return sums


def test_reading_is_told_by_every_field_that_a_person_saw(chosen):
    for name, (scope, receipts) in chosen.items():
        told = reading(scope)
        fields = {(one.model_version, one.field): (one.checked, one.right) for one in told.fields}
        assert fields == fields_by_hand(receipts), name
        assert Counter(one.status for one in receipts) == +Counter(told.statuses), name
        untouched = [one for one in receipts if one.status == Status.COMPLETED and not one.reviewed_at]
        assert told.straight_through == len(untouched), name


def fields_by_hand(receipts) -> dict:
    """Return how many were checked, and how many of them were right, by version of the model and name."""
    checked, right = Counter(), Counter()
    for field in Field.objects.filter(receipt__in=receipts, section=Section.HEAD).select_related("receipt"):
        is_completed = field.receipt.status == Status.COMPLETED
        if field.receipt.reviewed_at and (is_completed or field.source == Source.HUMAN):
            key = (field.model_version or field.receipt.model_version, field.name)
            checked[key] += 1
            right[key] += field.value == field.model_value
    return {key: (count, right[key]) for key, count in checked.items()}


def test_durations_are_those_of_the_receipts_in_order(chosen):
    for name, (scope, receipts) in chosen.items():
        told = reading(scope)
        seconds = [one.seconds for one in receipts if one.seconds is not None]
        assert [told.seconds.median, told.seconds.p95] == ranked(seconds), name
        waits = [
            (one.reviewed_at - one.finished_at).total_seconds()
            for one in receipts
            if one.reviewed_at and one.finished_at and one.reviewed_at >= one.finished_at
        ]
        until = told.seconds_until_review
        assert [until.median, until.p95] == ranked(waits), name


def ranked(values) -> list:
    values = sorted(values)
    return [values[math.ceil(share * len(values)) - 1] if values else None for share in (0.5, 0.95)]


def test_marks_are_those_of_the_fields_at_every_step(read, correct, by_alice):
    receipt = read(tip=found(Decimal(1)))
    assert receipt.marks == "M--M-M--MM"
    receipt = correct(receipt, total="13", tax="2")
    assert receipt.marks == "M--M-M-hMh"
    services.field_confirm(receipt=receipt, by=by_alice, section="", row=0, name="tip")
    receipt.refresh_from_db()
    assert receipt.marks == "M--M-M-hHh"
    services.receipt_retry(receipt=receipt, by=by_alice)
    assert read(receipt, total=found(Decimal(13)), tip=None).marks == "M--M-M-hhH"


def test_marks_go_with_the_fields_when_a_photo_is_split(read, correct, by_alice):
    first, second = split(read, correct, by_alice)
    first.refresh_from_db()
    assert (first.marks, first.model_version) == ("M--M-M-h-h", "m1")
    assert marks_of(second.fields.all()) == marks_of(first.split_from.fields.all()) == "-" * 10
    Receipt.objects.filter(id=first.id).update(status=Status.FAILED)
    correct(first, total="78")
    (tax, total) = reading(Scope(workspace=first.workspace)).fields
    assert [(one.model_version, one.field, one.checked, one.right) for one in (tax, total)] == [
        ("m1", "tax", 1, 0),
        ("m1", "total", 1, 0),
    ]
