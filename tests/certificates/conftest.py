"""Fixtures that several files share."""

from __future__ import annotations

import json

import pytest

from tests.certificates.forging import DOCUMENTS, Document
from uccheck.answers.certify import certify


@pytest.fixture(scope="session", params=list(DOCUMENTS), name="document")
def fixture_document(request: pytest.FixtureRequest) -> Document:
    found = certify(*DOCUMENTS[request.param]).certificate
    assert found is not None
    return json.loads(json.dumps(found))
