"""Addresses of the API, below /api/v1/."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from api.receipts.views import ReceiptViewSet
from api.views import NothingView

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("receipts", ReceiptViewSet, basename="receipt")

urlpatterns = [
    path("", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    re_path("", NothingView.as_view()),
]
