"""Who may do what at each address: the table that `test_who_may_what` holds the product to.

Addresses are told by their names; methods that are not listed do not exist there. An address that names
something of a workspace does not exist for people of others.
"""

from accounts.rights import Right

ANYONE, PERSON, OWN, OPERATOR = "anyone", "person", "own", "operator"
"""Also whoever is not logged in; whoever is; owners and whose it is (Alice); whoever may use the admin."""
READ, WRITE, ADMIN = Right.READ, Right.WRITE, Right.ADMIN

Table = dict[str, dict[str, str]]

API: Table = {
    "api:workspace": {"GET": READ, "PATCH": ADMIN, "DELETE": ADMIN},
    "api:member-list": {"GET": READ},
    "api:member-detail": {"GET": READ, "PATCH": ADMIN, "DELETE": ADMIN},
    "api:member-transfer-ownership": {"POST": ADMIN},
    "api:invitation-list": {"GET": ADMIN, "POST": ADMIN},
    "api:invitation-detail": {"GET": ADMIN, "DELETE": ADMIN},
    "api:key-list": {"GET": READ, "POST": ADMIN},
    "api:key-detail": {"GET": OWN, "DELETE": ADMIN},
    "api:audit-list": {"GET": ADMIN},
    "schema": {"GET": ANYONE},
    "api:receipt-list": {"GET": READ, "POST": WRITE},
    "api:receipt-bulk": {"POST": WRITE},
    "api:receipt-bulk-upload": {"POST": WRITE},
    "api:receipt-detail": {"GET": READ, "PATCH": WRITE, "DELETE": WRITE},
    "api:receipt-original": {"GET": READ},
    "api:receipt-thumbnail": {"GET": READ},
    "api:receipt-image": {"GET": READ},
    "api:receipt-lines": {"GET": READ},
    "api:receipt-history": {"GET": READ},
    "api:receipt-approve": {"POST": WRITE},
    "api:receipt-cancel": {"POST": WRITE},
    "api:receipt-reprocess": {"POST": WRITE},
    "api:receipt-split": {"POST": WRITE},
    "api:receipt-keep-as-one": {"POST": WRITE},
    "api:receipt-not-a-duplicate": {"POST": WRITE},
    "api:category-list": {"GET": READ, "POST": ADMIN},
    "api:category-detail": {"GET": READ, "PATCH": ADMIN, "DELETE": ADMIN},
    "api:category-merge": {"POST": ADMIN},
    "api:tag-list": {"GET": READ, "POST": WRITE},
    "api:tag-detail": {"GET": READ, "PATCH": WRITE, "DELETE": WRITE},
    "api:tag-merge": {"POST": WRITE},
    "api:statistics-spending": {"GET": READ},
    "api:statistics-reading": {"GET": READ},
    "api:operations-report": {"GET": OPERATOR},
    "api:receipt-export": {"GET": READ},
    "api:export-list": {"GET": READ, "POST": READ},
    "api:export-detail": {"GET": READ, "DELETE": READ},
    "api:export-download": {"GET": READ},
    "api:import-list": {"GET": ADMIN, "POST": ADMIN},
    "api:import-detail": {"GET": ADMIN},
    "api:webhook-list": {"GET": ADMIN, "POST": ADMIN},
    "api:webhook-detail": {"GET": ADMIN, "PATCH": ADMIN, "DELETE": ADMIN},
    "api:webhook-rotate-secret": {"POST": ADMIN},
    "api:webhook-test": {"POST": ADMIN},
    "api:webhook-deliveries": {"GET": ADMIN},
    "api:webhook-resend": {"POST": ADMIN},
}

PAGES: Table = {
    "invitation": {"GET": ANYONE, "POST": PERSON},
    "workspace_new": {"GET": PERSON, "POST": PERSON},
    "workspace_switch": {"POST": READ},
    "settings": {"GET": READ},
    "settings_workspace": {"GET": ADMIN, "POST": ADMIN},
    "workspace_delete": {"POST": ADMIN},
    "settings_members": {"GET": READ},
    "member_leave": {"POST": READ},
    "member_role_change": {"POST": ADMIN},
    "member_remove": {"POST": ADMIN},
    "ownership_transfer": {"POST": ADMIN},
    "invitation_create": {"POST": ADMIN},
    "invitation_revoke": {"POST": ADMIN},
    "settings_keys": {"GET": READ, "POST": READ},
    "key_revoke": {"POST": OWN},
    "settings_audit": {"GET": ADMIN},
    "inbox": {"GET": READ},
    "receipt_rows": {"GET": READ},
    "receipt_states": {"GET": READ},
    "receipts_bulk": {"POST": WRITE},
    "receipts_export": {"POST": READ},
    "receipt_upload": {"POST": WRITE},
    "receipt_thumbnail": {"GET": READ},
    "receipt_original": {"GET": READ},
    "receipt_image": {"GET": READ},
    "receipt": {"GET": READ},
    "receipt_field": {"POST": WRITE},
    "receipt_row_add": {"POST": WRITE},
    "receipt_row_delete": {"POST": WRITE},
    "receipt_category": {"POST": WRITE},
    "receipt_tags": {"POST": WRITE},
    "receipt_note": {"POST": WRITE},
    "receipt_approve": {"POST": WRITE},
    "receipt_split": {"POST": WRITE},
    "receipt_keep_as_one": {"POST": WRITE},
    "receipt_not_a_duplicate": {"POST": WRITE},
    "receipt_retry": {"POST": WRITE},
    "receipt_cancel": {"POST": WRITE},
    "receipt_delete": {"POST": WRITE},
    "settings_labels": {"GET": ADMIN},
    "settings_categories_start": {"POST": ADMIN},
    "settings_label_add": {"POST": ADMIN},
    "settings_label_rename": {"POST": ADMIN},
    "settings_label_merge": {"POST": ADMIN},
    "settings_label_delete": {"POST": ADMIN},
    "statistics": {"GET": READ},
    "settings_webhooks": {"GET": ADMIN, "POST": ADMIN},
    "settings_webhook": {"GET": ADMIN, "POST": ADMIN},
    "webhook_log": {"GET": ADMIN},
    "webhook_switch": {"POST": ADMIN},
    "webhook_rotate_secret": {"POST": ADMIN},
    "webhook_test": {"POST": ADMIN},
    "webhook_delete": {"POST": ADMIN},
    "delivery_resend": {"POST": ADMIN},
    "session_end": {"POST": OWN},
    "api_docs": {"GET": ANYONE},
    "exports": {"GET": READ, "POST": READ},
    "export_download": {"GET": READ},
    "export_delete": {"POST": READ},
    "import": {"POST": ADMIN},
    "favicon": {"GET": ANYONE},
    "manifest": {"GET": ANYONE},
    "metrics": {"GET": OPERATOR},
}

OPERATIONS: Table = {
    "operations:cost": {"GET": OPERATOR},
    "operations:capacity": {"GET": OPERATOR},
    "operations:models": {"GET": OPERATOR},
    "operations:release_share": {"POST": OPERATOR},
    "operations:release_promote": {"POST": OPERATOR},
    "operations:release_roll_back": {"POST": OPERATOR},
    "operations:live": {"GET": OPERATOR},
    "operations:pod_state": {"POST": OPERATOR},
    "operations:failed_retry": {"POST": OPERATOR},
}

ELSEWHERE = ("admin/", "accounts/")
"""Below these the admin and the log-in decide; tests of theirs look at them."""
OURS = "admin/operations/"
"""But for the operator's own pages."""

TABLE: Table = {**API, **PAGES, **OPERATIONS}
