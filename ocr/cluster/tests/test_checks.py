"""What the start says of the settings that name pods."""

import pytest
from django.core.checks import run_checks

from ocr.cluster.models import Pod
from ocr.cluster.tests.conftest import HERE, database_away


@pytest.fixture(autouse=True)
def pods_of_the_settings(settings, db):
    settings.OCR_ENGINE = "serving"
    settings.OCR_PODS = []
    return settings


def found():
    return [message for message in run_checks() if message.id.startswith("cluster.")]


def test_every_unusable_pod_is_an_error_with_a_sentence(settings):
    settings.OCR_PODS = [f"berlin={HERE}", "gpu1:8501", "=http://gpu2:8501"]
    first, second = found()
    assert first.id == second.id == "cluster.E001"
    assert "'gpu1:8501' is no pod's address; write http://HOST:8501." in first.msg
    assert "names no site" in second.msg
    assert "OCR_PODS" in first.hint


def test_usable_pods_are_nothing_to_speak_of(settings):
    settings.OCR_PODS = [f"berlin={HERE}", "dns+http://pods:8501"]
    assert found() == []


def test_no_pod_at_all_is_a_warning_because_one_may_be_added_later():
    (message,) = found()
    assert message.id == "cluster.W001"
    Pod.objects.create(url=HERE, state="off")
    assert found() == [message]
    Pod.objects.update(state="active")
    assert found() == []


def test_a_database_without_tables_yet_is_no_problem():
    with database_away():
        assert found() == []


def test_another_engine_needs_no_pods(settings):
    settings.OCR_ENGINE = "embedded"
    settings.OCR_PODS = ["gpu1:8501"]
    assert found() == []
