"""Addresses of the operator's pages."""

from django.urls import path

from operations.views.capacity import CapacityPage
from operations.views.cost import CostPage

app_name = "operations"
urlpatterns = [
    path("cost/", CostPage.as_view(), name="cost"),
    path("capacity/", CapacityPage.as_view(), name="capacity"),
]
