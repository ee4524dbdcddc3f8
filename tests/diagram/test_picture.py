"""The picture: TrueType fonts, every region and curve named, regions where the verdicts are."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
import sympy as sp
from typer.testing import CliRunner

import uccheck
from uccheck.cli import build_app
from uccheck.core.errors import InvalidParameter
from uccheck.diagram.columns import Column, columns
from uccheck.diagram.grid import Grid, grid
from uccheck.diagram.picture import _around, _orders, _region, draw, linear_chart, require_picture
from uccheck.linear.law import population_loss
from uccheck.linear.setting import LinearSetting
from uccheck.quantities import symbols
from uccheck.quantities.applied import Applied
from uccheck.quantities.symbols import D
from uccheck.rules.catalogue import load


def small(delta: str = "0.05", m: str = "10,1000") -> Grid:
    return grid(m, None, "100,600", delta, "0.01", gamma=0, s=4, b=32, theorem="auto")


def test_the_pdf_has_truetype_fonts_and_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    found = list(columns(uccheck.sweep("10,1000", "100,600")))
    for name in ("one.pdf", "two.pdf", "one.svg"):
        draw(linear_chart(small()), found, tmp_path / name)
    made = (tmp_path / "one.pdf").read_bytes()
    assert b"/Type3" not in made and b"/CIDFontType2" in made
    assert made == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize(
    ("words", "region"),
    [
        ("CCC", "both certified"),
        *((words, "only {first} certified") for words in ("CRR", "CII")),
        *((words, "only {second} certified") for words in ("RCR", "ICI")),
        *((words, "refuted") for words in ("IRR", "RRR")),
        ("III", "inconclusive"),
    ],
)
def test_a_region_is_named_after_its_verdicts(words: str, region: str) -> None:
    assert _region(words) == region


def test_rectangles_cover_the_points_and_meet() -> None:
    found = _around([1, 10, 1000])
    assert [low for low, _ in found][1:] == [high for _, high in found][:-1]
    assert all(low < at < high for (low, high), at in zip(found, (1, 10, 1000), strict=True))


@pytest.mark.parametrize(
    ("path", "delta", "said"),
    [("a.jpg", "0.05", "a picture is"), ("missing/a.pdf", "0.05", "no folder"), ("a.pdf", "0.01..0.2+0.01", "at most 12 panels")],
)
def test_what_cannot_be_drawn_is_refused(tmp_path: Path, path: str, delta: str, said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        require_picture(linear_chart(small(delta)), tmp_path / path)


def test_the_command_writes_rows_pictures_and_certificates(tmp_path: Path) -> None:
    words = ["sweep", "--m", "10,1000", "--per-sample", "100,600"]
    outputs = [word for name in ("a.csv", "a.jsonl", "a.svg") for word in ("-o", str(tmp_path / name))]
    made = CliRunner().invoke(build_app(), [*words, *outputs])
    assert made.exit_code == 0 and all((tmp_path / name).stat().st_size > 500 for name in ("a.csv", "a.jsonl", "a.svg"))
    assert max(map(len, made.stdout.split("points:")[0].splitlines())) <= 80
    file = tmp_path / "one.json"
    CliRunner().invoke(build_app(), [*words, "--certificate", "m=1000,D=600000", "-o", str(file)])
    assert uccheck.check(file).sentence.startswith("CHECKED e_gen <= ")
    for wrong in ("m=1000", "m=1000,D=5,D=6", "m=1000,D=600000,colour=1"):
        refused = CliRunner().invoke(build_app(), [*words, "--certificate", wrong, "-o", str(file)])
        assert isinstance(refused.exception, InvalidParameter)


def as_labelled(label: str, values: dict[str, float]) -> float:
    """The first formula of a label, computed."""
    from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

    (formula, *_) = re.findall(r"\$(.*?)\$", label)
    formula = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", formula.replace("\\,", " ").replace("\\ ", " "))
    for tex, plain in (("z_\\epsilon", "z"), ("\\max", "Max"), ("\\ln", " log"), ("\\delta", "delta"), ("\\epsilon", "epsilon")):
        formula = formula.replace(tex, plain)
    made = parse_expr(formula, transformations=(*standard_transformations, convert_xor, implicit_multiplication))
    return float(made.subs({str(name): value for name, value in values.items()}))


@pytest.mark.parametrize(("delta", "epsilon"), [("1/20", "1/100"), ("1/4", "1/10"), ("1/1000", "1/3")])
def test_a_curve_is_where_its_label_says_and_the_statement_too(delta: str, epsilon: str) -> None:
    orders = _orders((Fraction(4), Fraction(32), Fraction(0), Fraction(delta), Fraction(epsilon)))
    values = {"delta": float(Fraction(delta)), "epsilon": float(Fraction(epsilon)), "r": 1 / 8}
    values["z"] = NormalDist().inv_cdf(1 - values["epsilon"])
    for m in (3, 1000):
        for label, _, of in orders:
            assert of(m) == pytest.approx(as_labelled(label, {**values, "m": m}), rel=1e-9), label
        (hypothesis,) = [one for one in load()["theorem-b-root"].claim.given if one.lhs == sp.sqrt(D) or one.rhs == sp.sqrt(D)]
        least = hypothesis.rhs if hypothesis.lhs == sp.sqrt(D) else hypothesis.lhs
        asked = float(least.subs({symbols.m: m, symbols.delta: values["delta"], symbols.epsilon: values["epsilon"]}))
        assert len(orders) == 3 and math.sqrt(orders[2][2](m)) == pytest.approx(asked, rel=1e-9)


@pytest.mark.parametrize("gamma", ["0", "1/2", "4", "9"])
@pytest.mark.parametrize(
    ("s", "b", "delta", "epsilon"),
    [
        ("4", "32", "1/4", "1/10"),
        ("4", "32", "26/100", "1/10"),
        ("4", "32", "1/2", "3/5"),
        ("3", "32", "1/20", "1/10"),
        ("4", "20", "1/4", "2/5"),
    ],
)
def test_a_curve_is_drawn_where_it_is_true_and_nowhere_else(s: str, b: str, delta: str, epsilon: str, gamma: str) -> None:
    """Our constants in the domains of their statement; e_gen alone where the loss at T = D, its mean, is epsilon there."""
    panel = Fraction(s), Fraction(b), Fraction(gamma), Fraction(delta), Fraction(epsilon)
    curves = {label: of for label, _, of in _orders(panel)}
    claim = load()["theorem-b-root"].claim
    at = {symbols.delta: Fraction(delta), symbols.epsilon: Fraction(epsilon)}
    (quantity,) = claim.then[0].lhs.atoms(Applied)
    stated = dict(zip(quantity.about.args, quantity.args, strict=True))
    speaks = all(domain.contains(at[domain.symbol]) for domain in claim.where if domain.symbol in at)
    speaks &= all(sp.Rational(str(value)) == stated[name] for name, value in zip(("s", "b", "gamma"), panel, strict=False))
    assert any(label.startswith("our constants") for label in curves) is speaks
    alone = [of for label, of in curves.items() if "alone puts" in label]
    for m in (10**3, 10**5):
        D_ = [of(m) for of in alone] or [m * (NormalDist().inv_cdf(1 - float(panel[4])) * float(panel[1] / panel[0])) ** 2]
        setting = LinearSetting(m, max(1, round(D_[0])), s=s, b=b)
        loss = float(population_loss(setting, np.array([float(setting.D)]), float(panel[2]))[0])
        assert bool(alone) is (loss == pytest.approx(float(panel[4]), rel=1e-3) and panel[4] < Fraction(1, 2)), loss


def drawn(made: Grid, found: list[Column], path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The axes of the picture that is written."""
    kept: list[Any] = []

    def keep(figure: Any, kind: str) -> bytes:
        kept.append(figure)
        return b"x"

    monkeypatch.setattr("uccheck.diagram.picture.rendered", keep)
    draw(linear_chart(made), found, path)
    return [*kept[0].axes, kept[0].legends[0]]


