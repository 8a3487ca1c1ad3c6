"""Addresses of the operator's pages."""

from django.urls import path

from operations.views.capacity import CapacityPage
from operations.views.cost import CostPage
from operations.views.live import FailedRetry, LivePage, PodStateChange
from operations.views.models import ModelsPage, ReleasePromotion, ReleaseRollback, ReleaseSharing

app_name = "operations"
urlpatterns = [
    path("cost/", CostPage.as_view(), name="cost"),
    path("capacity/", CapacityPage.as_view(), name="capacity"),
    path("live/", LivePage.as_view(), name="live"),
    path("live/pods/<int:pod>/state/", PodStateChange.as_view(), name="pod_state"),
    path("live/failed/retry/", FailedRetry.as_view(), name="failed_retry"),
    path("models/", ModelsPage.as_view(), name="models"),
    path("models/<int:release>/share/", ReleaseSharing.as_view(), name="release_share"),
    path("models/<int:release>/promote/", ReleasePromotion.as_view(), name="release_promote"),
    path("models/<int:release>/roll-back/", ReleaseRollback.as_view(), name="release_roll_back"),
]
