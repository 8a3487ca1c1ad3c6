"""Pods, releases of models, and their use."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display

from ocr.cluster.models import ModelRelease, Pod, PodOrigin, PodState, Usage
from ocr.cluster.releases import others_begin_anew, release_share, trial_begin

_COLOURS = {"active": "success", "draining": "warning", "off": "danger", "gone": "info"}
_SOON = "Workers follow within 5 seconds."


@admin.register(Pod)
class PodAdmin(ModelAdmin):
    """Pods of the settings and of operators."""

    list_display = (
        "address",
        "site",
        "machine",
        "state_label",
        "origin",
        "calls_today",
        "errors_today",
        "last_seen_at",
    )
    list_select_related = ("machine",)
    list_filter = ("state", "site", "machine", "origin")
    search_fields = ("url", "site", "note")
    readonly_fields = ("origin", "added_at", "listed_at", "last_seen_at")
    actions = ("drain", "activate", "switch_off")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pod]:
        """Return pods with their calls of the last 24 hours."""
        pods: QuerySet[Pod] = super().get_queryset(request)
        return pods.annotate(calls_total=_calls(Q()), errors_total=_calls(~Q(outcome="ok")))

    def get_fields(self, request: HttpRequest, obj: Pod | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Return what can be said of a pod; of a new one nothing is known yet."""
        return (
            "url",
            "site",
            "state",
            "machine",
            "gpu",
            "slices",
            "note",
            *(self.readonly_fields if obj else ()),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Pod | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Return what cannot be changed here: for pods of the settings, also what these say."""
        named = obj is not None and obj.origin == PodOrigin.SETTINGS
        return (*(("url", "site") if named else ()), *self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Pod | None = None) -> bool:
        """Return that a pod stays while the settings name it: it would come back at once, and active."""
        kept = obj is not None and obj.origin == PodOrigin.SETTINGS and not obj.gone
        return not kept and bool(super().has_delete_permission(request, obj))

    @display(description="Pod", ordering="url", header=True)
    def address(self, pod: Pod) -> list[str]:
        """Return where it listens, and the note below."""
        return [pod.url, pod.note]

    @display(description="State", ordering="state", label=_COLOURS)
    def state_label(self, pod: Pod) -> tuple[str, str]:
        """Return the state in its colour."""
        return ("gone", "No longer listed") if pod.gone else (pod.state, pod.get_state_display())

    @display(description="Calls in 24 h", ordering="calls_total")
    def calls_today(self, pod: Any) -> str:
        """Return how often it was called."""
        return f"{pod.calls_total:,}"

    @display(description="Errors in 24 h", ordering="errors_total")
    def errors_today(self, pod: Any) -> str:
        """Return how many calls failed, and their share."""
        if not pod.errors_total:
            return "0"
        return f"{pod.errors_total:,} ({pod.errors_total / pod.calls_total:.2%})"

    @admin.action(description="Drain the selected pods", permissions=["change"])
    def drain(self, request: HttpRequest, pods: QuerySet[Pod]) -> None:
        """Let pods finish what they have."""
        self._set(request, pods, PodState.DRAINING, "get nothing new")

    @admin.action(description="Activate the selected pods", permissions=["change"])
    def activate(self, request: HttpRequest, pods: QuerySet[Pod]) -> None:
        """Give pods calls again."""
        self._set(request, pods, PodState.ACTIVE, "get calls")

    @admin.action(description="Switch off the selected pods", permissions=["change"])
    def switch_off(self, request: HttpRequest, pods: QuerySet[Pod]) -> None:
        """Take pods out, together with the calls that they have."""
        self._set(request, pods, PodState.OFF, "are off")

    def _set(self, request: HttpRequest, pods: QuerySet[Pod], state: PodState, now: str) -> None:
        for pod in pods:
            self.log_change(request, pod, f"It is {state.label.lower()} now.")
        count = pods.update(state=state)
        self.message_user(request, f"{count} pods {now}. {_SOON}", messages.SUCCESS)


_CHANGE_BY_THEMSELVES = ("share", "enabled")


@admin.register(ModelRelease)
class ModelReleaseAdmin(ModelAdmin):
    """Releases on trial; files beyond their shares go to the version that pods serve by themselves."""

    list_display = ("address", "model", "share_percent", "enabled", "began_at", "ended_at", "note")
    list_filter = ("model", "enabled")
    search_fields = ("name", "selector", "note")
    readonly_fields = ("began_at", "judged_at", "ended_at", "verdict")
    actions = ("enable", "disable")

    def get_fields(self, request: HttpRequest, obj: ModelRelease | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Return what can be said of a release; of a new one nothing is known yet."""
        told = ("name", "model", "selector", "share", "enabled", "note")
        return (*told, *(self.readonly_fields if obj else ()))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Have the form remember what it showed of the share, which may change by itself meanwhile."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in _CHANGE_BY_THEMSELVES:
            field.show_hidden_initial = True
        return field

    def save_model(self, request: HttpRequest, obj: ModelRelease, form: Any, change: bool) -> None:
        """Begin the trials anew where it gets another share, or is another release.

        What the operator left as it was shown stays as it is now: a form that was open while the release was
        rolled back must not undo that.
        """
        is_other = not change or bool({"model", "selector", "share", "enabled"} & set(form.changed_data))
        if is_other:
            trial_begin(obj)
        else:
            now = ModelRelease.objects.select_for_update().get(pk=obj.pk)
            for name in (*_CHANGE_BY_THEMSELVES, "began_at", "before", "judged_at", "ended_at", "verdict"):
                setattr(obj, name, getattr(now, name))
        super().save_model(request, obj, form, change)
        if is_other:
            others_begin_anew(obj)

    @display(description="Release", ordering="selector", header=True)
    def address(self, release: ModelRelease) -> list[str]:
        """Return how pods know it, and its name below."""
        return [release.selector, release.name]

    @display(description="Share of the files", ordering="share")
    def share_percent(self, release: ModelRelease) -> str:
        """Return the share with its unit."""
        return f"{release.share} %"

    @admin.action(description="Enable the selected releases", permissions=["change"])
    def enable(self, request: HttpRequest, releases: QuerySet[ModelRelease]) -> None:
        """Give releases their share, as long as the shares fit."""
        for release in releases:
            try:
                release_share(release=release, share=release.share)
            except ValidationError as error:
                self.message_user(request, f"{release}: {' '.join(error.messages)}", messages.ERROR)
            else:
                self.log_change(request, release, "Enabled.")
                self.message_user(request, f"{release} gets {release.share} %. {_SOON}", messages.SUCCESS)

    @admin.action(description="Disable the selected releases", permissions=["change"])
    def disable(self, request: HttpRequest, releases: QuerySet[ModelRelease]) -> None:
        """Take releases their share."""
        for release in releases:
            self.log_change(request, release, "Disabled.")
        disabled = list(releases)
        releases.update(enabled=False)
        for release in disabled:
            others_begin_anew(release)
        self.message_user(request, f"{len(disabled)} releases get nothing. {_SOON}", messages.SUCCESS)


@admin.register(Usage)
class UsageAdmin(ModelAdmin):
    """What was counted."""

    list_display = (
        "start",
        "where",
        "model",
        "release",
        "outcome_label",
        "calls",
        "hedges",
        "mean",
        "megabytes",
    )
    list_filter = ("hour", "model", "outcome", "site", "pod")
    search_fields = ("pod", "site", "release", "outcome")
    date_hierarchy = "hour"

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return that workers alone count."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Usage | None = None) -> bool:  # noqa: ARG002
        """Return that what was counted stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Usage | None = None) -> bool:  # noqa: ARG002
        """Return that what was counted stays."""
        return False

    @display(description="Hour", ordering="hour")
    def start(self, usage: Usage) -> str:
        """Return when the hour began."""
        return f"{timezone.localtime(usage.hour):%Y-%m-%d %H:%M}"

    @display(description="Pod", ordering="pod", header=True)
    def where(self, usage: Usage) -> list[str]:
        """Return the pod, and its site below."""
        return [usage.pod, usage.site]

    @display(description="Outcome", ordering="outcome", label={True: "success", False: "danger"})
    def outcome_label(self, usage: Usage) -> tuple[bool, str]:
        """Return the outcome in its colour."""
        return usage.outcome == "ok", usage.outcome

    @display(description="Mean time", ordering=F("milliseconds") / NullIf("calls", 0))
    def mean(self, usage: Usage) -> str:
        """Return how long one call took."""
        return f"{usage.milliseconds / max(usage.calls, 1):,.0f} ms"

    @display(description="MB sent / received", ordering="bytes_sent")
    def megabytes(self, usage: Usage) -> str:
        """Return the bytes that crossed the network."""
        return f"{usage.bytes_sent / 1e6:,.1f} / {usage.bytes_received / 1e6:,.1f}"


def _calls(wanted: Q) -> Coalesce:
    """Return the number of such calls of the outer query's pod in the last 24 hours."""
    since = timezone.now() - timedelta(hours=24)
    own = Usage.objects.filter(wanted, pod=OuterRef("url"), hour__gt=since)
    return Coalesce(Subquery(own.order_by().values("pod").annotate(n=Sum("calls")).values("n")), 0)
