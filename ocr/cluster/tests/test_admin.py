"""What operators do with pods and releases."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from ocr.cluster.models import Machine, ModelRelease, Pod
from ocr.cluster.tests.conftest import HERE, THERE

PODS = "/admin/cluster/pod/"
RELEASES = "/admin/cluster/modelrelease/"
USAGE = "/admin/cluster/usage/"
MACHINES = "/admin/cluster/machine/"


@pytest.fixture
def operator(client, db):
    client.force_login(get_user_model().objects.create_superuser("olga@example.org"))
    return client


def change(pod):
    return reverse("admin:cluster_pod_change", args=[pod.pk])


def act(operator, address, action, *rows):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return operator.post(address, chosen, follow=True).content.decode()


@pytest.mark.parametrize("address", [PODS, RELEASES, USAGE, MACHINES])
def test_bob_who_is_no_operator_is_sent_to_the_login(client, pod, address):
    client.force_login(get_user_model().objects.create_user("bob@example.org"))
    response = client.get(address)
    assert response.status_code == 302
    assert HERE.encode() not in response.content


def test_the_list_shows_what_pods_did_lately(operator, pod, make_usage):
    make_usage(calls=1195)
    make_usage(calls=5, outcome="pod_timeout")
    make_usage(calls=7777, hour=timezone.now() - timedelta(hours=30))
    make_usage(calls=8888, pod=THERE)
    page = operator.get(PODS).content.decode()
    assert "1,200" in page
    assert "5 (0.42%)" in page
    assert "8,9" not in page and "7,7" not in page


@pytest.mark.parametrize("column", range(1, 10))
def test_every_column_sorts(operator, pod, make_usage, column):
    make_usage()
    assert HERE in operator.get(f"{PODS}?o={column}").content.decode()
    assert HERE in operator.get(f"{USAGE}?o={column}").content.decode()


@pytest.mark.parametrize(
    ("action", "state", "said"),
    [
        ("drain", "draining", "2 pods get nothing new."),
        ("activate", "active", "2 pods get calls."),
        ("switch_off", "off", "2 pods are off."),
    ],
)
def test_the_state_of_pods_is_a_click(operator, pod, action, state, said):
    other = Pod.objects.create(url=THERE, site="paris", state="draining")
    kept = Pod.objects.create(url="http://10.0.0.9:8501", site="paris", state="draining")
    assert said in act(operator, PODS + "?o=5", action, pod, other)
    assert set(Pod.objects.exclude(pk=kept.pk).values_list("state", flat=True)) == {state}
    kept.refresh_from_db()
    assert kept.state == "draining"


def test_a_pod_is_added_and_a_wrong_address_is_explained(operator):
    pod = {"url": "gpu1:8501", "site": "", "state": "active", "note": "", "slices": "1"}
    assert "is no pod&#x27;s address" in operator.post(PODS + "add/", pod).content.decode()
    operator.post(PODS + "add/", pod | {"url": "http://gpu1:8501/"})
    added = Pod.objects.get()
    assert (added.url, added.site, added.origin) == ("http://gpu1:8501", "gpu1", "operator")


def test_of_a_pod_of_the_settings_only_state_and_note_change_here(operator):
    now = timezone.now()
    pod = Pod.objects.create(url=HERE, site="berlin", origin="settings", listed_at=now)
    posted = {"url": THERE, "site": "paris", "state": "draining", "note": "new fan", "slices": "1"}
    assert operator.post(change(pod), posted).status_code == 302
    pod.refresh_from_db()
    assert (pod.url, pod.site, pod.state, pod.note) == (HERE, "berlin", "draining", "new fan")


def test_a_pod_stays_as_long_as_the_settings_name_it(operator):
    pod = Pod.objects.create(url=HERE, origin="settings", listed_at=timezone.now())
    assert operator.post(change(pod).replace("change", "delete"), {"post": "yes"}).status_code == 403
    Pod.objects.update(listed_at=timezone.now() - timedelta(hours=1))
    assert "No longer listed" in operator.get(PODS).content.decode()
    assert operator.post(change(pod).replace("change", "delete"), {"post": "yes"}).status_code == 302
    assert not Pod.objects.exists()


def test_a_release_gets_a_share_that_fits(operator):
    ModelRelease.objects.create(model="textrec", selector="versions/2", share=90)
    release = {"model": "textrec", "selector": "labels/canary", "share": 20, "enabled": "on", "note": ""}
    assert "give this one 10 % or less" in operator.post(RELEASES + "add/", release).content.decode()
    assert operator.post(RELEASES + "add/", release | {"share": 10}).status_code == 302
    assert "10 %" in operator.get(RELEASES).content.decode()


def test_releases_are_disabled_and_enabled_as_long_as_they_fit(operator):
    old = ModelRelease.objects.create(model="textrec", selector="versions/2", share=60)
    new = ModelRelease.objects.create(model="textrec", selector="versions/3", share=60, enabled=False)
    assert "give this one 40 % or less" in act(operator, RELEASES, "enable", new)
    assert "1 releases get nothing" in act(operator, RELEASES, "disable", old)
    assert "gets 60 %" in act(operator, RELEASES, "enable", new)
    assert list(ModelRelease.objects.filter(enabled=True)) == [new]


def test_another_share_begins_the_trial_anew_and_another_note_does_not(operator):
    release = {"model": "textrec", "selector": "labels/canary", "share": 10, "enabled": "on", "note": ""}
    operator.post(RELEASES + "add/", release)
    begun = ModelRelease.objects.get()
    address = reverse("admin:cluster_modelrelease_change", args=[begun.pk])
    shown = {"initial-share": 10, "initial-enabled": "True"}
    operator.post(address, release | shown | {"note": "from Monday's export"})
    noted = ModelRelease.objects.get()
    assert (noted.began_at, noted.note) == (begun.began_at, "from Monday's export")
    operator.post(address, release | shown | {"share": 20})
    assert ModelRelease.objects.get().began_at > begun.began_at


def test_a_form_that_was_open_while_a_release_was_rolled_back_does_not_undo_that(operator):
    release = ModelRelease.objects.create(model="textrec", selector="labels/canary", share=25)
    address = reverse("admin:cluster_modelrelease_change", args=[release.pk])
    assert 'name="initial-share"' in operator.get(address).content.decode()
    ModelRelease.objects.update(share=0, ended_at=timezone.now(), verdict="Too many calls failed.")
    form = {"model": "textrec", "selector": "labels/canary", "share": 25, "enabled": "on", "note": "seen"}
    operator.post(address, form | {"initial-share": 25, "initial-enabled": "True"})
    release.refresh_from_db()
    assert (release.share, release.verdict, release.note) == (0, "Too many calls failed.", "seen")


def test_a_release_that_is_enabled_again_is_judged_from_then_on(operator):
    ended = timezone.now() - timedelta(days=1)
    release = ModelRelease.objects.create(
        model="textrec", selector="labels/canary", share=10, enabled=False, ended_at=ended, verdict="Bad."
    )
    act(operator, RELEASES, "enable", release)
    release.refresh_from_db()
    assert (release.ended_at, release.verdict) == (None, "")
    assert release.began_at > ended
    assert LogEntry.objects.get().get_change_message() == "Enabled."


def test_use_is_found_by_day_pod_and_model_and_cannot_be_changed(operator, make_usage):
    make_usage()
    row = make_usage(pod=THERE, model="textrec", hour=timezone.now() - timedelta(days=40))
    day = f"hour__year={row.hour.year}&hour__month={row.hour.month}&hour__day={row.hour.day}"
    for query in (day, f"pod={THERE}", "model=textrec"):
        found = [usage.pod for usage in operator.get(f"{USAGE}?{query}").context["cl"].result_list]
        assert found == [THERE], query
    address = reverse("admin:cluster_usage_change", args=[row.pk])
    assert operator.get(address).status_code == 200
    assert operator.post(address, {"calls": 0}).status_code == 403
    assert operator.get(USAGE + "add/").status_code == 403


def test_a_machine_gets_its_prices_one_after_the_other(operator):
    added = operator.post(MACHINES + "add/", machine_form(price_form(0, "2026-01-01", "84")), follow=True)
    assert "84.00 USD" in added.content.decode()
    machine = Machine.objects.get()
    [price] = machine.prices.all()

    ended = price_form(0, "2026-01-01", "84", valid_to="2026-06-16", id=price.pk, machine=machine.pk)
    changed = machine_form(ended, price_form(1, "2026-06-16", "90", machine=machine.pk), initial=1)
    operator.post(reverse("admin:cluster_machine_change", args=[machine.pk]), changed)

    assert "90.00 USD" in operator.get(MACHINES).content.decode()
    assert machine.prices.count() == 2


def test_a_machine_keeps_its_number(operator):
    operator.post(MACHINES + "add/", machine_form(price_form(0, "2026-01-01", "84")))
    machine = Machine.objects.get()
    form = machine_form(price_form(0, "2026-01-01", "84", id=machine.prices.get().pk), initial=1)
    operator.post(
        reverse("admin:cluster_machine_change", args=[machine.pk]), {**form, "number": 7, "remark": "Seen."}
    )
    before, machine = machine.number, Machine.objects.get()
    assert (machine.number, machine.remark) == (before, "Seen.")


def test_two_prices_of_the_same_days_are_refused(operator):
    machine = Machine.objects.create(number=1, name="VPN master")
    price = machine.prices.create(valid_from="2026-01-01", monthly_cost=84)

    kept = price_form(0, "2026-01-01", "84", id=price.pk, machine=machine.pk)
    both = machine_form(kept, price_form(1, "2026-06-16", "90", machine=machine.pk), initial=1)
    page = operator.post(reverse("admin:cluster_machine_change", args=[machine.pk]), both)

    assert "holds on 2026-06-16, when another begins; end it first." in page.content.decode()
    assert machine.prices.count() == 1


def test_days_between_two_prices_are_pointed_out(operator):
    prices = price_form(0, "2026-01-01", "84", valid_to="2026-10-31"), price_form(1, "2026-11-01", "90")
    page = operator.post(MACHINES + "add/", machine_form(*prices), follow=True).content.decode()
    assert "From 2026-10-31 up to 2026-11-01 no price holds." in page


def test_a_pod_is_put_on_its_machine(operator, pod):
    machine = Machine.objects.create(number=4, name="Workstation 1")
    said = {"url": HERE, "site": "berlin", "state": "active", "machine": machine.pk, "slices": "2"}
    operator.post(change(pod), said)
    assert list(machine.pods.all()) == [pod]
    assert "4. Workstation 1" in operator.get(PODS).content.decode()


def machine_form(*prices, initial=0):
    form = {"number": "1", "name": "VPN master", "kind": "cloud", "currency": "USD"}
    form |= {"depreciation_months": "36"}
    for inline, total in [("prices", len(prices)), ("one_off_costs", 0)]:
        form |= {f"{inline}-TOTAL_FORMS": total, f"{inline}-INITIAL_FORMS": initial if total else 0}
    return form | {name: value for price in prices for name, value in price.items()}


def price_form(number, valid_from, monthly_cost, **more):
    zero = dict.fromkeys(["watts", "price_per_kwh", "included_gb", "price_per_gb"], "0")
    said = {"valid_from": valid_from, "monthly_cost": monthly_cost, **zero, **more}
    return {f"prices-{number}-{name}": value for name, value in said.items()}
