"""What the README promises is there, and what is there is in the README."""

import re

import pytest

from deploy.stack import ROOT, SETTINGS

README = (ROOT / "README.md").read_text()


def test_every_setting_is_in_the_table():
    assert len(SETTINGS) > 10
    missing = {name for name in SETTINGS if f"| `{name}` |" not in README}
    assert not missing


def test_the_table_names_no_setting_that_is_gone():
    rows = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", README, flags=re.MULTILINE))
    assert rows <= SETTINGS


@pytest.mark.parametrize("target", re.findall(r"^make ([a-z]+)", README, flags=re.MULTILINE))
def test_every_make_target_of_the_readme_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:|#)([^)]+)\)", README))
def test_every_file_that_the_readme_links_exists(path):
    assert (ROOT / path).exists()
