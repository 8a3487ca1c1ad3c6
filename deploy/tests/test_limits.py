"""No request brings more along than an upload may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.mark.parametrize("address", ["/accounts/login/", "/upload/", "/api/v1/receipts/", "/admin/login/"])
def test_a_large_body_is_refused_before_it_is_read(client, settings, address):
    settings.MAX_UPLOAD_MB = 1
    response = client.post(address, {"file": SimpleUploadedFile("large.jpg", bytes(1_200_000))})
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    assert response.json()["detail"] == "The file is too large: at most 1 MB can be read."
    assert not response.wsgi_request._read_started


@pytest.mark.parametrize("address", ["/settings/import/", "/api/v1/imports/"])
def test_a_backup_may_be_larger(client, settings, address):
    settings.MAX_UPLOAD_MB, settings.MAX_IMPORT_MB = 1, 2
    answers = [
        client.post(address, {"file": SimpleUploadedFile("backup.zip", bytes(size))})
        for size in (1_200_000, 2_300_000)
    ]
    assert [answer.status_code for answer in answers[:1]] != [413]
    assert answers[1].json()["detail"] == "The file is too large: at most 2 MB can be read."
    assert not answers[0].wsgi_request._read_started  # strangers are refused before anything is read
