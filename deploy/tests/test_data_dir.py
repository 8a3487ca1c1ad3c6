"""The folder of an installation: for its owner alone, with one key."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from deploy.data_dir import make_data_dir, secret_key


def test_a_new_folder_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "deep" / "var"
    make_data_dir(folder)
    make_data_dir(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=r"cannot be written to .* by DATA_DIR"):
        make_data_dir(tmp_path / "file" / "var")


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    key = secret_key(tmp_path)
    assert len(key) > 50
    assert secret_key(tmp_path) == key
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_first_starts_at_the_same_moment_agree_on_one_key(tmp_path):
    with ThreadPoolExecutor(16) as starts:
        keys = set(starts.map(lambda _: secret_key(tmp_path), range(64)))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