#: Of each verdict on (e_gen, e_unif-alg, both): what the region is called, by words of its own.
REGION = {"CCC": "both certified", "CRR": "only gen certified", "CII": "only gen certified", "RCR": "only unif certified",
          "ICI": "only unif certified", "RRR": "refuted", "RIR": "refuted", "IRR": "refuted", "III": "inconclusive"}  # fmt: skip
PLAIN = {r"$\epsilon_{\mathrm{gen}}\leq\epsilon$": "gen", r"$\epsilon_{\mathrm{unif\text{-}alg}}\geq 1-\epsilon$": "unif"}


def plain(label: str) -> str:
    for tex, word in PLAIN.items():
        label = label.replace(tex, word)
    return label


@pytest.mark.parametrize("shared", [True, False])
def test_each_region_and_each_boundary_is_where_its_label_says(shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts by hand, all of them: every point lies in the region of its name, each boundary through the least D from which all hold."""
    words = {10: ("III", "RIR", "ICI", "RCR", "CRR", "CCC"), 1000: ("RRR", "IRR", "CII", "CCC", "CRR", "CCC")}
    ratios = (20, 50, 100, 200, 300, 600)
    dimensions = {m: tuple(ratio * m if shared else ratio for ratio in ratios) for m in words}
    asked = {"delta": "0.07", "epsilon": "0.03", "gamma": "0", "s": "3", "b": "32", "theorem": "auto"}
    listed = ",".join(map(str, ratios))
    made = grid("10,1000", None if shared else listed, listed if shared else None, asked.pop("delta"), asked.pop("epsilon"), **asked)
    panel = (Fraction(3), Fraction(32), Fraction(0), Fraction(7, 100), Fraction(3, 100))
    axes, legend = drawn(made, [Column(panel, m, dimensions[m], words[m]) for m in words], tmp_path / "a.svg", monkeypatch)
    regions: dict[str, list[Any]] = {}
    for patch in axes.collections:
        regions.setdefault(plain(patch.get_label()), []).append(patch.get_paths()[0])
    for m in words:
        for size, word in zip(dimensions[m], words[m], strict=True):
            at = (m, size / m if shared else size)
            names = [name for name, paths in regions.items() if any(path.contains_point(at) for path in paths)]
            assert names == [REGION[word]], (at, word)
    curves = {plain(line.get_label()): line for line in axes.lines}
    for place, label in enumerate(("gen certified from here", "unif certified from here", "both certified from here")):
        least = {m: next((min(dimensions[m][k:]) for k in range(6) if all(w[place] == "C" for w in words[m][k:])), None) for m in words}
        expected = [(m, D / m if shared else D) for m, D in least.items() if D is not None]
        assert list(zip(curves[label].get_xdata(), curves[label].get_ydata(), strict=True)) == expected
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$m$", "$D/m$" if shared else "$D$")
    assert axes.get_title() == r"$s=3$, $\delta=0.07$, $\epsilon=0.03$"
    shown = {plain(text.get_text()): handle for text, handle in zip(legend.get_texts(), legend.legend_handles, strict=True)}
    assert set(shown) == {*regions, *curves}
    for name, line in curves.items():
        assert (shown[name].get_color(), shown[name].get_linestyle()) == (line.get_color(), line.get_linestyle())
    paper = next(line for label, line in curves.items() if label.startswith("order of the paper"))
    assert all(y == pytest.approx(max(math.log(m / 0.07), -math.log(0.03)) * (1 if shared else m)) for m, y in paper.get_xydata())
