"""The page of releases of models, and what operators do with them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from ocr.cluster.models import ModelRelease
from ocr.cluster.releases import release_promote, release_roll_back, release_share
from operations.figures.models import models_figures
from operations.views.page import OperatorMixin, OperatorPage

_SOON = "Workers follow within 5 seconds."


class ModelsPage(OperatorPage):
    """Releases, what they do, and how those on trial stand."""

    title = "Models"
    template_name = "operations/models.html"

    def figures(self) -> Mapping[str, Any]:
        """Return the figures."""
        figures = models_figures()
        return {"figures": figures, "tables": figures.tables}


class ShareForm(forms.Form):
    """Which share of the files a release gets."""

    share = forms.IntegerField(min_value=1, max_value=100)


class ReleaseChange(OperatorMixin, View):
    """Changes a release at once, notes who did it, and shows the page again."""

    http_method_names = ["post"]

    def change(self, request: HttpRequest, release: ModelRelease) -> str:
        """Change the release; return what was done, in a few words. Raises `ValidationError`."""
        raise NotImplementedError

    def post(self, request: HttpRequest, release: int) -> HttpResponse:
        """Do it, or say why not."""
        found = get_object_or_404(ModelRelease, pk=release)
        try:
            with transaction.atomic():
                done = self.change(request, found)
                LogEntry.objects.log_actions(
                    str(request.user.pk), [found], CHANGE, change_message=done, single_object=True
                )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{found}: {done} {_SOON}")
        return redirect("operations:models")


class ReleaseSharing(ReleaseChange):
    """Gives a release a share of the files."""

    def change(self, request: HttpRequest, release: ModelRelease) -> str:
        form = ShareForm(request.POST)
        if not form.is_valid():
            raise ValidationError("Write a share of 1 to 100 %, or roll the release back.")
        share = form.cleaned_data["share"]
        release_share(release=release, share=share)
        return f"It gets {share} % of the files."


class ReleasePromotion(ReleaseChange):
    """Gives a release all files."""

    def change(self, request: HttpRequest, release: ModelRelease) -> str:  # noqa: ARG002
        release_promote(release=release)
        return "Promoted: it gets all files."


class ReleaseRollback(ReleaseChange):
    """Takes a release its files."""

    def change(self, request: HttpRequest, release: ModelRelease) -> str:  # noqa: ARG002
        release_roll_back(release=release)
        return "Rolled back: it gets no files."
