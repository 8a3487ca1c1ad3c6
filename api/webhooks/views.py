"""The API of webhooks. Each method is one call to a service or selector."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from accounts.rights import Right
from api.authentication import request_access
from api.pagination import Pagination
from api.schema import problems
from api.webhooks import schema
from api.webhooks.serializers import (
    DeliverySerializer,
    NewWebhookSerializer,
    WebhookSerializer,
    WebhookWithSecretSerializer,
)
from receipts.webhooks import selectors, services
from receipts.webhooks.models import Delivery, Webhook

_SECRET = {"Cache-Control": "no-store"}
"""Of answers that hold a secret: nobody on the way keeps them, and neither do we for a repetition."""


class WebhookViewSet(GenericViewSet[Webhook]):
    """Webhooks of the key's workspace, after the Standard Webhooks specification."""

    queryset = Webhook.objects.none()
    serializer_class = WebhookSerializer
    pagination_class = Pagination
    filter_backends = ()
    lookup_field = "id"
    lookup_value_converter = "uuid"
    read_right = Right.ADMIN
    write_right = Right.ADMIN

    def get_queryset(self) -> QuerySet[Webhook]:
        """Return the workspace's."""
        return selectors.webhooks_list(workspace=request_access(self.request).workspace)

    @extend_schema(responses={200: WebhookSerializer(many=True), **problems(400)}, examples=[schema.WEBHOOK])
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """List webhooks, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(WebhookSerializer(page, many=True).data)

    @extend_schema(
        request=NewWebhookSerializer,
        responses={201: WebhookWithSecretSerializer, **problems(400)},
        examples=[schema.NEW_WEBHOOK, schema.WEBHOOK_WITH_SECRET],
    )
    def create(self, request: Request) -> Response:
        """Have a program told of events; the answer alone shows the secret."""
        given = NewWebhookSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        access = request_access(request)
        webhook = services.webhook_create(
            workspace=access.workspace, by=access.actor, **{"events": [], **given.validated_data}
        )
        address = reverse("api:webhook-detail", kwargs={"id": webhook.id}, request=request)
        data = WebhookWithSecretSerializer(webhook).data
        return Response(data, status=status.HTTP_201_CREATED, headers={"Location": address, **_SECRET})

    @extend_schema(responses={200: WebhookSerializer, **problems(404)}, examples=[schema.WEBHOOK])
    def retrieve(self, request: Request, id: UUID) -> Response:  # noqa: ARG002
        """Show a webhook."""
        return Response(WebhookSerializer(self._webhook(id)).data)

    @extend_schema(
        responses={200: WebhookSerializer, **problems(400, 404)}, examples=[schema.TURN_OFF, schema.WEBHOOK]
    )
    def partial_update(self, request: Request, id: UUID) -> Response:
        """Change a webhook, or turn it off or on."""
        webhook = self._webhook(id)
        given = WebhookSerializer(webhook, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        by = request_access(request).actor
        webhook = services.webhook_update(webhook=webhook, by=by, **given.validated_data)
        return Response(WebhookSerializer(webhook).data)

    @extend_schema(responses={204: None, **problems(404)})
    def destroy(self, request: Request, id: UUID) -> Response:
        """Delete a webhook and what was sent to it."""
        services.webhook_delete(webhook=self._webhook(id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=None,
        responses={200: WebhookWithSecretSerializer, **problems(404)},
        examples=[schema.WEBHOOK_WITH_SECRET],
    )
    @action(detail=True, methods=["post"], url_path="rotate-secret")
    def rotate_secret(self, request: Request, id: UUID) -> Response:
        """Make a new secret; for a day messages are signed by both."""
        by = request_access(request).actor
        webhook = services.webhook_rotate_secret(webhook=self._webhook(id), by=by)
        return Response(WebhookWithSecretSerializer(webhook).data, headers=_SECRET)

    @extend_schema(
        request=None, responses={202: DeliverySerializer, **problems(404, 409)}, examples=[schema.DELIVERY]
    )
    @action(detail=True, methods=["post"])
    def test(self, request: Request, id: UUID) -> Response:  # noqa: ARG002
        """Send a `test.ping`; what came of it is among the deliveries within seconds."""
        return self._sent(services.webhook_test(webhook=self._webhook(id)))

    @extend_schema(
        responses={200: DeliverySerializer(many=True), **problems(400, 404)}, examples=[schema.DELIVERY]
    )
    @action(detail=True, methods=["get"])
    def deliveries(self, request: Request, id: UUID) -> Response:  # noqa: ARG002
        """List what was sent in the last 30 days, or will be, newest first."""
        page = self.paginate_queryset(selectors.deliveries_list(webhook=self._webhook(id)))  # type: ignore[arg-type]
        return self.get_paginated_response(DeliverySerializer(page, many=True).data)  # type: ignore[arg-type]

    @extend_schema(
        request=None, responses={202: DeliverySerializer, **problems(404, 409)}, examples=[schema.DELIVERY]
    )
    @action(detail=True, methods=["post"], url_path="deliveries/<uuid:delivery_id>/resend")
    def resend(self, request: Request, id: UUID, delivery_id: UUID) -> Response:  # noqa: ARG002
        """Send an event once more, under the id it had."""
        delivery = selectors.deliveries_list(webhook=self._webhook(id)).get(id=delivery_id)
        return self._sent(services.delivery_resend(delivery=delivery))

    def _webhook(self, webhook_id: UUID) -> Webhook:
        return self.get_queryset().get(id=webhook_id)

    def _sent(self, delivery: Delivery) -> Response:
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_202_ACCEPTED)
