"""The place of a person, or of a program that acts for one, in the workspace they work in."""

from dataclasses import dataclass

from accounts.models import ApiKey, Membership, User, Workspace
from accounts.rights import Right, Role


@dataclass(frozen=True)
class Actor:
    """Who does something: the audit trail remembers it."""

    user: User | None
    """Nobody, when the product itself does it."""
    key: ApiKey | None = None
    """The key of the program that acts for the person."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """What somebody may do in one workspace."""

    user: User
    workspace: Workspace
    role: Role
    key: ApiKey | None = None
    """The key of the program that acts for the person."""

    @property
    def right(self) -> Right:
        """The highest right: that of the role, or of the key where its scope is narrower."""
        if self.key is None:
            return self.role.right
        scope = Right(self.key.scope)
        return scope if self.role.right.includes(scope) else self.role.right

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return Actor(self.user, self.key)

    def may(self, right: Right) -> bool:
        """Return whether this right is given."""
        return self.right.includes(right)

    def refusal(self, right: Right) -> str:
        """Return a sentence that says why this right is not given."""
        if self.role.right.includes(right):
            return f"The scope of this API key is '{self.right}', but this needs '{right}'."
        role = self.role.label.lower()
        return f"Your role in {self.workspace} is {role}, which does not allow this. Ask an owner."


def access_of(membership: Membership, key: ApiKey | None = None) -> Access:
    """Return the access that a membership gives, to a program if `key` is given."""
    return Access(user=membership.user, workspace=membership.workspace, role=Role(membership.role), key=key)
