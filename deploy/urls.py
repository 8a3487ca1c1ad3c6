"""All addresses of the installation."""

from django.contrib import admin
from django.urls import include, path

from api.views import schema
from deploy.metrics import metrics
from frontend.views.sign_on import sign_on, signed_on

urlpatterns = [
    path("accounts/oidc/<str:provider_id>/login/", sign_on),
    path("accounts/oidc/<str:provider_id>/login/callback/", signed_on),
    path("accounts/", include("allauth.urls")),
    path("admin/operations/", include("operations.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("api.urls")),
    path("api/schema/", schema, name="schema"),
    path("metrics", metrics, name="metrics"),
    path("", include("frontend.urls")),
]
