"""Which pod gets the next call. Oslo and Pisa are two pods; what they answer is told to the pool by hand."""

import logging
import threading

import pytest

from ocr.errors import PodsAwayError
from ocr.serving import pool as pool_module
from ocr.serving.health import FAILURES_TO_EJECT, FIRST_REST
from ocr.serving.pool import Pool
from ocr.serving.tests.fakes import MODEL, FakePod, Held, Office, broken, refused
from ocr.serving.values import PodAddress


@pytest.fixture
def oslo():
    return FakePod("oslo")


@pytest.fixture
def pisa():
    return FakePod("pisa", site="cellar")


@pytest.fixture
def office(oslo, pisa):
    return Office(oslo, pisa)


def pods_of(*turns):
    return [turn.member.node.name for turn in turns]


def answer(office, turn, after=0.0):
    office.clock.advance(after)
    office.pool.answered(turn)


def fail_in_a_row(office, pod, count=FAILURES_TO_EJECT):
    for _ in range(count):
        office.pool.failed(office.take(avoid=office.others(pod)), broken())


class Work:
    """Fails twice, which must not end its thread, and then keeps it."""

    def __init__(self):
        self.over = threading.Event()
        self.outcomes = [self.fail, self.fail, self.stay]

    def __call__(self):
        self.outcomes.pop(0)()

    def fail(self):
        raise OSError

    def stay(self):
        self.over.set()
        threading.Event().wait()


def drain(office, pod):
    office.addresses = [
        PodAddress(url=address.url, site=address.site, draining=address.url == pod.address.url)
        for address in office.addresses
    ]
    office.pool.refresh()


def test_the_pod_with_the_fewest_calls_gets_the_next(office):
    first, second = office.take(), office.take()
    assert {*pods_of(first, second)} == {"oslo", "pisa"}
    answer(office, second)
    assert pods_of(office.take()) == pods_of(second)


def test_among_equals_the_quicker_one_gets_the_call(office, oslo):
    answer(office, office.take(avoid=office.others(oslo)), after=0.5)
    assert pods_of(*(office.take() for _ in range(4))) == ["pisa", "oslo", "pisa", "oslo"]


def test_every_way_to_end_a_call_gives_its_place_back(office, oslo):
    for end in (office.pool.answered, office.pool.dismissed, lambda turn: office.pool.failed(turn, broken())):
        turn = office.take()
        assert turn.member.health.outstanding == 1
        end(turn)
        assert turn.member.health.outstanding == 0


def test_a_pod_to_avoid_is_taken_only_when_there_is_no_other(office, oslo, pisa):
    first = office.take()
    others = [office.take(avoid=[first.member]) for _ in range(5)]
    assert pods_of(first) == ["oslo"] and pods_of(*others) == ["pisa"] * 5
    office.eject(pisa)
    assert pods_of(office.take(avoid=[first.member])) == ["oslo"]
    with pytest.raises(PodsAwayError):
        office.take(avoid=[first.member], elsewhere=True)


def test_another_site_is_preferred_to_that_of_the_pods_to_avoid(pisa):
    oslo, bergen = FakePod("oslo", site="fjord"), FakePod("bergen", site="fjord")
    office = Office(oslo, bergen, pisa)
    avoided = office.take()
    office.take(avoid=office.others(pisa))
    assert pods_of(office.take(avoid=[avoided.member])) == ["pisa"]


def test_three_failures_in_a_row_eject_a_pod(office, oslo):
    fail_in_a_row(office, oslo, FAILURES_TO_EJECT - 1)
    assert {*pods_of(office.take(), office.take())} == {"oslo", "pisa"}
    fail_in_a_row(office, oslo, 1)
    assert pods_of(*(office.take() for _ in range(4))) == ["pisa"] * 4


def test_a_pod_that_is_gone_is_ejected_at_once(office, oslo):
    office.pool.failed(office.take(), refused())
    assert pods_of(*(office.take() for _ in range(4))) == ["pisa"] * 4


def test_its_ejection_is_told_once(office, oslo, caplog):
    turns = [office.take(avoid=office.others(oslo)) for _ in range(6)]
    with caplog.at_level(logging.WARNING):
        for turn in turns:
            office.pool.failed(turn, broken())
    assert [record.getMessage() for record in caplog.records] == [
        "Pod http://oslo:8501 gets no calls for now: The connection broke."
    ]


def test_no_pod_is_left(office, oslo, pisa):
    assert office.pool.ready()
    office.eject(oslo)
    office.eject(pisa)
    assert not office.pool.ready()
    with pytest.raises(PodsAwayError):
        office.take()


