"""The folder that TensorFlow Serving watches: numbered versions of each model, and the configuration."""

import shutil
from pathlib import Path

from ocr.training.serving_config import BATCHING, models_config, stable_version


def publish(built: Path, folder: Path, *, base_path: str) -> dict[str, int]:
    """Move each model in `built` into `folder` as its next version; return the versions by model.

    The new version is labelled canary; stable stays what it was, and is the new version where there was none.
    Versions without a label are removed, because pods load all that are there. `built` must be on the same
    file system, so that versions appear whole. Raises `OSError`.
    """
    before = _config_of(folder)
    versions, labels = {}, {}
    for model in sorted(built.iterdir()):
        versions[model.name] = newest = _move(model, folder / model.name)
        stable = stable_version(before, model.name)
        labels[model.name] = (stable if stable in _versions(folder / model.name) else newest, newest)
    _write(folder, labels, base_path)
    return versions


def promote(folder: Path, *, base_path: str) -> dict[str, int]:
    """Label the newest version of each model stable; return these versions. Raises `OSError`."""
    models = sorted(path for path in folder.iterdir() if path.is_dir() and _versions(path))
    newest = {model.name: max(_versions(model)) for model in models}
    _write(folder, {name: (version, version) for name, version in newest.items()}, base_path)
    return newest


def _write(folder: Path, labels: dict[str, tuple[int, int]], base_path: str) -> None:
    """Write the configuration, then remove what it names no longer."""
    _replace(folder / "models.config", models_config(labels, base_path=base_path))
    _replace(folder / "batching.config", BATCHING)
    for name, kept in labels.items():
        for version in set(_versions(folder / name)) - set(kept):
            shutil.rmtree(folder / name / str(version))


def _config_of(folder: Path) -> str:
    config = folder / "models.config"
    return config.read_text(encoding="utf-8") if config.exists() else ""


def _move(model: Path, folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    version = max(_versions(folder), default=0) + 1
    model.rename(folder / str(version))
    return version


def _versions(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]


def _replace(path: Path, text: str) -> None:
    """A server that polls the file never sees half of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
