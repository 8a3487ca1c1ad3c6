"""Which pods and releases the workers hear of."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from ocr.cluster.models import ModelRelease, Pod
from ocr.cluster.sources import PodList, ReleaseList
from ocr.cluster.tests.conftest import HERE, THERE, database_away
from ocr.serving.discovery import parse_pods
from ocr.serving.values import PodAddress, Release

pytestmark = pytest.mark.django_db


def by_url(pods):
    return {address.url: address for address in pods()}


def test_a_pod_of_the_settings_can_be_drained_and_switched_off_from_the_moment_it_is_known():
    pods = PodList(parse_pods([f"berlin={HERE}"]))
    assert pods() == [PodAddress(url=HERE, site="berlin")]
    row = Pod.objects.filter(origin="settings")
    row.update(state="draining")
    assert pods() == [PodAddress(url=HERE, site="berlin", draining=True)]
    row.update(state="off")
    assert pods() == []
    row.update(state="active")
    assert pods() == [PodAddress(url=HERE, site="berlin")]


def test_operators_add_pods_of_their_own(pod):
    pods = PodList(parse_pods([f"paris={THERE}"]))
    assert by_url(pods).keys() == {HERE, THERE}
    Pod.objects.filter(pk=pod.pk).update(state="draining")
    assert by_url(pods)[HERE] == PodAddress(url=HERE, site="berlin", draining=True)
    Pod.objects.filter(pk=pod.pk).update(state="off")
    assert by_url(pods).keys() == {THERE}


def test_a_pod_that_both_name_is_one_pod_and_stays_the_operators(pod):
    pods = PodList(parse_pods([f"paris={HERE}"]))
    assert pods() == [PodAddress(url=HERE, site="paris")]
    pod.refresh_from_db()
    assert pod.origin == "operator"


def test_every_address_behind_a_name_has_a_row_and_old_addresses_are_no_pods():
    pods = PodList(parse_pods(["cluster=dns+http://localhost:8501"]))
    now = timezone.now()
    Pod.objects.create(url=HERE, site="cluster", origin="settings", listed_at=now - timedelta(hours=1))
    assert "http://127.0.0.1:8501" in by_url(pods)
    assert HERE not in by_url(pods)
    assert Pod.objects.get(url="http://127.0.0.1:8501").site == "cluster"
    assert not Pod.objects.get(url="http://127.0.0.1:8501").gone
    assert Pod.objects.get(url=HERE).gone
    assert HERE not in Pod.objects.listed().values_list("url", flat=True)


def test_old_addresses_are_forgotten_in_the_end_and_operators_pods_are_not(pod):
    long_ago = timezone.now() - timedelta(days=8)
    Pod.objects.create(url=THERE, origin="settings", listed_at=long_ago)
    Pod.objects.filter(pk=pod.pk).update(added_at=long_ago)
    PodList(parse_pods(["http://gpu1:8501"]))()
    assert set(Pod.objects.values_list("url", flat=True)) == {HERE, "http://gpu1:8501"}


def test_a_pod_that_was_switched_off_stays_off_when_the_workers_were_away_for_long():
    long_ago = timezone.now() - timedelta(days=8)
    Pod.objects.create(url=HERE, origin="settings", state="off", listed_at=long_ago)
    pods = PodList(parse_pods([HERE]))
    assert pods() == []
    assert pods() == []


def test_looking_at_the_list_writes_nothing_while_nothing_changes(django_assert_num_queries):
    pods = PodList(parse_pods([f"berlin={HERE}", f"berlin={THERE}"]))
    pods()
    with django_assert_num_queries(1):
        pods()


def test_a_pod_that_moves_to_another_site_in_the_settings_moves_in_its_row():
    PodList(parse_pods([f"berlin={HERE}"]))()
    Pod.objects.update(state="draining")
    PodList(parse_pods([f"paris={HERE}"]))()
    row = Pod.objects.get()
    assert (row.site, row.state) == ("paris", "draining")


def test_while_the_database_is_away_what_it_said_last_still_rules(pod):
    pods = PodList(parse_pods([f"paris={THERE}"]))
    pods()
    Pod.objects.filter(url=THERE).update(state="off")
    pods()
    with database_away():
        assert pods() == [PodAddress(url=HERE, site="berlin")]


def test_a_worker_that_never_reached_the_database_calls_the_pods_of_the_settings():
    with database_away():
        assert PodList(parse_pods([f"paris={THERE}"]))() == [PodAddress(url=THERE, site="paris")]


def test_while_the_name_server_is_away_other_pods_are_called_and_operators_still_rule(monkeypatch):
    pods = PodList(parse_pods(["cluster=dns+http://localhost:8501", f"paris={THERE}"]))

    def getaddrinfo(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with monkeypatch.context() as away:
        away.setattr(socket, "getaddrinfo", getaddrinfo)
        assert by_url(pods).keys() == {THERE}
    known = by_url(pods).keys()
    assert "http://127.0.0.1:8501" in known
    Pod.objects.filter(url=THERE).update(state="off")
    with monkeypatch.context() as away:
        away.setattr(socket, "getaddrinfo", getaddrinfo)
        assert by_url(pods).keys() == known - {THERE}


def test_enabled_releases_have_their_share_of_the_files():
    ModelRelease.objects.create(model="textrec", selector="labels/canary", share=15)
    ModelRelease.objects.create(model="textrec", selector="versions/2", share=50, enabled=False)
    assert ReleaseList()() == (Release(model="textrec", selector="labels/canary", share=0.15),)


def test_releases_are_looked_up_once_in_a_few_seconds(django_assert_num_queries):
    now = 0.0
    releases = ReleaseList(clock=lambda: now)
    with django_assert_num_queries(1):
        for _ in range(100):
            assert releases() == ()
    ModelRelease.objects.create(model="textrec", selector="versions/3", share=5)
    assert releases() == ()
    now = 6.0
    assert [release.selector for release in releases()] == ["versions/3"]


def test_while_the_database_is_away_the_releases_stay():
    now = 0.0
    releases = ReleaseList(clock=lambda: now)
    ModelRelease.objects.create(model="textrec", selector="versions/3", share=5)
    known = releases()
    now = 6.0
    with database_away():
        assert releases() == known != ()
