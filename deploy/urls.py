"""All addresses of the installation."""

from django.contrib import admin
from django.urls import include, path

from deploy.metrics import metrics

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("api.urls")),
    path("metrics", metrics, name="metrics"),
    path("", include("frontend.urls")),
]
