"""What stops a command is told in one sentence."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import stack
from deploy.processes import AddressUnusableError, check_address


def said(data_dir: Path, *words: str, **variables: str) -> str:
    """Run a management command that must fail; return the last line that it says."""
    env = stack.environment(data_dir, PORT=str(stack.free_port()), **variables)
    command = [sys.executable, "manage.py", *words]
    result = subprocess.run(command, cwd=stack.ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    return result.stderr.strip().splitlines()[-1]


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_said_with_the_way_out(taken_port):
    with pytest.raises(AddressUnusableError, match=rf"another one: make run PORT={taken_port + 1}"):
        check_address("127.0.0.1", taken_port)


@pytest.mark.parametrize("host", ["nohost.invalid", "203.0.113.5"])
def test_a_host_of_another_machine_is_not_taken_for_a_taken_port(host):
    with pytest.raises(AddressUnusableError, match=f"HOST={host} is no address of this machine"):
        check_address(host, 8000)


def test_a_database_that_is_away_is_said_without_its_password(tmp_path):
    sentence = said(tmp_path, "start", DATABASE_URL="postgres://me:secret@127.0.0.1:1/tillroll")
    assert "The database cannot be used" in sentence
    assert "Check DATABASE_URL" in sentence
    assert "secret" not in sentence


def test_a_broker_that_is_away_is_said_without_its_password(tmp_path):
    sentence = said(tmp_path, "start", REDIS_URL="redis://:secret@127.0.0.1:1/0")
    assert "The server of REDIS_URL (127.0.0.1:1) cannot be used" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    "words",
    [
        ("create_user", "alice@example.com", "--password", "swordfish-7", "--workspace", "W"),
        ("create_api_key", "alice@example.com", "--name", "x"),
    ],
)
def test_a_command_before_the_first_start_says_what_comes_first(tmp_path, words):
    assert "Run `manage.py migrate` or `make run` first" in said(tmp_path, *words)
