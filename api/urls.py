"""Addresses of the API, below /api/v1/."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from api.audit.views import AuditViewSet
from api.exports.views import ExportViewSet, ReceiptExportView
from api.imports.views import ImportViewSet
from api.invitations.views import InvitationViewSet
from api.keys.views import ApiKeyViewSet
from api.labels.views import CategoryViewSet, TagViewSet
from api.members.views import MemberViewSet
from api.operations.views import ReportView
from api.receipts.views import ReceiptViewSet
from api.statistics.views import ReadingView, SpendingView
from api.views import NothingView
from api.webhooks.views import WebhookViewSet
from api.workspace.views import WorkspaceView

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("receipts", ReceiptViewSet, basename="receipt")
router.register("categories", CategoryViewSet, basename="category")
router.register("tags", TagViewSet, basename="tag")
router.register("members", MemberViewSet, basename="member")
router.register("invitations", InvitationViewSet, basename="invitation")
router.register("keys", ApiKeyViewSet, basename="key")
router.register("audit", AuditViewSet, basename="audit")
router.register("webhooks", WebhookViewSet, basename="webhook")
router.register("exports", ExportViewSet, basename="export")
router.register("imports", ImportViewSet, basename="import")

urlpatterns = [
    path("receipts/export/", ReceiptExportView.as_view(), name="receipt-export"),
    path("", include(router.urls)),
    path("statistics/spending/", SpendingView.as_view(), name="statistics-spending"),
    path("statistics/reading/", ReadingView.as_view(), name="statistics-reading"),
    path("operations/<slug:topic>/", ReportView.as_view(), name="operations-report"),
    path("workspace/", WorkspaceView.as_view(), name="workspace"),
    re_path("", NothingView.as_view()),
]
