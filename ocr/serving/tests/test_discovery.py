"""Pods as settings name them."""

import socket

import pytest

from ocr.serving.discovery import DnsName, PodListError, addresses_of, check_url, parse_pods
from ocr.serving.values import PodAddress

HEADLESS = DnsName(scheme="http", host="pods.local", port=8501, site="cellar")


def answers(*hosts):
    """Return what `getaddrinfo` returns for a name with these addresses."""
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 8501)) for host in hosts]


def fails(error):
    def getaddrinfo(*_, **__):
        raise error

    return getaddrinfo


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        ("http://10.0.0.7:8501", PodAddress(url="http://10.0.0.7:8501", site="10.0.0.7")),
        (" office=http://oslo:8501/ ", PodAddress(url="http://oslo:8501", site="office")),
        ("office=https://oslo/pods/", PodAddress(url="https://oslo/pods", site="office")),
        ("office=http://[::1]:8501", PodAddress(url="http://[::1]:8501", site="office")),
        ("Office=HTTP://Oslo:8501/Pods", PodAddress(url="http://oslo:8501/Pods", site="Office")),
        (
            "cellar=dns+http://pods.local:9000",
            DnsName(scheme="http", host="pods.local", port=9000, site="cellar"),
        ),
        ("cellar=dns+http://pods.local", HEADLESS),
        ("dns+http://pods.local", DnsName(scheme="http", host="pods.local", port=8501, site="pods.local")),
    ],
)
def test_an_entry_names_a_pod_or_a_name_of_many(entry, source):
    assert parse_pods([entry]) == [source]


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "=http://oslo:8501",
        "office=",
        "oslo:8501",
        "ftp://oslo",
        "http://",
        "http://:8501",
        "http://oslo:port",
        "http://oslo:99999",
        "http://oslo?a=b",
        "http://alice:secret@oslo:8501",
        "http://oslo#part",
        "http://[::1",
        "http://a..b:8501",
        "http://" + "x" * 64 + ":8501",
        "dns+oslo",
        "dns+ftp://oslo",
    ],
)
def test_an_entry_that_names_nothing_is_told_how_to_be_written(entry):
    with pytest.raises(PodListError) as raised:
        parse_pods([entry])
    assert "no pod's address" in str(raised.value) or "names no site" in str(raised.value)


def test_a_url_loses_its_slash():
    assert check_url("http://oslo:8501//") == "http://oslo:8501"


def test_each_address_of_a_name_is_a_pod(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers("10.0.0.8", "10.0.0.7", "10.0.0.7", "fd00::7"))
    oslo = PodAddress(url="http://oslo:8501", site="office")
    assert addresses_of([oslo, HEADLESS]) == [
        oslo,
        PodAddress(url="http://10.0.0.7:8501", site="cellar"),
        PodAddress(url="http://10.0.0.8:8501", site="cellar"),
        PodAddress(url="http://[fd00::7]:8501", site="cellar"),
    ]


def test_a_name_without_addresses_has_no_pods_now(monkeypatch):
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    monkeypatch.setattr(socket, "getaddrinfo", fails(unknown))
    assert addresses_of([HEADLESS]) == []


def test_a_name_server_that_is_away_says_nothing_of_the_pods(monkeypatch):
    away = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    monkeypatch.setattr(socket, "getaddrinfo", fails(away))
    with pytest.raises(OSError):
        addresses_of([HEADLESS])
