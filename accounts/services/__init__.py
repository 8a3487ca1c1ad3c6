"""Writes of people, workspaces and keys."""

from accounts.services.invitations import invitation_accept, invitation_create, invitation_revoke
from accounts.services.keys import api_key_check, api_key_create, api_key_revoke
from accounts.services.members import member_leave, member_remove, member_role_change, ownership_transfer
from accounts.services.users import user_create
from accounts.services.workspaces import (
    workspace_create,
    workspace_delete,
    workspace_lock,
    workspace_switch,
    workspace_update,
)

__all__ = [
    "api_key_check",
    "api_key_create",
    "api_key_revoke",
    "invitation_accept",
    "invitation_create",
    "invitation_revoke",
    "member_leave",
    "member_remove",
    "member_role_change",
    "ownership_transfer",
    "user_create",
    "workspace_create",
    "workspace_delete",
    "workspace_lock",
    "workspace_switch",
    "workspace_update",
]
