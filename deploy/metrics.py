"""Metrics for Prometheus at /metrics, of all processes together because they come from the database."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from ocr.cluster.metrics import PodCollector
from operations.live_metrics import LiveCollector
from operations.metrics import CostCollector
from receipts.metrics import ReceiptCollector

registry = CollectorRegistry()
registry.register(PodCollector())
registry.register(ReceiptCollector())
registry.register(CostCollector())
registry.register(LiveCollector())


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Return all metrics, in the form that the request accepts; strangers are told of no such page."""
    if not _may_read(request):
        raise Http404
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(registry), content_type=content_type)


def _may_read(request: HttpRequest) -> bool:
    """Return whether it is Prometheus with the token of the settings, or an operator."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return request.user.is_superuser
