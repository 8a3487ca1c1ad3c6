"""What operators may write down of pods and releases."""

import pytest
from django.core.exceptions import ValidationError

from ocr.cluster.models import ModelRelease, Pod, ServedModel
from ocr.serving.models import MODELS

pytestmark = pytest.mark.django_db


def release(selector="labels/canary", **changes):
    return ModelRelease(**({"model": "textrec", "selector": selector, "share": 10} | changes))


def test_the_models_of_releases_are_those_that_the_client_calls():
    assert set(ServedModel.values) == set(MODELS)


def test_a_pod_is_kept_under_the_address_that_the_pool_uses_and_named_after_its_host():
    pod = Pod(url="http://gpu1:8501/")
    pod.full_clean()
    assert (pod.url, pod.site) == ("http://gpu1:8501", "gpu1")


@pytest.mark.parametrize("url", ["gpu1:8501", "ftp://gpu1", "http://", "http://gpu1:port", "http://gpu1?x=1"])
def test_an_address_that_cannot_be_called_is_refused_with_a_sentence(url):
    with pytest.raises(ValidationError) as caught:
        Pod(url=url).full_clean()
    assert "is no pod's address" in str(caught.value)


def test_the_same_pod_is_not_kept_twice():
    Pod.objects.create(url="http://gpu1:8501", site="berlin")
    with pytest.raises(ValidationError):
        Pod(url="http://gpu1:8501/").full_clean()


@pytest.mark.parametrize("selector", ["versions/3", "labels/canary", "labels/v2.1-rc_1"])
def test_a_release_is_a_version_or_a_label(selector):
    release(selector).full_clean()


@pytest.mark.parametrize(
    "selector", ["3", "versions/three", "versions/", "labels/", "labels/..", "labels/a/b", "versions/3\n"]
)
def test_anything_else_is_refused_before_it_gets_into_an_address(selector):
    with pytest.raises(ValidationError, match=r"versions/NUMBER or labels/NAME"):
        release(selector).full_clean()


def test_the_shares_of_one_model_stay_within_the_whole():
    release("versions/2", share=70).save()
    release("versions/3", share=100, enabled=False).save()
    release("versions/2", share=100, model="textdet").save()
    with pytest.raises(ValidationError, match="have 70 % of the files already; give this one 30 % or less"):
        release(share=31).full_clean()
    release(share=30).full_clean()


def test_a_release_may_change_its_own_share():
    kept = release(share=70)
    kept.save()
    kept.share = 90
    kept.full_clean()


def test_a_share_is_a_percentage():
    with pytest.raises(ValidationError):
        release(share=101, enabled=False).full_clean()
