"""A value that cannot be used stops the start with a sentence that names it."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from deploy import stack
from deploy.environment import Environment


def test_values_are_read_by_their_type():
    env = Environment({"PORT": " 9000 ", "DEBUG": "yes", "HOSTS": "a.example, b.example", "EMPTY": "  "})
    assert env.number("PORT", 8000, low=1, high=65535) == 9000
    assert env.flag("DEBUG", default=False) is True
    assert env.names("HOSTS") == ["a.example", "b.example"]
    assert env.text("EMPTY", "default") == "default"
    assert env.path("DATA_DIR", Path("/somewhere")) == Path("/somewhere")
    assert env.url("REDIS_URL", ("redis",)) == ""


@pytest.mark.parametrize("text", ["abc", "0", "70000", "80.5"])
def test_a_port_out_of_range_is_named(text):
    with pytest.raises(ImproperlyConfigured, match=r"PORT .* must be a whole number from 1 to 65535"):
        Environment({"PORT": text}).number("PORT", 8000, low=1, high=65535)


def test_a_flag_must_be_a_yes_or_a_no():
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG is 'maybe', but it must be 1 or 0"):
        Environment({"DEBUG": "maybe"}).flag("DEBUG", default=False)


def test_a_choice_must_be_an_option():
    with pytest.raises(ImproperlyConfigured, match="must be one of embedded, scripted"):
        Environment({"OCR_ENGINE": "magic"}).choice("OCR_ENGINE", "embedded", ("embedded", "scripted"))


def test_origins_and_rates_are_read():
    env = Environment({"SITES": "https://a.example, http://localhost:3000", "RATE": "20/second", "OFF": "0"})
    assert env.origins("SITES") == ["https://a.example", "http://localhost:3000"]
    assert env.origins("OTHERS") == []
    assert (env.rate("RATE", "1/hour").amount, env.rate("RATE", "1/hour").get_expiry()) == (20, 1)
    assert env.rate("OTHER", "1/hour").get_expiry() == 3600
    assert env.rate("OFF", "1/hour") is None


@pytest.mark.parametrize("text", ["a.example", "https://a.example/", "https://a.example/path", "*"])
def test_an_origin_is_an_address_without_a_path(text):
    with pytest.raises(ImproperlyConfigured, match="must be addresses as https://"):
        Environment({"SITES": text}).origins("SITES")


@pytest.mark.parametrize("text", ["many", "600", "0/minute", "-1/minute"])
def test_a_rate_is_a_number_and_a_time(text):
    with pytest.raises(ImproperlyConfigured, match="must be a number and a time, as 600/minute, or 0"):
        Environment({"RATE": text}).rate("RATE", "600/minute")


def test_a_wrong_scheme_is_told_without_showing_the_password():
    env = Environment({"DATABASE_URL": "mysql://root:secret@db/tillroll"})
    with pytest.raises(ImproperlyConfigured, match="must begin with postgres://") as error:
        env.url("DATABASE_URL", ("postgres",))
    assert "secret" not in str(error.value)


def test_what_cannot_be_a_password_is_quoted_as_it_was_typed():
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL is 'nonsense', but it must begin"):
        Environment({"DATABASE_URL": "nonsense"}).url("DATABASE_URL", ("postgres",))


def test_a_port_that_is_no_number_is_told_without_showing_the_password():
    env = Environment({"DATABASE_URL": "postgres://me:secret@db:abc/tillroll"})
    with pytest.raises(ImproperlyConfigured, match=r"'postgres://…', but it must have a port"):
        env.url("DATABASE_URL", ("postgres",))


def test_what_is_useful_only_at_once_is_wanted_at_once():
    names = ("OIDC_NAME", "OIDC_ISSUER_URL", "OIDC_CLIENT_ID")
    assert Environment(dict.fromkeys(names, "x")).together(*names)
    assert not Environment({}).together(*names)
    with pytest.raises(
        ImproperlyConfigured, match="OIDC_CLIENT_ID is set, but it needs OIDC_NAME and OIDC_I"
    ):
        Environment({"OIDC_CLIENT_ID": "x", "OIDC_NAME": " "}).together(*names)


def test_an_installation_beside_this_process_has_settings_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("S3_BUCKET", "receipts-of-real-people")
    monkeypatch.setenv("MAX_UPLOAD_MB", "1")
    env = stack.environment(tmp_path, MAX_UPLOAD_MB="2")
    assert "S3_BUCKET" not in env
    assert (env["DATA_DIR"], env["MAX_UPLOAD_MB"]) == (str(tmp_path), "2")


def test_a_bad_environment_stops_every_command_with_one_sentence(tmp_path):
    env = stack.environment(tmp_path, PORT="eighty")
    result = subprocess.run(
        [sys.executable, "manage.py", "start"], cwd=stack.ROOT, env=env, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert result.stderr.strip() == (
        "Tillroll cannot start: The environment variable PORT is 'eighty', "
        "but it must be a whole number from 1 to 65535."
    )
