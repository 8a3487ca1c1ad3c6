"""Corrections by PATCH: plain values in, all of them or none."""

import json

import pytest

from accounts.audit import audit_of
from api.tests.answers import assert_problem, detail


def values(rows) -> list[dict[str, str]]:
    """Return what the rows of a table hold."""
    return [
        {name: cell["value"] for name, cell in row.items() if isinstance(cell, dict) and cell["value"]}
        for row in rows
    ]


def test_bob_corrects_fields_a_table_and_the_note_at_once(api, bob, read_receipt, workspace):
    receipt = read_receipt()
    response = api(bob).patch(
        detail(receipt),
        {
            "total": "13,50",
            "merchant_name": None,
            "tip": 1,
            "note": "Lunch with the auditors",
            "tags": ["Audit"],
            "line_items": [
                {"number": 1, "total": "9.00", "quantity": None},
                {"description": "MILK", "total": "4.50"},
            ],
            "payments": [{"method": "Credit card", "last4": "**** 1234"}],
        },
    )
    assert response.status_code == 200
    shown = response.json()
    total = shown["total"]
    assert (total["value"], total["source"], total["model_value"]) == ("13.50", "human", "12.50")
    assert (shown["merchant_name"]["value"], shown["tip"]["value"]) == (None, "1")
    assert (shown["note"], shown["tags"]) == ("Lunch with the auditors", ["Audit"])
    assert [row["number"] for row in shown["line_items"]] == [1, 2]
    assert values(shown["line_items"]) == [
        {"description": "CAKE", "total": "9.00"},
        {"description": "MILK", "total": "4.50"},
    ]
    assert values(shown["payments"]) == [{"method": "credit_card", "last4": "1234"}]
    entry = audit_of(workspace=workspace, subject_id=receipt.id).get(action="receipt.corrected")
    assert (entry.user, entry.changes["line_items.1.quantity"]) == (bob, ["2", ""])


def test_a_table_can_be_emptied_and_what_is_not_given_stays(api, bob, read_receipt):
    receipt = read_receipt()
    shown = api(bob).patch(detail(receipt), {"line_items": []}).json()
    assert (shown["line_items"], shown["total"]["value"], shown["date"]["source"]) == ([], "12.50", "model")


def test_nothing_new_is_no_change(api, bob, read_receipt):
    receipt = read_receipt()
    etag = api(bob).get(detail(receipt)).headers["ETag"]
    for given in ({}, {"total": "12.50"}, {"line_items": [{"number": 0}, {"number": 1, "total": "8.00"}]}):
        response = api(bob).patch(detail(receipt), given)
        assert (response.status_code, response.headers["ETag"]) == (200, etag)


def test_every_mistake_is_named_and_nothing_is_saved(api, bob, read_receipt):
    receipt = read_receipt()
    given = {
        "merchant_name": "New name",
        "note": "Lunch",
        "date": "soon",
        "line_items": [{"number": 0}, {"number": 7}, {"total": "much"}],
    }
    problem = assert_problem(api(bob).patch(detail(receipt), given), 400, "invalid")
    assert list(problem["errors"]) == ["date", "line_items.1.number", "line_items.2.total"]
    shown = api(bob).get(detail(receipt)).json()
    assert (shown["merchant_name"]["value"], shown["note"], shown["revision"]) == ("CORNER SHOP", "", 0)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"colour": "red"}, "colour"),
        ({"\ud800": 1}, "?"),
        ({"total": {"value": "1"}}, "total"),
        ({"total": True}, "total"),
        ({"total": "9" * 30}, "total"),
        ({"total": 1e300}, "total"),
        ({"merchant_name": "a\x00b"}, "merchant_name"),
        ({"merchant_name": "\ud800"}, "merchant_name"),
        ({"merchant_name": "a" * 501}, "merchant_name"),
        ({"note": "a" * 2001}, "note"),
        ({"note": None}, "note"),
        ({"category": 10**30}, "category"),
        ({"tags": "all"}, "tags"),
        ({"line_items": None}, "line_items"),
        ({"line_items": "all"}, "line_items"),
        ({"line_items": ["TEA"]}, "line_items.0.non_field_errors"),
        ({"line_items": [{"number": -1}]}, "line_items.0.number"),
        ({"line_items": [{"number": 10**30}]}, "line_items.0.number"),
        ({"line_items": [{"number": 1}, {"number": 1}]}, "line_items.1.number"),
        ({"line_items": [{"price": "1"}]}, "line_items.0.price"),
        ({"line_items": [{}] * 501}, "line_items"),
        ({"payments": [{"last4": "12"}]}, "payments.0.last4"),
        ([], "non_field_errors"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_place(api, bob, read_receipt, given, place):
    problem = assert_problem(
        api(bob).patch(detail(read_receipt()), json.dumps(given), content_type="application/json"),
        400,
        "invalid",
    )
    assert list(problem["errors"]) == [place]


def test_only_json_is_taken(api, bob, read_receipt):
    address = detail(read_receipt())
    assert_problem(api(bob).patch(address, {"total": "1"}, format="multipart"), 415, "unsupported_media_type")


def test_anna_may_not_correct_and_charlie_finds_nothing(api, anna, charlie, read_receipt):
    address = detail(read_receipt())
    assert_problem(api(anna).patch(address, {"total": "1"}), 403, "permission_denied")
    assert_problem(api(charlie).patch(address, {"total": "1"}), 404, "not_found")


def test_a_photo_that_was_split_is_not_corrected(api, bob, read_receipt):
    address = detail(read_receipt(status="split"))
    assert_problem(api(bob).patch(address, {"total": "1"}), 409, "wrong_state")
