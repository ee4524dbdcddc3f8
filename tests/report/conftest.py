"""One small page for all tests of it."""

from __future__ import annotations

from functools import partial

import pytest

from uccheck.answers.skew import growth, skew
from uccheck.report import collect as collecting
from uccheck.report.collect import Collected, collect
from uccheck.report.page import page
from uccheck.rules.catalogue import closure


@pytest.fixture(scope="session")
def found() -> Collected:
    """Everything of a small page: a few statements with their mutants, pictures of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UCCHECK_COQ", "/nonexistent")
        patch.setattr(collecting, "growth", partial(growth, 3, ["4", "40"]))
        patch.setattr(collecting, "skew", partial(skew, 3, [12, 60]))
        return collect(closure(["markov", "population-error"]), quick=False, executor=None, notice=lambda text: None)


@pytest.fixture(scope="session")
def text(found: Collected) -> str:
    """The page."""
    return page(found)
