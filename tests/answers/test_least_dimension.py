"""The least dimension against `certify` itself, which tries more than the search does."""

import pytest

from uccheck.answers.certify import certify
from uccheck.answers.threshold import threshold
from uccheck.core.verdict import Verdict


@pytest.mark.parametrize(("m", "D"), [(5, 4), (10, 17), (20, 48), (40, 95)])
def test_the_least_dimension_goes_down_as_far_as_certify_does(m: int, D: int) -> None:
    """Few points, for which the exact F_m and the diagonal decide; one less is not certified by anything."""
    found = threshold(m, "0.05", "0.6", gamma=8)
    assert found.D == D and found.outcome.verdict is Verdict.UPHELD
    assert certify(m, D - 1, "0.05", "0.6", gamma=8).verdict is not Verdict.UPHELD
