"""Work is counted before it is done, and only where a limit was set."""

from __future__ import annotations

import pytest

from uccheck.balls.work import Exhausted, limited, spend


def test_nothing_is_counted_outside() -> None:
    spend(10**30)


def test_what_passes_the_limit_is_refused_and_so_is_all_that_follows() -> None:
    with limited(10) as work:
        spend(4)
        spend(6)
        with pytest.raises(Exhausted):
            spend(1)
        with pytest.raises(Exhausted):
            spend(0)
    assert (work.spent, work.exhausted) == (10, True)


def test_limits_nest_and_end() -> None:
    with limited(5) as outer:
        with limited(100) as inner:
            spend(50)
        spend(5)
    assert (outer.spent, inner.spent) == (5, 50)
    spend(10**30)
