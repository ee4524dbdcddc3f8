"""The rows of the linear setting, by a table made by hand: what each needs, where it looks and at which numbers; closed forms by scipy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from scipy import stats

from uccheck.answers.answer import End
from uccheck.answers.definitions import linear
from uccheck.answers.definitions.linear import DEFINITIONS
from uccheck.answers.definitions.rows import Definition, Switchboard, definitions
from uccheck.certificates.language import table

F = Fraction
BY_ID = {one.id: one for one in DEFINITIONS}
FROM_GEN = "e_gen from below"


class Routes:
    """A question whose finders answer with what they were asked."""

    def __init__(self, **changes: Any) -> None:
        self.a = SimpleNamespace(**{"m": 20, "D": 3000, "s": F(4), "b": F(32), "gamma": F(0), "delta": F(1, 20)} | changes)
        self.epsilon, self.margin, self.kappa, self.tau, self.x, self.huge = F(1, 100), F(3), F(1, 20), F(2), F(1, 2), F(10**6)
        self.found: Any = FROM_GEN
        self.q, self.classic, self.with_margin = (
            SimpleNamespace(name=name, apply=self.note(f"apply {name}")) for name in ("q", "classic", "with_margin")
        )
        self.answer = SimpleNamespace(end=self.end, e_unif_alg="two-sided at gamma")

    def at_margin(self, gamma: Fraction) -> Any:
        return SimpleNamespace(e_unif_alg=f"two-sided at {gamma}")

    def end(self, quantity: str, side: str) -> End:
        return End(F(0), self.found if (quantity, side) == ("e_gen", "lower") else "another end")  # type: ignore[arg-type]

    @staticmethod
    def note(name: str, *owner: str) -> Callable[..., Iterator[Any]]:
        def noted(*args: Any, **more: Any) -> Iterator[Any]:
            yield " ".join(
                [name, *owner, *(str(getattr(arg, "name", arg)) for arg in args), *(f"{key}={more[key]}" for key in sorted(more))]
            )

        return noted


@pytest.fixture(name="ask")
def fixture_ask(monkeypatch: pytest.MonkeyPatch) -> Routes:
    """Finders of other modules answer with their names."""

    class Module:
        def __getattr__(self, name: str) -> Callable[..., Iterator[Any]]:
            return Routes.note(name)

    for module in ("sets", "gibbs", "stability"):
        monkeypatch.setattr(linear, module, Module())
    return Routes()


#: For each row its quantity, where it looks for its lower and its upper end at the numbers of `Routes`, and the text beside its name.
ROUTES: dict[str, tuple[str, list[str], list[str], str]] = {
    "one-sided": ("e_one_sided", [f"apply q one-sided-covers {FROM_GEN}"], ["small q one-sided-small"], "gamma = 0"),
    "zero-error": ("e_zero_error", ["overfit q zero-error-overfit 0"], ["small q zero-error-small"], "gamma = 0"),
    "surrogate": ("e_surrogate", [], ["apply q surrogate-class"], "gamma = 0"),
    "by-surrogate": ("e_by_surrogate", [f"apply q by-surrogate-covers {FROM_GEN}"], ["fair q by-surrogate-small"], "gamma = 0"),
    "own": ("e_own", [f"apply q own-covers {FROM_GEN}"], ["fair q own-small"], "gamma = 0"),
    "flip-closed": ("e_flip", ["flip q"], ["flip_spread q"], "gamma = 0"),
    "path": (
        "e_path", [f"apply q path-covers {FROM_GEN}", "apply q path-ramp"], ["apply q path-point fair q own-small"], "gamma = 0",
    ),
    "ball": ("e_ball", ["ball_flip q 1/20"], ["ball_small q 1/20"], "kappa = 0.05, gamma = 0"),
    "ball-radius": ("radius", ["calm_radius q 1/100"], ["vacuous_radius q 1/100"], "gamma = 0"),
    "linear-class": ("e_linear", ["linear q"], [], ""), "vc": ("e_basis", ["basis q"], [], ""),
    "margin-one-sided": ("e_margin", ["overfit with_margin margin-overfit 0"], ["margin with_margin"], "gamma = 3"),
    "stability": ("left_out", ["left_out classic stability-at-least"], ["left_out classic stability-at-most"], "gamma = 0"),
    "stability-tail": ("e_gen", [FROM_GEN], ["bounded classic"], "gamma = 0"),
    "norm": (
        "norm_value", ["at_quantile q norm-at-least above=False gamma=3"], ["at_quantile q norm-at-most above=True gamma=3"], "gamma = 3",
    ),
    "norm-typical": (
        "norm_value", ["at_quantile q norm-at-least above=False gamma=36"], ["at_quantile q norm-at-most above=True gamma=36"],
        "gamma = 36",
    ),
    "gibbs": ("e_gibbs", ["gap classic 1/2"], [], "tau = 2"),
    "gibbs-divergence": (
        "divergence", ["at_quantile q divergence-at-least above=False x=1/2"], ["at_quantile q divergence-at-most above=True x=1/2"],
        "tau = 2",
    ),
    "gibbs-every": ("gibbs_every", ["every classic"], [], ""),
}  # fmt: skip
IN_COQ = {"one-sided": "small_pop_bounds", "zero-error": "small_pop_bounds", "surrogate": "surrogate_zero"}
TWO_SIDED = {
    "two-sided": ("gamma", "gamma = 0"), "margin-two-sided": ("3", "gamma = 3"), "margin-wide": ("1000000", "gamma = 1000000"),
}  # fmt: skip


def test_every_row_is_in_the_tables_in_its_order_and_bounds_a_quantity_of_the_language() -> None:
    assert {*ROUTES} | {*TWO_SIDED} == {*BY_ID} and len(BY_ID) == len(DEFINITIONS)
    assert all(one.quantity in table()["quantities"] for one in DEFINITIONS)


@pytest.mark.parametrize("name", ROUTES)
def test_a_row_looks_for_its_ends_where_the_table_says(name: str, ask: Routes) -> None:
    one: Any = BY_ID[name]
    quantity, lower, upper, at = ROUTES[name]
    assert (one.quantity, one.ends, one.at(ask)) == (quantity, None, at)
    assert one.measure is (name in ("ball-radius", "gibbs-divergence")) and one.kernel == IN_COQ.get(name, "")
    for finds, expected in ((one.lower, lower), (one.upper, upper)):
        assert [found for find in finds for found in find(ask)] == expected


@pytest.mark.parametrize("name", TWO_SIDED)
def test_two_sided_rows_are_brackets_of_answers_at_their_margins(name: str, ask: Routes) -> None:
    one: Any = BY_ID[name]
    where, at = TWO_SIDED[name]
    assert one.ends(ask) == f"two-sided at {where}" and (one.quantity, one.at(ask)) == ("e_unif_alg", at)


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if any(FROM_GEN in found for found in route[1])])
def test_without_an_end_of_e_gen_nothing_is_carried_over(name: str, ask: Routes) -> None:
    one: Any = BY_ID[name]
    ask.found = None
    assert [found for find in one.lower for found in find(ask)] == [found for found in ROUTES[name][1] if FROM_GEN not in found]


def test_the_gap_itself_is_that_of_the_0_1_loss(ask: Routes) -> None:
    one: Any = BY_ID["stability-tail"]
    for gamma in (F(1), F(1, 10**12)):
        ask.a.gamma = gamma
        assert [found for find in one.lower for found in find(ask)] == []


NARROW = (
    "gamma <= 2s",
    [{"gamma": F(8)}, {"gamma": F(0)}, {"gamma": F(3), "s": F(3, 2)}],
    [{"gamma": F(8) + F(1, 10**9)}, {"gamma": F(4), "s": F(1)}],
)
HALF = (
    "delta < 1/2", [{"delta": F(49, 100)}, {"delta": F(1, 4)}, {"delta": F(1, 2) - F(1, 10**9)}],
    [{"delta": F(1, 2)}, {"delta": F(3, 4)}, {"delta": F(99, 100)}],
)  # fmt: skip
SEVERAL = ("m >= 2", [{"m": 2}, {"m": 3}, {"m": 10**9}], [{"m": 1}])
#: What a row needs, numbers at which it has that, and numbers at which it lacks it.
NEEDS: dict[str, tuple[str, list[dict[str, Any]], list[dict[str, Any]]]] = {
    **dict.fromkeys(("one-sided", "zero-error", "own", "flip-closed", "ball", "ball-radius"), NARROW),
    "by-surrogate": ("gamma <= s", [{"gamma": F(4)}, {"gamma": F(0)}], [{"gamma": F(4) + F(1, 10**9)}, {"gamma": F(8)}]),
    "vc": ("m <= D", [{"D": 20}, {"D": 21}, {"m": 3000}, {"m": 1, "D": 1}], [{"D": 19}, {"m": 3001}, {"m": 2, "D": 1}]),
    "gibbs": HALF, "gibbs-every": HALF, "stability": SEVERAL, "stability-tail": SEVERAL,
}  # fmt: skip
FAR = ({"gamma": F(10**6)}, {"m": 1}, {"D": 1}, {"delta": F(999, 1000)}, {"m": 10**9, "D": 1, "gamma": F(10**6), "delta": F(999, 1000)})


@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one.id)
def test_a_row_s_hypothesis_is_met_up_to_its_limit_and_named_beyond_it(one: Definition) -> None:
    def needs(changes: dict[str, Any]) -> str:
        made: Any = Routes(**changes)
        return one.needs(made)

    if one.id not in NEEDS:
        assert not any(needs(changes) for changes in ({}, *FAR))
        return
    says, has, lacks = NEEDS[one.id]
    assert not needs({}) and not any(map(needs, has))
    assert all(needs(changes).startswith(f"{says}: ") for changes in lacks)


@pytest.fixture(scope="module", name="board")
def fixture_board() -> Switchboard:
    return definitions(
        12, 500, "0.1", "0.2", gamma=3, tau="1/2", s=5, b=30, only=("norm", "norm-typical", "gibbs-divergence", "ball-radius"),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "factor"), [("norm", F(2, 3)), ("norm-typical", F(2, 35))])
def test_norm_rows_are_closed_forms_at_a_quantile(name: str, factor: Fraction, board: Switchboard) -> None:
    """2 |w| (E|x|^2)^(1/2)/(gamma sqrt m), |w|^2 = m s + m b T/D, |x|^2 = s/m + b in the mean: T is exceeded with the chance delta."""
    m, D, s, b = 12, 500, 5.0, 30.0
    square = m * s + m * b * float(stats.chi2(D).isf(0.1)) / D
    value = float(factor) * (square * (s / m + b) / m) ** 0.5
    found = board.row(name).bracket
    assert float(found.lower.value) == pytest.approx(value, rel=3e-6) and float(found.upper.value) == pytest.approx(value, rel=3e-6)


def test_the_divergence_is_the_squared_norm_over_twice_tau_squared(board: Switchboard) -> None:
    m, D, s, b, tau = 12, 500, 5.0, 30.0, 0.5
    value = (m * s + m * b * float(stats.chi2(D).isf(0.1)) / D) / (2 * tau**2 * m)
    found = board.row("gibbs-divergence").bracket
    assert found.lower.value <= found.upper.value
    assert float(found.lower.value) == pytest.approx(value, rel=3e-6) and float(found.upper.value) == pytest.approx(value, rel=3e-6)


def test_what_is_shown_of_a_row_is_shown_at_its_own_numbers(board: Switchboard) -> None:
    asked = {"m": 12, "D": 500, "s": 5, "b": 30, "delta": F(1, 10), "epsilon": F(1, 5), "x": 2}
    for row in board.rows:
        gamma = {"norm": 3, "norm-typical": 35, "ball-radius": 3}.get(row.id)
        assert len(row.found) == 2
        for end in row.found:
            assert end.node is not None
            at = end.node.at
            assert all(at[name] == value for name, value in asked.items() if name in at) and at.get("gamma", gamma) == gamma
