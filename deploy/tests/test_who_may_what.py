"""Every address x every method x everybody, against one table."""

# ruff: noqa: F811  (fixtures are named as parameters)

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.keys import key_hash
from accounts.models import User
from accounts.rights import Right
from accounts.services import api_key_create
from accounts.tests.cast import alice, charlie  # noqa: F401  (people, where this folder has their browsers)
from deploy.tests.who_may_what import ANYONE, ELSEWHERE, OPERATOR, OURS, OWN, PERSON, TABLE
from ocr.cluster.models import ModelRelease, Pod
from receipts.webhooks.models import Webhook
from receipts.webhooks.services import webhook_test

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    route: str
    parameters: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        """Whether programs come here with a key."""
        return self.route.startswith("api/")

    def path(self, values: dict[str, Any]) -> str:
        """Return the address of something of Alice's."""
        path = "/" + self.route
        for parameter in self.parameters:
            start = path.index("<")
            end = path.index(">")
            path = path[:start] + str(values[self._kind(parameter)]) + path[end + 1 :]
        return path

    def _kind(self, parameter: str) -> str:
        """Return what the parameter names: `receipt` where the API's address has `receipts/<uuid:id>`."""
        if parameter != "id":
            return parameter.removesuffix("_id")
        kind = self.route[: self.route.index("<")].rstrip("/").rsplit("/", 1)[-1]
        return f"{kind[:-3]}y" if kind.endswith("ies") else kind.removesuffix("s")


def addresses(
    resolver: URLResolver, route: str = "", space: str = "", outer: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Walk through the URLconf."""
    for entry in resolver.url_patterns:
        here, parameters = route + str(entry.pattern), (*outer, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, here, inner, parameters)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Address(name=space + entry.name, route=here, parameters=parameters)


ADDRESSES = [
    each
    for each in addresses(get_resolver())
    if each.route.startswith(OURS) or not each.route.startswith(ELSEWHERE)
]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody who asks."""

    name: str
    client: Client
    right: Right | None = None
    """In Alice's workspace."""
    is_known: bool = True
    is_alice: bool = False
    """Or a program of hers."""

    def may(self, needed: str | None) -> bool:
        """Return whether the table lets them in."""
        if needed in (None, OPERATOR):
            return False
        if needed in (ANYONE, PERSON):
            return needed == ANYONE or self.is_known
        if needed == OWN:
            return self.is_alice
        return self.right is not None and self.right.includes(Right(needed))


@pytest.fixture
def things(read_receipt: Callable[..., Any], files: Any, alice: User, bob: User) -> dict[str, Any]:
    """What Alice's workspace has, by the parameter that names it."""
    files.joinpath("original.jpg").write_bytes(b"a photo")
    files.joinpath("page.jpg").write_bytes(b"a page")
    receipt = read_receipt(file="original.jpg", thumbnail="page.jpg")
    category = receipt.workspace.categories.create(name="Meals")
    tag = receipt.workspace.tags.create(name="client")
    webhook = Webhook.objects.create(
        workspace=receipt.workspace, url="https://books.example/", secret="whsec_eA=="
    )
    key, _ = api_key_create(user=alice, workspace=receipt.workspace, name="scanner")
    invitation = receipt.workspace.invitations.create(
        email="dora@example.org",
        token_hash=key_hash("the-link"),
        expires_at=timezone.now() + timedelta(days=1),
    )
    return {
        "receipt": receipt.id,
        "number": 1,
        "category": category.id,
        "tag": tag.id,
        "kind": "categories",
        "label": category.id,
        "webhook": webhook.id,
        "delivery": webhook_test(webhook=webhook).id,
        "workspace": receipt.workspace_id,
        "export": receipt.workspace.exports.create(format="csv", status="done", file="page.jpg").id,
        "import": receipt.workspace.imports.create(filename="backup.zip", status="failed").id,
        "member": bob.memberships.get().id,
        "invitation": invitation.id,
        "token": "the-link",
        "key": key.id,
        "session": UserSession.objects.create(user=alice, session_key="her-phone", ip="10.0.0.9").id,
        "topic": "cost",
        "release": ModelRelease.objects.create(model="textrec", selector="labels/canary").id,
        "pod": Pod.objects.create(url="http://10.0.0.7:8501", site="berlin").id,
    }


@pytest.fixture
def callers(alice: User, bob: User, anna: User, charlie: User, workspace: Any) -> list[Caller]:
    """People in their browsers."""

    def browser(user: User) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    stranger = Client(raise_request_exception=False)
    return [
        Caller(name="nobody", client=stranger, is_known=False),
        Caller(name="Charlie", client=browser(charlie)),
        Caller(name="Anna", client=browser(anna), right=Right.READ),
        Caller(name="Bob", client=browser(bob), right=Right.WRITE),
        Caller(name="Alice", client=browser(alice), right=Right.ADMIN, is_alice=True),
    ]


@pytest.fixture
def programs(alice: User, charlie: User, workspace: Any) -> list[Caller]:
    """Programs with keys of Alice's, of each scope, and one of Charlie's."""

    def program(user: User, scope: Right) -> Client:
        _, key = api_key_create(user=user, workspace=user.workspaces.get(), name="program", scope=scope)
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})

    own = [
        Caller(name=f"a key to {right}", client=program(alice, right), right=right, is_alice=True)
        for right in Right
    ]
    return [*own, Caller(name="Charlie's key", client=program(charlie, Right.ADMIN))]


def test_the_table_names_every_address():
    names = {address.name for address in ADDRESSES}
    assert names - TABLE.keys() == set(), "Say in the table who may what at these addresses."
    assert TABLE.keys() - names == set(), "These addresses are gone; take them out of the table."


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_everybody_gets_what_the_table_says(address, things, callers, programs):
    path = address.path(things)
    for caller in [*callers, *(programs if address.is_api else [])]:
        for method in METHODS:
            needed = TABLE[address.name].get("GET" if method == "HEAD" else method)
            outcome = ask(caller.client, method, path)
            assert outcome in expected(caller, needed, address), (caller.name, method, path, outcome)


def expected(caller: Caller, needed: str | None, address: Address) -> set[str]:
    """Return what may come of it."""
    if needed is None:
        return {"no such method", "login", "not allowed", "nothing there"}
    if caller.may(needed):
        return {"let in"}
    if needed == OPERATOR:
        return {"login", "not allowed", "nothing there"}
    if not caller.is_known:
        return {"login"}
    if caller.right is not None:
        return {"nothing there" if needed == OWN else "not allowed"}
    # Charlie works in a workspace of his own, where he may do anything.
    return {"nothing there"} if set(address.parameters) - {"kind"} else {"let in"}


def ask(client: Client, method: str, path: str) -> str:
    """Return what comes of a request, of which nothing stays."""
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    return outcome_of(response)


def outcome_of(response: HttpResponseBase) -> str:
    """Tell apart what the table speaks of."""
    if response.status_code >= 500:
        return f"error {response.status_code}"
    logins = ("/accounts/login/", "/admin/login/")
    if response.status_code == 302 and response.headers["Location"].startswith(logins):
        return "login"
    named = {401: "login", 403: "not allowed", 404: "nothing there", 405: "no such method"}
    return named.get(response.status_code, "let in")
