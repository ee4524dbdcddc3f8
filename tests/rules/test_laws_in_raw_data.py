"""Lines of records that state the law of a learner, at raw samples: no formula is shared with the learner, the margins and the norm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from uccheck.linear.sample import Sample, draw, flip, learn, margins, population_loss
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.symbols import D, Q, T, b, m, s
from uccheck.rules.catalogue import get
from uccheck.rules.catalogue.learners.interpolator_law import V

SETTINGS = (LinearSetting(2, 7), LinearSetting(5, 30), LinearSetting(12, 40, s="2.5", b=7))


def sides(name: str, place: int, setting: LinearSetting, **given: Any) -> list[float]:
    """Both sides of one conclusion of a record at the setting's numbers; Q(x) as a number."""
    at = {m: setting.m, D: setting.D, s: setting.s, b: setting.b, **{{"T": T, "V": V}[key]: value for key, value in given.items()}}
    then = get(name).claim.then[place]
    return [float(side.subs(at).replace(Q, lambda x: norm.sf(float(x)))) for side in (then.lhs, then.rhs)]


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_fresh_point_after_all_but_one(setting: LinearSetting) -> None:
    """The error of the step on m - 1 points is Q of what the record says of their own T."""
    S = draw(setting, np.random.default_rng(3))
    noise = (S.y[1:, None] * S.x2[1:]).sum(axis=0) / np.sqrt(float(setting.noise_variance) * (setting.m - 1))
    error = population_loss(learn(Sample(S.y[1:], S.x1[1:], S.x2[1:])), setting)
    for side in sides("leave-one-out", 1, setting, T=float(noise @ noise)):
        assert norm.sf(side) == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("setting", SETTINGS)
def test_margins_and_error_of_the_interpolator(setting: LinearSetting) -> None:
    """Weights by least squares: margins of S, of its flip, and the error, at the V of the noise."""
    S = draw(setting, np.random.default_rng(4))
    noise = S.y[:, None] * S.x2 / np.sqrt(float(setting.noise_variance))
    level = setting.m / np.linalg.inv(noise @ noise.T).sum()
    points = np.column_stack([S.x1, S.x2])
    w = np.linalg.lstsq(S.y[:, None] * points, np.ones(setting.m), rcond=None)[0]

    assert margins(w, S) == pytest.approx(np.ones(setting.m))
    for place, value in ((1, margins(w, flip(S))), (3, population_loss(w, setting))):
        for side in sides("interpolator-law", place, setting, V=level):
            assert value == pytest.approx(side, rel=1e-8)
    deviate = norm.isf(population_loss(w, setting))
    assert sides("interpolator-law", 2, setting, V=level) == pytest.approx([deviate, deviate], rel=1e-6)