def test_a_probe_brings_a_pod_back(office, oslo):
    office.eject(oslo)
    office.tick(after=FIRST_REST - 0.01)
    assert oslo.probed == 0
    office.tick(after=0.01)
    assert oslo.probed == 1
    assert "oslo" in pods_of(office.take(), office.take())


@pytest.mark.parametrize(("models", "is_back"), [(("textdet", "textrec"), True), (("textdet",), False)])
def test_a_pod_comes_back_without_the_layout_net_but_not_without_the_others(office, oslo, models, is_back):
    oslo.models = models
    office.eject(oslo)
    office.tick(after=FIRST_REST)
    assert ("oslo" in pods_of(office.take(), office.take())) == is_back


def test_a_pod_that_does_not_serve_stays_away(office, oslo):
    oslo.serving = False
    office.eject(oslo)
    for _ in range(4):
        office.tick(after=10.0)
    assert oslo.probed == 4
    assert pods_of(office.take(), office.take()) == ["pisa", "pisa"]


def test_it_is_told_how_each_pod_does(office, oslo, pisa):
    office.take(avoid=office.others(pisa))
    office.eject(oslo)
    office.clock.advance(0.2)
    ejected, alive = office.pool.reports()
    assert (ejected.url, ejected.site, ejected.in_flight) == (oslo.address.url, "office", 0)
    assert (ejected.ejected_for, ejected.probe_in) == (pytest.approx(0.2), pytest.approx(FIRST_REST - 0.2))
    assert (alive.in_flight, alive.draining, alive.ejected_for, alive.probe_in) == (1, False, None, None)


def test_it_is_told_for_how_long_a_pod_has_been_away_in_all(office, oslo):
    oslo.serving = False
    office.eject(oslo)
    office.tick(after=2)
    office.tick(after=3)
    assert office.pool.reports()[0].ejected_for == 5


def test_a_probe_that_breaks_is_followed_by_others(office, oslo):
    oslo.serving = ZeroDivisionError()
    office.eject(oslo)
    office.tick(after=10.0)
    oslo.serving = True
    office.tick(after=10.0)
    assert "oslo" in pods_of(office.take(), office.take())


def test_one_failure_after_its_revival_ejects_it_again_for_longer(office, oslo):
    office.eject(oslo)
    office.tick(after=FIRST_REST)
    fail_in_a_row(office, oslo, 1)
    office.tick(after=2 * FIRST_REST)
    assert oslo.probed == 1
    office.tick(after=2 * FIRST_REST)
    assert oslo.probed == 2


def test_a_pod_is_probed_by_one_probe_at_a_time(oslo, pisa):
    office = Office(oslo, pisa)
    office.eject(oslo)
    office.pool._probes = pool_module.ThreadPoolExecutor(4)
    with Held() as held:
        oslo.serving = held
        office.tick(after=FIRST_REST)
        assert held.begun.wait(10)
        for _ in range(50):
            office.tick(after=10.0)
        assert oslo.probed == 1
    office.pool._probes.shutdown()
    assert "oslo" in pods_of(office.take(), office.take())
    assert oslo.probed == 1


def test_a_draining_pod_ends_its_calls_and_gets_no_new_ones(office, oslo, pisa):
    turn = office.take()
    drain(office, oslo)
    assert pods_of(turn) == ["oslo"]
    assert pods_of(*(office.take() for _ in range(4))) == ["pisa"] * 4
    assert not office.pool.gave_up(turn)
    answer(office, turn)
    drain(office, pisa)
    assert pods_of(office.take()) == ["oslo"]


def test_a_pool_that_drains_is_not_ready(oslo):
    office = Office(oslo)
    drain(office, oslo)
    assert not office.pool.ready()


def test_pods_join(office):
    rome = FakePod("rome")
    office.pods[rome.address.url] = rome
    office.addresses.append(rome.address)
    office.pool.refresh()
    assert {*pods_of(office.take(), office.take(), office.take())} == {"oslo", "pisa", "rome"}


def test_a_pod_that_left_the_list_gets_no_new_calls(office, oslo):
    turn = office.take()
    office.addresses.remove(oslo.address)
    office.pool.refresh()
    assert pods_of(office.take(), office.take()) == ["pisa", "pisa"]
    answer(office, turn)
    office.pool.refresh()
    assert list(office.pool._members) == ["http://pisa:8501"]


