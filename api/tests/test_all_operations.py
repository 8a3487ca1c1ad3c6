"""schemathesis sends all operations what they ask for, and what they do not, and compares with the schema.

A failure prints the request as a curl command. `pytest api/tests/test_all_operations.py -k NAME` runs those
whose address or method has NAME in it; the requests are the same each time.
"""

import json
import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from accounts.rights import Right
from accounts.selectors import access_current
from accounts.services import api_key_create
from api.schema import openapi

_CONFIG = SchemathesisConfig.from_dict(
    {"generation": {"deterministic": True, "with-security-parameters": False}}
)
# A copy in plain dicts, for the one that is served is shared.
SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi())), config=_CONFIG)
SCHEMA.app = get_wsgi_application()

TOO_STRICT = [positive_data_acceptance, negative_data_rejection]
"""The schema cannot say which ids, cursors and states there are; and an empty filter is none."""

ID = re.compile(r"[0-9a-f-]{36}")


@pytest.fixture
def headers(alice):
    """An owner's key."""
    workspace = access_current(user=alice).workspace
    _, key = api_key_create(user=alice, workspace=workspace, name="test", scope=Right.ADMIN)
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture(autouse=True)
def kept_connection():
    """Requests do not end the transaction of the test, as Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def existing(read_receipt):
    """Ids of what is there, by the kind of resource."""
    return {"receipts": str(read_receipt().id)}


@SCHEMA.parametrize()
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_an_operation_answers_as_its_schema_says(case, headers, existing):
    _, _, _, kind, *_ = case.operation.path.split("/")
    if kind in existing and ID.fullmatch(str(case.path_parameters.get("id"))):
        case.path_parameters["id"] = existing[kind]
    case.call_and_validate(headers=headers, app=SCHEMA.app, excluded_checks=TOO_STRICT)
