"""What several workers together know of a pod."""

import pytest

from ocr.cluster.live.merging import merged
from ocr.cluster.live.news import Counts, PodNews, WorkerNews
from ocr.cluster.tests.conftest import HERE, THERE


def pod(url: str = HERE, **changes) -> PodNews:
    known = {"site": "berlin", "draining": False, "in_flight": 1, "ejected_for": None, "probe_in": None}
    return PodNews(**{"url": url, "minute": Counts(), **known, **changes})


def worker(*pods: PodNews, seconds: float = 60) -> WorkerNews:
    return WorkerNews(name="w", threads=1, since=0, seconds=seconds, pods=pods)


def test_counts_of_all_workers_add_up():
    took = [1] * 11
    minute = Counts(calls=12, errors=1, busy_milliseconds=15_000, took=took)
    found = merged([worker(pod(minute=minute)), worker(pod(minute=minute, in_flight=3), pod(THERE))])
    assert list(found) == [HERE, THERE]
    here = found[HERE]
    assert (here.workers, here.in_flight, here.minute.calls, here.minute.errors) == (2, 4, 24, 2)
    assert here.minute.took == [2] * 11
    assert here.busy == pytest.approx(0.5)
    assert took == [1] * 11


def test_a_worker_that_has_just_started_counts_its_own_time():
    (found,) = merged([worker(pod(minute=Counts(busy_milliseconds=5_000)), seconds=10)]).values()
    assert found.busy == pytest.approx(0.5)


def test_a_pod_is_busy_no_more_than_all_the_time():
    long = pod(minute=Counts(busy_milliseconds=50_000))
    assert merged([worker(long), worker(long)])[HERE].busy == 1


def test_it_is_told_how_many_workers_have_ejected_it():
    away = pod(ejected_for=2.0, probe_in=1.5)
    longer = pod(ejected_for=7.0, probe_in=0.5)
    found = merged([worker(away), worker(pod()), worker(longer)])[HERE]
    assert (found.workers, found.ejected_by, found.ejected_for, found.probe_in) == (3, 2, 7.0, 0.5)


def test_it_drains_as_soon_as_one_worker_knows():
    assert merged([worker(pod()), worker(pod(draining=True))])[HERE].draining
