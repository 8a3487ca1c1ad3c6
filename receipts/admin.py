"""What operators see of receipts: all of it, and nothing that people decide can be changed here."""

from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from accounts.access import Actor
from accounts.admin import ReadOnlyAdmin, ReadOnlyInline
from accounts.models import User
from receipts import services
from receipts.errors import StateError
from receipts.models import Field, Page, Receipt, Status
from receipts.reviews import reason_sentence
from receipts.values import amount_shown

_COLOURS = {
    Status.QUEUED: "info",
    Status.PROCESSING: "info",
    Status.NEEDS_REVIEW: "warning",
    Status.COMPLETED: "success",
    Status.FAILED: "danger",
}


class ReadingInline(ReadOnlyInline):
    """Rows that come from readings alone; corrections are made on the receipt's own page."""

    can_delete = False
    hide_title = True


class FieldInline(ReadingInline):
    """What was read, and what people made of it."""

    model = Field
    fields = (
        "section",
        "row",
        "name",
        "value",
        "source",
        "model_value",
        "raw_text",
        "confidence",
        "corrected_by",
    )


class PageInline(ReadingInline):
    """The pages."""

    model = Page
    fields = ("number", "width", "height", "rotation", "path")
    readonly_fields = ("path",)

    @display(description="File")
    def path(self, page: Page) -> str:
        """Return where its image lies; files are private, so there is no address to follow."""
        return str(page.image)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """Receipts of all workspaces, which are uploaded and changed by services alone."""

    list_display = (
        "title",
        "workspace",
        "status_label",
        "amount",
        "duration",
        "attempts",
        "model_version",
        "created_at",
    )
    list_filter = ("status", "workspace", "model_version", "created_at")
    list_select_related = ("workspace",)
    search_fields = ("filename", "merchant_name", "sha256", "workspace__name", "uploaded_by__email")
    date_hierarchy = "created_at"
    fieldsets = (
        (
            None,
            {"fields": ("workspace", "status", "error", "reasons", "merchant_name", "date", "amount")},
        ),
        ("File", {"fields": ("filename", "content_type", "size", "path", "duplicate_of", "uploaded_by")}),
        ("Reading", {"fields": ("attempts", "duration", "model_version", "lease", "lease_expires_at")}),
        ("Times", {"fields": ("created_at", "queued_at", "send_after", "finished_at", "updated_at")}),
    )
    readonly_fields = ("reasons", "amount", "duration", "path")
    inlines = (FieldInline, PageInline)
    actions = ("retry",)

    @display(description="Receipt", ordering="merchant_name", header=True)
    def title(self, receipt: Receipt) -> list[str]:
        """Return the store, and below it the file."""
        return [str(receipt), receipt.filename]

    @display(description="Status", ordering="status", label=_COLOURS)
    def status_label(self, receipt: Receipt) -> tuple[str, str]:
        """Return the status in its colour."""
        return receipt.status, receipt.get_status_display()

    @display(description="Total", ordering="total")
    def amount(self, receipt: Receipt) -> str:
        """Return the total with its currency."""
        return (
            "-"
            if receipt.total is None
            else f"{amount_shown(receipt.total, receipt.currency)} {receipt.currency}"
        )

    @display(description="Seconds", ordering="seconds")
    def duration(self, receipt: Receipt) -> str:
        """Return what the last reading took."""
        return "-" if receipt.seconds is None else f"{receipt.seconds:.1f}"

    @display(description="Path")
    def path(self, receipt: Receipt) -> str:
        """Return where the original lies; files are private, so there is no address to follow."""
        return str(receipt.file)

    @display(description="Review reasons")
    def reasons(self, receipt: Receipt) -> str:
        """Return why a person has to look at it."""
        return " ".join(map(reason_sentence, receipt.review_reasons)) or "-"

    @admin.action(description="Read the selected receipts again", permissions=["delete"])
    def retry(self, request: HttpRequest, receipts: QuerySet[Receipt]) -> None:
        """Queue receipts again; those being read are left alone."""
        outcomes = [_retry(receipt, _actor(request)) for receipt in receipts]
        self.message_user(request, f"{sum(outcomes)} receipts were queued.", messages.SUCCESS)
        if busy := outcomes.count(False):
            self.message_user(request, f"{busy} receipts are being read already.", messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Receipt) -> None:
        """Delete a receipt with its files."""
        services.receipt_delete(receipt=obj, by=_actor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> None:
        """Delete receipts with their files."""
        for receipt in queryset:
            services.receipt_delete(receipt=receipt, by=_actor(request))


def _actor(request: HttpRequest) -> Actor:
    return Actor(cast(User, request.user))


def _retry(receipt: Receipt, by: Actor) -> bool:
    try:
        services.receipt_retry(receipt=receipt, by=by)
    except StateError:
        return False
    return True
