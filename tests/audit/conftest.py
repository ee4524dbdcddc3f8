"""Fixtures that several files share."""

from __future__ import annotations

import pytest

from tests.audit.mixed import BAD, BROKEN, GOOD, NASTY, found_in
from uccheck.audit import engine as audit


@pytest.fixture(scope="session")
def found() -> list[audit.Finding]:
    return found_in(GOOD + BAD + BROKEN + NASTY)