def test_calls_of_a_pod_that_left_the_list_are_given_up_when_it_falls_silent(office, oslo, pisa):
    office.teach(0.5)
    turn = office.take(avoid=office.others(oslo))
    office.addresses.remove(oslo.address)
    office.pool.refresh()
    office.clock.advance(3.0)
    answer(office, office.take())
    office.tick()
    assert office.pool.gave_up(turn)
    office.pool.refresh()
    assert list(office.pool._members) == ["http://pisa:8501"]


def test_a_pod_keeps_what_is_known_of_it_while_it_stays_on_the_list(office, oslo):
    office.eject(oslo)
    office.pool.refresh()
    assert pods_of(office.take(), office.take()) == ["pisa", "pisa"]


def test_a_pod_that_moved_is_known_by_its_new_site(office, oslo):
    office.addresses[0] = oslo.address = PodAddress(url=oslo.address.url, site="attic")
    office.pool.refresh()
    assert office.take(avoid=office.others(oslo)).member.address.site == "attic"


def test_a_list_that_cannot_be_read_changes_nothing(office, caplog):
    def broken_list():
        raise OSError("no database")

    office.pool._addresses = broken_list
    office.pool.refresh()
    assert {*pods_of(office.take(), office.take())} == {"oslo", "pisa"}
    assert "the last one stays" in caplog.text


def test_a_silent_pod_is_ejected_while_others_answer(office, oslo, pisa):
    office.teach(0.5)
    silent = office.take(avoid=office.others(oslo))
    office.clock.advance(1.5)
    answer(office, office.take(avoid=office.others(pisa)))
    office.tick()
    assert not office.pool.gave_up(silent)
    office.tick(after=0.5)
    assert office.pool.gave_up(silent)
    assert pods_of(office.take(), office.take()) == ["pisa", "pisa"]


def test_all_are_silent_so_it_is_not_the_pods(office):
    office.teach(0.5)
    turns = [office.take(), office.take()]
    office.tick(after=60.0)
    assert not any(office.pool.gave_up(turn) for turn in turns)


def test_a_pod_that_answers_other_calls_is_not_silent(office, oslo):
    office.teach(0.5)
    long = office.take(avoid=office.others(oslo))
    for _ in range(20):
        answer(office, office.take(avoid=office.others(oslo)), after=1.0)
        office.tick()
    assert not office.pool.gave_up(long)


def test_the_only_pod_is_not_ejected_for_one_long_call(oslo):
    office = Office(oslo)
    office.teach(0.5)
    office.take()
    for _ in range(5):
        answer(office, office.take(), after=1.9)
        office.tick()
    office.tick(after=30.0)
    assert office.pool.ready()


def test_nobody_is_silent_while_it_is_unknown_how_long_calls_take(office, oslo, pisa):
    office.pool.latency.add(MODEL, 0.1)
    turn = office.take(avoid=office.others(oslo))
    office.clock.advance(60.0)
    answer(office, office.take(avoid=office.others(pisa)))
    office.tick()
    assert not office.pool.gave_up(turn)


def test_a_late_answer_brings_a_silent_pod_back(office, oslo, pisa):
    office.teach(0.5)
    turn = office.take(avoid=office.others(oslo))
    office.clock.advance(2.0)
    answer(office, office.take(avoid=office.others(pisa)))
    office.tick()
    answer(office, turn)
    assert office.pool.gave_up(turn)
    assert {*pods_of(office.take(), office.take())} == {"oslo", "pisa"}


def test_a_started_pool_looks_after_its_pods(oslo, monkeypatch):
    monkeypatch.setattr(pool_module, "_TICK_EVERY", 0.001)
    monkeypatch.setattr(pool_module, "REFRESH_EVERY", 0.001)
    works = {"refresh": Work(), "tick": Work()}
    pool = Pool(addresses=lambda: [oslo.address], connect=lambda _: oslo)
    refresh = pool.refresh
    for name, work in works.items():
        monkeypatch.setattr(pool, name, work)
    works["refresh"].outcomes[:0] = [refresh]
    pool.start()
    assert pool.ready()
    assert all(work.over.wait(10) for work in works.values())


def test_threads_share_the_pool(office):
    start = threading.Barrier(8)

    def work():
        start.wait(10)
        for step in range(200):
            turn = office.take()
            (office.pool.answered if step % 2 else office.pool.dismissed)(turn)
            office.pool.refresh()
            office.tick()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(member.health.outstanding == 0 for member in office.pool._members.values())
    assert len(office.pool._members) == 2
