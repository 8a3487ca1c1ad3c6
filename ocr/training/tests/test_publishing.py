"""Exports become numbered versions that a running TensorFlow Serving may watch."""

import pytest

from ocr.training.publishing import promote, publish


@pytest.fixture
def release(tmp_path):
    """Publish a new export of one model; give the version that it got."""
    folder = tmp_path / "models"
    folder.mkdir()

    def release(**options):
        built = tmp_path / "built"
        (built / "textdet").mkdir(parents=True)
        (built / "textdet" / "saved_model.pb").write_text("a net")
        return publish(built, folder, **{"base_path": "/models", **options})["textdet"]

    release.folder = folder
    return release


def config_of(release):
    return (release.folder / "models.config").read_text()


def versions_in(release):
    return {path.name for path in (release.folder / "textdet").iterdir()}


def test_the_first_version_is_stable_and_canary(release):
    assert release() == 1
    assert (release.folder / "textdet" / "1" / "saved_model.pb").read_text() == "a net"
    assert 'base_path: "/models/textdet"' in config_of(release)
    assert "model_version_policy { all {} }" in config_of(release)
    assert 'key: "stable" value: 1' in config_of(release)
    assert 'key: "canary" value: 1' in config_of(release)


def test_a_next_version_is_canary_and_stable_stays(release):
    assert [release(), release(), release()] == [1, 2, 3]
    assert 'key: "stable" value: 1' in config_of(release)
    assert 'key: "canary" value: 3' in config_of(release)
    assert versions_in(release) == {"1", "3"}, "pods would load what no label names"


def test_the_newest_version_is_promoted(release):
    release()
    release()
    assert promote(release.folder, base_path="/models") == {"textdet": 2}
    assert 'key: "stable" value: 2' in config_of(release)
    assert 'key: "canary" value: 2' in config_of(release)
    assert versions_in(release) == {"2"}


def test_a_version_that_the_operator_made_stable_stays_so(release):
    release()
    release()
    config = release.folder / "models.config"
    config.write_text(config.read_text().replace('"stable" value: 1', '"stable" value: 2'))
    release()
    assert 'key: "stable" value: 2' in config_of(release)


def test_a_stable_version_that_was_deleted_gives_way(release):
    release()
    release()
    (release.folder / "textdet" / "1").rename(release.folder / "textdet" / "old")
    release()
    assert 'key: "stable" value: 3' in config_of(release)


def test_the_pods_see_the_folder_elsewhere(release):
    release(base_path="/srv/nets/")
    assert 'base_path: "/srv/nets/textdet"' in config_of(release)


def test_nothing_half_written_stays(release):
    release()
    assert {path.name for path in release.folder.iterdir()} == {"textdet", "models.config", "batching.config"}
