"""What operators see and decide of the releases of the models."""

import csv
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from ocr.cluster import releases
from ocr.cluster.models import Accuracy, DailyUsage, ModelRelease
from ocr.cluster.releases import release_share, releases_judge
from ocr.serving.values import STABLE

URL = "/admin/operations/models/"
CANARY = "labels/canary"


@pytest.fixture
def canary(db) -> ModelRelease:
    """A release of the recogniser that gets every tenth file."""
    release = ModelRelease.objects.create(model="textrec", selector=CANARY, name="Long lines")
    return release_share(release=release, share=10)


def called(release: str, *, calls: int, days: int = 0, **more) -> None:
    row = {"pod": "http://10.0.0.7:8501", "site": "home", "model": "textrec", "outcome": "ok"} | more
    took = {"took_3": calls} if row["outcome"] == "ok" else {"took_9": calls}
    day = timezone.now().date() - timedelta(days=days)
    DailyUsage.objects.create(release=release, calls=calls, day=day, **row, **took)


def checked(release: str, *, receipts: int, right: int) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    Accuracy.objects.create(
        hour=hour,
        model="textrec",
        release=release,
        read=4 * receipts,
        receipts=receipts,
        receipts_right=right,
        fields=10 * receipts,
        fields_right=9 * receipts,
    )


def act(browser, release: ModelRelease, what: str, **said) -> str:
    return browser.post(f"{URL}{release.pk}/{what}/", said, follow=True).content.decode()


def rows(browser, table: str) -> list[dict[str, str]]:
    answer = browser.get(URL, {"table": table})
    return list(csv.DictReader(answer.getvalue().decode().splitlines()))


def test_a_fresh_installation_says_how_to_begin(operator_browser):
    page = operator_browser.get(URL).content.decode()
    assert "Pods serve labels/stable alone." in page
    assert "/admin/cluster/modelrelease/add/" in page
    assert [table["release"] for table in rows(operator_browser, "releases")] == []


def test_each_release_has_its_calls_its_speed_and_its_accuracy(operator_browser, canary):
    called(STABLE, calls=880)
    called("", calls=10)
    called(STABLE, calls=10, outcome="pod_timeout")
    called(CANARY, calls=90, pod="http://10.0.0.8:8501")
    called(CANARY, calls=10, outcome="pod_answer_invalid")
    called(CANARY, calls=500, outcome="pod_unreachable")
    called(CANARY, calls=700, days=30)
    checked(CANARY, receipts=20, right=15)
    stable, tried = rows(operator_browser, "releases")
    assert (stable["release"], stable["calls"], stable["call_share"]) == (STABLE, "900", "0.9")
    assert (tried["release"], tried["name"], tried["calls"]) == (CANARY, "Long lines", "100")
    assert (tried["failed_share"], tried["p50_milliseconds"], tried["p95_milliseconds"]) == (
        "0.1",
        "150.0",
        "195.0",
    )
    assert (tried["receipts"], tried["receipts_checked"]) == ("80", "20")
    assert (tried["receipts_right"], tried["fields_right"]) == ("0.75", "0.9")


def test_a_release_is_promoted_with_one_click(operator_browser, operator, canary):
    page = act(operator_browser, canary, "promote")
    canary.refresh_from_db()
    assert canary.promoted
    assert "textrec labels/canary: Promoted: it gets all files. Workers follow within 5 seconds." in page
    noted = LogEntry.objects.get()
    assert (noted.user, noted.object_id) == (operator, str(canary.pk))
    change = rows(operator_browser, "changes")[0]
    assert (change["person"], change["change"]) == ("olga@example.org", "Promoted: it gets all files.")


def test_and_rolled_back_with_another(operator_browser, canary):
    assert "Rolled back: it gets no files." in act(operator_browser, canary, "roll-back")
    canary.refresh_from_db()
    assert (canary.share, canary.promoted) == (0, False)
    assert "there is nothing to roll back" in act(operator_browser, canary, "roll-back")
    assert LogEntry.objects.count() == 1


def test_its_share_is_set_as_long_as_it_fits(operator_browser, canary):
    assert "It gets 25 % of the files." in act(operator_browser, canary, "share", share=25)
    ModelRelease.objects.create(model="textrec", selector="versions/7", share=70)
    assert "give this one 30 % or less" in act(operator_browser, canary, "share", share=31)
    for wrong in ("0", "101", "half", ""):
        assert "Write a share of 1 to 100 %" in act(operator_browser, canary, "share", share=wrong)
    canary.refresh_from_db()
    assert canary.share == 25


def test_the_page_says_how_a_trial_stands_and_when_it_ended_itself(operator_browser, canary, monkeypatch):
    called(STABLE, calls=900)
    called(CANARY, calls=40)
    page = operator_browser.get(URL).content.decode()
    assert "On trial with 10 % of the files" in page
    assert "0 of its 40 calls failed (0.0%), against 0.0% of what labels/stable did. Too few to tell." in page
    assert "was rolled back by itself" not in page
    called(CANARY, calls=160, outcome="pod_failed")
    monkeypatch.setattr(releases, "_JUDGED_EVERY", timedelta(0))
    releases_judge()
    page = operator_browser.get(URL).content.decode()
    assert "Long lines of Text recognition was rolled back by itself" in page
    assert "160 of its 200 calls failed (80.0%)" in page
    release_share(release=canary, share=5)
    assert "was rolled back by itself" not in operator_browser.get(URL).content.decode()


def test_a_trial_is_also_told_in_a_table(operator_browser, canary):
    called(STABLE, calls=400)
    called(CANARY, calls=200)
    checked(CANARY, receipts=10, right=9)
    failed, corrected = rows(operator_browser, "trials")
    assert (failed["count"], failed["finding"]) == ("200", "Not worse beyond chance")
    assert (corrected["count"], corrected["share"], corrected["stable_share"]) == ("10", "0.1", "")
    assert corrected["finding"] == "Too few to tell"


def test_what_was_called_without_being_listed_is_shown_too(operator_browser):
    called("versions/3", calls=5, model="layout")
    called("versions/9", calls=5, model="translator")
    found = [(row["model"], row["release"]) for row in rows(operator_browser, "releases")]
    assert found == [
        ("Layout", STABLE),
        ("Layout", "versions/3"),
        ("translator", STABLE),
        ("translator", "versions/9"),
    ]


@pytest.mark.parametrize("what", ["promote", "roll-back", "share"])
def test_only_operators_change_releases(canary, what, alice, browser, client):
    address, said = f"{URL}{canary.pk}/{what}/", {"share": 50}
    assert client.post(address, said).url.startswith("/admin/login/")
    assert browser(alice).post(address, said).status_code == 403
    alice.is_staff = True
    alice.save()
    assert browser(alice).post(address, said).status_code == 403
    canary.refresh_from_db()
    assert canary.share == 10


def test_a_release_that_is_gone_does_not_exist(operator_browser, canary):
    assert operator_browser.post(f"{URL}{canary.pk + 1}/promote/").status_code == 404
    assert operator_browser.get(f"{URL}{canary.pk}/promote/").status_code == 405


def test_the_figures_take_few_questions_however_many_releases_there_were(
    operator_browser, canary, django_assert_max_num_queries
):
    for number in range(30):
        called(f"versions/{number}", calls=1)
        ModelRelease.objects.create(model="textrec", selector=f"versions/{number}")
    with django_assert_max_num_queries(15):
        operator_browser.get(URL)
