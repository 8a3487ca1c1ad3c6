"""Who may do what: the one place that says so, for pages, API and sockets alike.

A right includes those before it, so what a role or the scope of a key gives is told by its highest right.
"""

from django.db import models


class Right(models.TextChoices):
    """What may be done in a workspace; also the scopes of API keys."""

    READ = "read", "Read"
    """See receipts and statistics, and export them."""
    WRITE = "write", "Read and write"
    """Upload, correct, label, approve and delete receipts."""
    ADMIN = "admin", "Administer"
    """Change the workspace, its categories, members, keys and webhooks; see who did what."""

    def includes(self, other: "Right") -> bool:
        """Return whether whoever has this right also has the other."""
        return _ORDER.index(self) >= _ORDER.index(other)

    @property
    def included(self) -> list["Right"]:
        """The rights that whoever has this one has, from the lowest on."""
        return [right for right in _ORDER if self.includes(right)]


_ORDER = list(Right)


class Role(models.TextChoices):
    """What a member is there for."""

    OWNER = "owner", "Owner"
    TYPIST = "typist", "Typist"
    ANALYST = "analyst", "Analyst"

    @property
    def right(self) -> Right:
        """The highest right of the role."""
        return _RIGHTS[self]


_RIGHTS = {Role.ANALYST: Right.READ, Role.TYPIST: Right.WRITE, Role.OWNER: Right.ADMIN}
