"""No request brings more along than an upload may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

FROM_A_SCRIPT = {"X-Requested-With": "fetch"}


def send(client, address, size, headers=None):
    return client.post(address, {"file": SimpleUploadedFile("large.zip", bytes(size))}, headers=headers)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/accounts/login/", FROM_A_SCRIPT),
        ("/upload/", FROM_A_SCRIPT),
        ("/settings/labels/", {"HX-Request": "true"}),
        ("/api/v1/receipts/", None),
    ],
)
def test_a_large_body_is_refused_before_it_is_read(client, settings, address, headers):
    settings.MAX_UPLOAD_MB = 1
    response = send(client, address, 1_200_000, headers)
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    assert response.json()["detail"] == "The file is too large: at most 1 MB can be read."
    assert not response.wsgi_request._read_started


@pytest.mark.parametrize("address", ["/accounts/login/", "/admin/login/", "/settings/import/"])
def test_a_person_who_sends_a_large_form_is_shown_a_page(client, settings, address):
    settings.MAX_UPLOAD_MB = settings.MAX_IMPORT_MB = 1
    response = send(client, address, 1_200_000)
    assert (response.status_code, response.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert "At most 1 MB can be read here." in response.content.decode()
    assert "Content-Security-Policy" in response.headers
    assert not response.wsgi_request._read_started


@pytest.mark.parametrize("address", ["/settings/import/", "/api/v1/imports/"])
def test_a_backup_may_be_larger(client, settings, address):
    settings.MAX_UPLOAD_MB, settings.MAX_IMPORT_MB = 1, 2
    answers = [send(client, address, size, FROM_A_SCRIPT) for size in (1_200_000, 2_300_000)]
    assert answers[0].status_code != 413
    assert answers[1].json()["detail"] == "The file is too large: at most 2 MB can be read."
    assert not answers[0].wsgi_request._read_started  # strangers are refused before anything is read
