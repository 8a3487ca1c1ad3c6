"""Addresses of one receipt's page, below `/receipts/<receipt_id>/`."""

from django.urls import path

from frontend.views import labels
from frontend.views import receipt as views

urlpatterns = [
    path("", views.receipt, name="receipt"),
    path("field/", views.receipt_field, name="receipt_field"),
    path("rows/add/", views.receipt_row_add, name="receipt_row_add"),
    path("rows/delete/", views.receipt_row_delete, name="receipt_row_delete"),
    path("category/", labels.receipt_category, name="receipt_category"),
    path("tags/", labels.receipt_tags, name="receipt_tags"),
    path("note/", labels.receipt_note, name="receipt_note"),
    path("approve/", views.receipt_approve, name="receipt_approve"),
    path("split/", views.receipt_split, name="receipt_split"),
    path("keep-as-one/", views.receipt_keep_as_one, name="receipt_keep_as_one"),
    path("not-a-duplicate/", views.receipt_not_a_duplicate, name="receipt_not_a_duplicate"),
    path("retry/", views.receipt_retry, name="receipt_retry"),
    path("cancel/", views.receipt_cancel, name="receipt_cancel"),
    path("delete/", views.receipt_delete, name="receipt_delete"),
]
