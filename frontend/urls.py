"""Addresses of pages."""

from django.urls import include, path
from django.views.generic import TemplateView

from frontend.views import bulk, files, inbox, invitations, sessions, statistics, workspaces

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("inbox/rows/", inbox.receipt_rows, name="receipt_rows"),
    path("inbox/bulk/", bulk.receipts_bulk, name="receipts_bulk"),
    path("inbox/bulk/export/", bulk.receipts_export, name="receipts_export"),
    path("inbox/states/", inbox.receipt_states, name="receipt_states"),
    path("settings/", include("frontend.settings_urls")),
    path("upload/", inbox.receipt_upload, name="receipt_upload"),
    path("receipts/<uuid:receipt_id>/thumbnail/", files.receipt_thumbnail, name="receipt_thumbnail"),
    path("receipts/<uuid:receipt_id>/original/", files.receipt_original, name="receipt_original"),
    path("receipts/<uuid:receipt_id>/pages/<int:number>/image/", files.receipt_image, name="receipt_image"),
    path("receipts/<uuid:receipt_id>/", include("frontend.receipt_urls")),
    path("workspaces/new/", workspaces.new, name="workspace_new"),
    path("workspaces/<uuid:workspace_id>/switch/", workspaces.switch, name="workspace_switch"),
    path("sessions/<int:session_id>/end/", sessions.session_end, name="session_end"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("api/docs/", TemplateView.as_view(template_name="frontend/api_docs.html"), name="api_docs"),
    path("favicon.ico", files.favicon, name="favicon"),
    path(
        "manifest.webmanifest",
        TemplateView.as_view(
            template_name="frontend/manifest.webmanifest", content_type="application/manifest+json"
        ),
        name="manifest",
    ),
]
