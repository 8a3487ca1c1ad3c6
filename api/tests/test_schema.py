"""The description of the API is complete, and the one that is kept in `docs` is that of the code."""

import re

import pytest
import yaml
from django.conf import settings
from drf_spectacular.validation import validate_schema

from api.problems import CONTENT_TYPE
from api.schema import openapi

OPERATIONS = [
    pytest.param(operation, id=operation["operationId"])
    for operations in openapi()["paths"].values()
    for operation in operations.values()
]

NAME = re.compile(r"[a-z]+(_[a-z]+)+")


def json_answers(operation):
    return [
        answer["content"]["application/json"]
        for status, answer in operation["responses"].items()
        if status.startswith("2") and "application/json" in answer.get("content", {})
    ]


def test_the_schema_in_docs_is_that_of_the_code(client):
    kept = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text()
    served = client.get("/api/schema/").content.decode()
    assert yaml.safe_load(kept) == yaml.safe_load(served), (
        "The API changed: run `make schema`, and commit it."
    )


def test_the_schema_is_openapi():
    validate_schema(openapi())


def test_the_schema_is_served_as_json_to_those_who_want_it(client):
    assert client.get("/api/schema/?format=json").json() == openapi()
    response = client.get("/api/schema/", headers={"Accept": "application/json"})
    assert (response.headers["Content-Type"], response.json()) == ("application/json", openapi())


def test_operations_are_told_apart_by_names_that_read_well():
    names = [operation.values[0]["operationId"] for operation in OPERATIONS]
    assert len(set(names)) == len(names) > 5
    assert [name for name in names if not NAME.fullmatch(name) or re.search(r"_\d", name)] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_says_what_it_does(operation):
    assert len(operation["summary"]) > 8
    assert not operation["summary"].endswith(".")
    assert operation["tags"]
    assert {"apiKey": []} in operation["security"]
    assert {"cookieAuth": []} in operation["security"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_examples(operation):
    bodies = list(operation.get("requestBody", {}).get("content", {}).values())
    for content in [*bodies, *json_answers(operation)]:
        assert "example" in content or content.get("examples"), "Add an OpenApiExample to the operation."


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_says_how_it_refuses(operation):
    refusals = {status for status in operation["responses"] if int(status) >= 400}
    assert {"400", "401", "403", "429"} <= refusals
    for status in refusals:
        name = operation["responses"][status]["$ref"].rsplit("/", 1)[-1]
        content = openapi()["components"]["responses"][name]["content"][CONTENT_TYPE]
        assert content["example"]["status"] == int(status)


def test_every_post_takes_a_key():
    for operations in openapi()["paths"].values():
        for method, operation in operations.items():
            keyed = {"$ref": "#/components/parameters/IdempotencyKey"} in operation.get("parameters", [])
            assert keyed == (method == "post")
