"""Strict reading of the environment: a value that cannot be used stops the start with one sentence."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from limits import RateLimitItem, parse

T = TypeVar("T")


class Environment:
    """Typed access to environment variables; an empty variable counts as not set."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self._variables = variables

    def text(self, name: str, default: str = "") -> str:
        """Return the variable without surrounding space."""
        return self._variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        """Return a yes or no, written 1/0, true/false, yes/no or on/off."""
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        return self._read(name, default, lambda text: words[text.lower()], "must be 1 or 0")

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """Return a whole number of the range low..high."""
        wanted = f"must be a whole number from {low} to {high}"
        value = self._read(name, default, int, wanted)
        if not low <= value <= high:
            raise _unusable(name, str(value), wanted)
        return value

    def choice(self, name: str, default: str, options: tuple[str, ...]) -> str:
        """Return one of the options."""
        value = self.text(name, default)
        if value not in options:
            raise _unusable(name, value, f"must be one of {', '.join(filter(None, options))}")
        return value

    def names(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """Return a comma-separated list."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()] or list(default)

    def origins(self, name: str) -> list[str]:
        """Return a comma-separated list of web origins, `https://HOST` each."""
        origins = self.names(name)
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}":
                raise _unusable(name, origin, "must be addresses as https://app.example.com, without a path")
        return origins

    def rate(self, name: str, default: str) -> RateLimitItem | None:
        """Return how often something may happen, as `600/minute`; `None` for `0`, without limit."""
        return self._read(name, _rate(default), _rate, "must be a number and a time, as 600/minute, or 0")

    def path(self, name: str, default: Path) -> Path:
        """Return an absolute path."""
        return Path(self.text(name, str(default))).expanduser().resolve()

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        """Return a URL of one of the schemes, or an empty text when it is not set."""
        value = self.text(name)
        if not value:
            return ""
        scheme, separator, _ = value.partition("://")
        quoted = f"{scheme}://…" if separator else value  # what follows may hold a password
        if scheme not in schemes or not separator:
            raise _unusable(name, quoted, f"must begin with {' or '.join(s + '://' for s in schemes)}")
        try:
            _ = urlsplit(value).port
        except ValueError:
            raise _unusable(name, quoted, "must have a port that is a number") from None
        return value

    def together(self, *names: str) -> bool:
        """Return whether these variables are set; they are useful only all at once."""
        missing = [name for name in names if not self.text(name)]
        if missing and len(missing) < len(names):
            given = next(name for name in names if name not in missing)
            raise ImproperlyConfigured(
                f"The environment variable {given} is set, but it needs {' and '.join(missing)} too."
            )
        return not missing

    def _read(self, name: str, default: T, convert: Callable[[str], T], wanted: str) -> T:
        text = self.text(name)
        if not text:
            return default
        try:
            return convert(text)
        except (ValueError, KeyError):
            raise _unusable(name, text, wanted) from None


def _rate(text: str) -> RateLimitItem | None:
    if text == "0":
        return None
    rate = parse(text)
    if rate.amount < 1:
        raise ValueError(text)
    return rate


def _unusable(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The environment variable {name} is {value!r}, but it {wanted}.")
