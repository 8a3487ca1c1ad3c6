"""Addresses of a workspace's settings, below `/settings/`."""

from django.urls import path

from frontend.views.settings import labels

urlpatterns = [
    path("labels/", labels.labels, name="settings_labels"),
    path("labels/categories/start/", labels.categories_start, name="settings_categories_start"),
    path("labels/<slug:kind>/add/", labels.label_add, name="settings_label_add"),
    path("labels/<slug:kind>/<int:label_id>/rename/", labels.label_rename, name="settings_label_rename"),
    path("labels/<slug:kind>/<int:label_id>/merge/", labels.label_merge, name="settings_label_merge"),
    path("labels/<slug:kind>/<int:label_id>/delete/", labels.label_delete, name="settings_label_delete"),
]
