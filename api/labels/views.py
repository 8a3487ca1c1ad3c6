"""The API of categories and tags. Each method is one call to a service or selector."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.rights import Right
from api.authentication import request_access
from api.labels import schema
from api.labels.serializers import (
    CategoryMergeSerializer,
    CategorySerializer,
    TagMergeSerializer,
    TagSerializer,
)
from api.pagination import Pagination
from api.schema import problems
from receipts import labels, services
from receipts.models import Category, Tag


class ByName(Pagination):
    """In the order of names."""

    ordering = ("name", "id")


class LabelViewSet(GenericViewSet[Any]):
    """What categories and tags have in common."""

    pagination_class = ByName
    filter_backends = ()
    lookup_field = "id"
    lookup_value_converter = "int"
    address: ClassVar[str]
    """Name of the address of one."""

    def _page(self) -> Response:
        page = self.paginate_queryset(labels.with_counts(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _valid(self, request: Request, serializer: type[BaseSerializer[Any]] | None = None) -> dict[str, Any]:
        given = (serializer or self.get_serializer_class())(
            data=request.data, context=self.get_serializer_context()
        )
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, label: Category | Tag, code: int = status.HTTP_200_OK) -> Response:
        counted = labels.with_counts(self.get_queryset()).get(id=label.id)
        address = reverse(self.address, kwargs={"id": label.id}, request=self.request)
        headers = {"Location": address} if code == status.HTTP_201_CREATED else None
        return Response(self.get_serializer(counted).data, status=code, headers=headers)


class CategoryViewSet(LabelViewSet):
    """Categories of the key's workspace."""

    queryset = Category.objects.none()
    serializer_class = CategorySerializer
    write_right = Right.ADMIN
    address = "api:category-detail"

    def get_queryset(self) -> QuerySet[Category]:
        """Return the workspace's."""
        return labels.categories_list(workspace=request_access(self.request).workspace)

    @extend_schema(
        responses={200: CategorySerializer(many=True), **problems(400)}, examples=[schema.CATEGORY]
    )
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """List categories by name."""
        return self._page()

    @extend_schema(
        responses={201: CategorySerializer, **problems(400)}, examples=[schema.CATEGORY, schema.NEW_CATEGORY]
    )
    def create(self, request: Request) -> Response:
        """Add a category."""
        access = request_access(request)
        category = services.category_create(
            workspace=access.workspace, by=access.actor, **self._valid(request)
        )
        return self._answer(category, status.HTTP_201_CREATED)

    @extend_schema(responses={200: CategorySerializer, **problems(404)}, examples=[schema.CATEGORY])
    def retrieve(self, request: Request, id: int) -> Response:  # noqa: ARG002
        """Show a category."""
        return self._answer(self.get_queryset().get(id=id))

    @extend_schema(
        request=CategorySerializer,
        responses={200: CategorySerializer, **problems(400, 404)},
        examples=[schema.CATEGORY, schema.NEW_CATEGORY],
    )
    def partial_update(self, request: Request, id: int) -> Response:
        """Rename a category."""
        category = self.get_queryset().get(id=id)
        by = request_access(request).actor
        return self._answer(services.category_rename(category=category, by=by, **self._valid(request)))

    @extend_schema(responses={204: None, **problems(404)})
    def destroy(self, request: Request, id: int) -> Response:
        """Delete a category; its receipts have none then."""
        services.category_delete(category=self.get_queryset().get(id=id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=CategoryMergeSerializer,
        responses={200: CategorySerializer, **problems(400, 404)},
        examples=[schema.CATEGORY, schema.CATEGORY_MERGE],
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, id: int) -> Response:
        """Give a category's receipts another one, which is answered, and delete the first."""
        category = self.get_queryset().get(id=id)
        given = self._valid(request, CategoryMergeSerializer)
        by = request_access(request).actor
        return self._answer(services.category_merge(category=category, by=by, **given))


class TagViewSet(LabelViewSet):
    """Tags of the key's workspace."""

    queryset = Tag.objects.none()
    serializer_class = TagSerializer
    address = "api:tag-detail"

    def get_queryset(self) -> QuerySet[Tag]:
        """Return the workspace's."""
        return labels.tags_list(workspace=request_access(self.request).workspace)

    @extend_schema(responses={200: TagSerializer(many=True), **problems(400)}, examples=[schema.TAG])
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """List tags by name."""
        return self._page()

    @extend_schema(responses={201: TagSerializer, **problems(400)}, examples=[schema.TAG, schema.NEW_TAG])
    def create(self, request: Request) -> Response:
        """Add a tag."""
        access = request_access(request)
        tag = services.tag_create(workspace=access.workspace, by=access.actor, **self._valid(request))
        return self._answer(tag, status.HTTP_201_CREATED)

    @extend_schema(responses={200: TagSerializer, **problems(404)}, examples=[schema.TAG])
    def retrieve(self, request: Request, id: int) -> Response:  # noqa: ARG002
        """Show a tag."""
        return self._answer(self.get_queryset().get(id=id))

    @extend_schema(
        request=TagSerializer,
        responses={200: TagSerializer, **problems(400, 404)},
        examples=[schema.TAG, schema.NEW_TAG],
    )
    def partial_update(self, request: Request, id: int) -> Response:
        """Rename a tag."""
        tag = self.get_queryset().get(id=id)
        by = request_access(request).actor
        return self._answer(services.tag_rename(tag=tag, by=by, **self._valid(request)))

    @extend_schema(responses={204: None, **problems(404)})
    def destroy(self, request: Request, id: int) -> Response:
        """Delete a tag, also from its receipts."""
        services.tag_delete(tag=self.get_queryset().get(id=id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=TagMergeSerializer,
        responses={200: TagSerializer, **problems(400, 404)},
        examples=[schema.TAG, schema.TAG_MERGE],
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, id: int) -> Response:
        """Give a tag's receipts another one, which is answered, and delete the first."""
        tag = self.get_queryset().get(id=id)
        given = self._valid(request, TagMergeSerializer)
        return self._answer(services.tag_merge(tag=tag, by=request_access(request).actor, **given))
