"""Addresses of a workspace's settings, below `/settings/`."""

from django.urls import path

from frontend.views.settings import audit, exports, keys, labels, members, webhooks, workspace

urlpatterns = [
    path("", workspace.settings, name="settings"),
    path("workspace/", workspace.workspace, name="settings_workspace"),
    path("workspace/delete/", workspace.delete, name="workspace_delete"),
    path("members/", members.members, name="settings_members"),
    path("members/leave/", members.leave, name="member_leave"),
    path("members/transfer/", members.transfer, name="ownership_transfer"),
    path("members/<int:member_id>/role/", members.change_role, name="member_role_change"),
    path("members/<int:member_id>/remove/", members.remove, name="member_remove"),
    path("invitations/", members.invite, name="invitation_create"),
    path("invitations/<uuid:invitation_id>/revoke/", members.revoke, name="invitation_revoke"),
    path("keys/", keys.keys, name="settings_keys"),
    path("keys/<int:key_id>/revoke/", keys.revoke, name="key_revoke"),
    path("audit/", audit.audit, name="settings_audit"),
    path("labels/", labels.labels, name="settings_labels"),
    path("labels/categories/start/", labels.categories_start, name="settings_categories_start"),
    path("labels/<slug:kind>/add/", labels.label_add, name="settings_label_add"),
    path("labels/<slug:kind>/<int:label_id>/rename/", labels.label_rename, name="settings_label_rename"),
    path("labels/<slug:kind>/<int:label_id>/merge/", labels.label_merge, name="settings_label_merge"),
    path("labels/<slug:kind>/<int:label_id>/delete/", labels.label_delete, name="settings_label_delete"),
    path("webhooks/", webhooks.webhooks, name="settings_webhooks"),
    path("webhooks/<uuid:webhook_id>/", webhooks.webhook, name="settings_webhook"),
    path("webhooks/<uuid:webhook_id>/log/", webhooks.log, name="webhook_log"),
    path("webhooks/<uuid:webhook_id>/switch/", webhooks.switch, name="webhook_switch"),
    path("webhooks/<uuid:webhook_id>/secret/", webhooks.rotate_secret, name="webhook_rotate_secret"),
    path("webhooks/<uuid:webhook_id>/test/", webhooks.test, name="webhook_test"),
    path("webhooks/<uuid:webhook_id>/delete/", webhooks.delete, name="webhook_delete"),
    path(
        "webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/resend/",
        webhooks.resend,
        name="delivery_resend",
    ),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:export_id>/download/", exports.export_download, name="export_download"),
    path("exports/<uuid:export_id>/delete/", exports.export_delete, name="export_delete"),
    path("import/", exports.import_upload, name="import"),
]
