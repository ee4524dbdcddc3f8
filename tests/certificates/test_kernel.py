"""The proposing side of kernel certificates, and everything about them that needs no coqc."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from scipy import stats

from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel import library as coq_library
from uccheck.certificates.kernel.gates import AXIOMS, refused
from uccheck.certificates.kernel.library import Library
from uccheck.certificates.kernel.search import (
    Generalizing,
    Instance,
    LossBound,
    Rare,
    Vacuity,
    best_tilt,
    excess,
    generalizing,
    loss_value,
    rare,
    rate,
    terms,
    vacuous,
)
from uccheck.certificates.kernel.template import Goal, best_claim, full_claim, models, source
from uccheck.core import programs
from uccheck.core.errors import InvalidParameter, MissingTool
from uccheck.core.verdict import Kind, Verdict


def instance(m: int, D: int, delta: str, gamma: str = "0") -> Instance:
    return Instance(m=m, D=D, delta=Fraction(delta), gamma=Fraction(gamma))


def plan(*numbers: int | str) -> tuple[Generalizing, Vacuity]:
    asked = instance(*numbers)  # type: ignore[arg-type]
    large = vacuous(asked)
    assert large is not None
    return generalizing(asked), large


@pytest.mark.parametrize("m", [1, 2, 3, 10, 1000, 10**6])
@pytest.mark.parametrize("pair", ["flip", "sign"])
def test_best_tilt_minimizes_the_rate(pair: str, m: int) -> None:
    tau = best_tilt(pair, m)
    least = rate(pair, m, tau)
    assert least < 0
    assert all(least <= rate(pair, m, tau * nudge) + 1e-12 for nudge in (0.9, 0.999, 1.001, 1.1))


@pytest.mark.parametrize("ln_p", [-1e-3, -0.7, -3.0, -60.0])
@pytest.mark.parametrize("D", [10, 10**5, 10**12])
def test_the_excess_is_where_chernoffs_bound_is_p(D: int, ln_p: float) -> None:
    alpha = excess(D, ln_p)
    exponent = -D / 2 * (alpha - math.log1p(alpha)) if alpha > 1e-3 else -D / 2 * (alpha**2 / 2 - alpha**3 / 3 + alpha**4 / 4)
    assert exponent == pytest.approx(ln_p, rel=1e-5)
    assert exponent <= ln_p * (1 - 1e-6)


def test_the_loss_is_above_the_tail_and_close_to_it() -> None:
    for D in (2000, 17000, 50000, 350000, 10**6):
        x = 4 * math.sqrt(D / (1024 * 1000 * 1.01))
        tail = math.erfc(x / math.sqrt(2)) / 2
        assert tail < loss_value(instance(1000, D, "0.1"), 0.01) < tail * 1.005 + 1e-5


@pytest.mark.parametrize("y", [0.01, 0.5, 1.7, 2.5, 3.2, 5.0])
def test_the_series_of_the_integral_is_long_enough_and_no_longer(y: float) -> None:
    """exp(-y^2/2) (y + y^3/3 + y^5/15 + ...), its last term taken once below the integral over [0, y] and twice above it."""
    n, integral = terms(y), math.sqrt(math.pi / 2) * math.erf(y / math.sqrt(2))
    parts = [y]
    for j in range(n + 1):
        parts.append(parts[-1] * y * y / (2 * j + 3))
    low, high = (math.exp(-y * y / 2) * total for total in (sum(parts[: n + 1]), sum(parts[: n + 2]) + parts[n + 1]))
    assert low - 1e-15 <= integral <= high + 1e-15 and high - low < 2e-9 * integral
    assert 2 * y * y <= 2 * n + 3 and n < 15 + 2 * y * y


INSTANCES = [
    (1, 400, "0.1"),
    (10, 12800, "0.49"),
    (1000, 400000, "0.1"),
    (1000, 400000, "0.95"),
    (10**6, 10**12, "0.25"),
    (1, 10**12, "1e-9"),
    (3, 10**6, "1e-30"),
]


@pytest.mark.parametrize("numbers", INSTANCES)
def test_proposed_witnesses_close(numbers: tuple[int, int, str]) -> None:
    small, large = plan(*numbers)
    delta = Fraction(numbers[2])
    kappa = 1 - 2 * delta if large.pair == "flip" else (1 - delta) ** 4
    assert small.long.p == delta and closes(small.long, numbers[1]) and closes(large.long, numbers[1])
    assert math.exp(large.cap_flip) / large.e1 + large.long.p < kappa
    assert large.e1 * numbers[0] == large.right + 1
    assert 0 < small.loss.value < 1 and 0 < large.value < 1


def closes(long: Rare, D: int) -> bool:
    """Whether the cap gives p: P(|w2|^2 > b m (1 + alpha)) <= exp(cap), or exp(cap)/(mu D alpha)."""
    return math.exp(long.cap) <= long.p * (1 if long.shape == "chernoff" else long.mu * D * long.alpha)


@pytest.mark.parametrize("D", [1, 2, 10, 1000, 10**6])
@pytest.mark.parametrize("p", ["0.9", "0.5", "0.05", "1e-9"])
def test_the_tail_of_chi_square_is_below_the_proposed_bound(D: int, p: str) -> None:
    """P(T > D (1 + alpha)) <= p by scipy's law, alpha is no more than Chernoff's, and the sharp one lies within a fifth of the quantile."""
    long = rare(D, Fraction(p))
    assert closes(long, D) and float(long.alpha) <= excess(D, math.log(float(p))) * 1.0001
    assert stats.chi2.sf(D * (1 + float(long.alpha)), D) <= float(p)
    if long.shape == "sharp" and D >= 1000 and p == "0.05":
        assert D * (1 + float(long.alpha)) - D < 1.2 * (stats.chi2.isf(0.05, D) - D)


def test_the_sharp_bound_without_its_factor_would_be_false() -> None:
    """Chernoff's bound over alpha D, without E exp(mu (T - D))/(e mu), is below the tail itself."""
    D, alpha = 1000, 0.08
    chernoff = math.exp(-D / 2 * (alpha - math.log1p(alpha)))
    assert chernoff / (alpha * D) < stats.chi2.sf(D * (1 + alpha), D) < chernoff


def test_signs_serve_where_the_flip_cannot() -> None:
    assert plan(1000, 400000, "0.1")[1].pair == "flip"
    assert {plan(1000, 400000, delta)[1].pair for delta in ("0.5", "0.9", "0.99")} == {"sign"}
    assert vacuous(instance(1000, 20000, "0.9")) is None


#: least D at which the kernel's bounds reach epsilon, beside the least D of the balls: all within half a percent
LEAST = {
    (1000, "0.05", "0.01"): (347985, 347729),
    (10**6, "0.05", "0.01"): (346438510, 346404535),
    (1000, "0.25", "0.1"): (105660, 105421),
    (1000, "0.95", "0.01"): (350102, 350020),  # the balls cite reverse hypercontractivity here
    (1000, "0.05", "0.3"): (17977, 17907),
}


@pytest.mark.parametrize("numbers", LEAST)
def test_the_kernels_least_dimension_is_close_to_the_balls(numbers: tuple[int, str, str]) -> None:
    m, delta, epsilon = numbers
    least, balls = LEAST[numbers]

    def reached(D: int) -> bool:
        small, large = plan(m, D, delta)
        return small.loss.value <= Fraction(epsilon) and large.value <= Fraction(epsilon)

    assert reached(least) and not reached(least - 1)
    assert 0 <= (least - balls) / balls < 0.005


def test_the_statement_depends_on_the_claim_alone() -> None:
    asked = instance(1000, 400000, "0.1")
    claims = [
        Goal(instance=asked, e_gen=Fraction(1, 10), e_unif_alg=Fraction(9, 10), generalizing=small, vacuous=large)
        for small, large in (plan(1000, 400000, "0.1"), plan(1000, 390000, "0.1"))
    ]
    one, other = (source((claim,)) for claim in claims)
    assert one != other
    theorem = "Theorem instance1"
    assert one[one.index(theorem) :] == other[other.index(theorem) :]


@pytest.mark.parametrize("numbers", [*INSTANCES, (1000, 17000, "0.05"), (2, 500, "0.9", "1/2")])
def test_the_template_leaves_no_blank_and_passes_the_gate(numbers: tuple[int | str, ...]) -> None:
    text = source((best_claim(instance(*numbers), *plan(*numbers)),))  # type: ignore[arg-type]
    assert refused(text) == ()
    assert [word for word in ("<m>", "<D>", "<k>", "<delta>", "<e_gen>", "<half>", "<far>") if word in text] == []


def test_the_models_prove_bounds_in_every_way() -> None:
    text = models()
    assert refused(text) == ()
    bounds = ("flip_eunif_ge", "sign_eunif_ge", "egen_le ", "egen_ge", "eunif_le_spread", "eunif_le_drowned", "egen_le_drowned")
    shapes = ("Rmin_l", "q_bound_series", "q_bound_far", "Rmax_l", "q_floor_series", "right_count 0%coqZ", "right_count 1%coqZ")
    shapes += ("long_of_cap", "sharp_of_cap")
    assert [word for word in (*bounds, *shapes, "Print Assumptions instances") if word not in text] == []


SHORT = {
    (10, 2000, "0.1", "0.04", "0.9"): "population loss",
    (1000, 1000, "0.1", "0.5", "0.1"): "flipped margins",
    (1000, 400000, "0.1", "0.05", "0.995"): "flipped margins and loss",
}


@pytest.mark.parametrize("numbers", SHORT)
def test_a_shortfall_names_the_bound_that_falls_short(numbers: tuple[int | str, ...]) -> None:
    result = kernel.kernel_certificate(*numbers)  # type: ignore[arg-type]
    assert result.verdict is Verdict.UNDECIDED and result.detail.startswith(SHORT[numbers])
    assert result.trusts == () and result.evidence.kind is Kind.KERNEL and result.evidence.word == "INCONCLUSIVE"


def test_a_large_gamma_is_undecided_not_misuse() -> None:
    result = kernel.kernel_certificate(10, 12800, "0.1", "0.5", "0.5", gamma=4)
    assert result.verdict is Verdict.UNDECIDED and "gamma < 4" in result.detail


@pytest.mark.parametrize(
    "numbers",
    [
        (0, 10, "0.1"),
        (10**7, 10, "0.1"),
        (1, 10**13, "0.1"),
        (1, 10, 0.1),
        (1, 10, "1"),
        (1, 10, "0.1", "-1"),
        (1, 10, "0.1", "0.1", "2"),
        (1, 10, "0.1", "0.1", "0.5", "0). Axiom a : False. (*"),
    ],
)
def test_misuse_is_one_line(numbers: tuple[object, ...]) -> None:
    with pytest.raises(InvalidParameter) as caught:
        kernel.kernel_certificate(*numbers)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_without_coqc_the_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "find_tool", lambda name: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(coq_library, "library_hash", lambda folder: "0")
    with pytest.raises(MissingTool, match="libcoq-mathcomp-analysis"):
        kernel.kernel_certificate(10, 12800, "0.1")


def test_a_library_elsewhere_must_exist_and_be_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UCCHECK_COQ", str(tmp_path))
    with pytest.raises(MissingTool, match="UCCHECK_COQ"):
        coq_library.library_folder()
    for name, text in (("_CoqProject", "-R . UC\nA.v\n"), ("A.v", ""), ("Assumptions.v", "")):
        (tmp_path / name).write_text(text)
    with pytest.raises(MissingTool, match="kernel build"):
        coq_library.library_hash(tmp_path)


def test_a_kept_report_speaks_of_the_folder_at_hand_and_of_what_lies_beside_it_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(coq_library, "_inspect", lambda folder, digest: replace(SOUND, folder=str(folder), sha256=digest))
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        for name, text in (("_CoqProject", "-R . UC\nA.v\n"), ("A.v", ""), ("Assumptions.v", ""), ("A.vo", "")):
            (folder / name).write_text(text)
    assert coq_library.inspected(first).folder == str(first)
    kept = coq_library.kept_report(second)
    assert kept is not None and (kept.folder, kept.faults) == (str(second), ())
    (second / "sub").mkdir()
    (second / "sub" / "A.vo").write_text("another theorem under the same name")
    kept = coq_library.kept_report(second)
    assert kept is not None and kept.faults == ("sub/A.vo is not in _CoqProject",)
    assert coq_library.inspected(second).faults == kept.faults and coq_library.inspected(first).faults == ()


def test_a_build_removes_what_was_compiled_of_sources_that_are_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(coq_library, "need", lambda tool: tool)
    monkeypatch.setattr(coq_library, "run_limited", lambda command, seconds: (0, ""))
    for name in ("A.v", "A.vo", "Gone.vo"):
        (tmp_path / name).write_text("")
    coq_library.build_library(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.v", "A.vo"]


SOUND = Library(folder="", sha256="ab" * 32, coq="coq 8.16.1", axioms=AXIOMS, faults=())
OUTCOMES = {
    "accepted": ((0, ""), SOUND, Verdict.UPHELD, "coqc accepts e_gen <= 0.00629"),
    "a word too much": ((0, "Axioms: mine"), SOUND, Verdict.UNDECIDED, "coqc rejected"),
    "endless": ((None, ""), SOUND, Verdict.UNDECIDED, "did not decide within"),
    "rejected": ((1, 'File "Instance.v", line {step}, characters 1-2:\nError: no'), SOUND, Verdict.UNDECIDED, "the step `g_rare1`"),
    "a refused library": (
        (0, ""),
        Library(folder="", sha256="ab" * 32, coq="coq 8.16.1", axioms=(), faults=("A.v: Axiom",)),
        Verdict.UNDECIDED,
        "refused: A.v: Axiom",
    ),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_coqc_and_the_gates_say_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, outcome: str) -> None:
    ended, library, verdict, said = OUTCOMES[outcome]
    monkeypatch.setattr(kernel, "inspected", lambda folder: library)
    monkeypatch.setattr(kernel, "library_hash", lambda folder: SOUND.sha256)
    monkeypatch.setattr(kernel, "library_folder", lambda: tmp_path)
    written = source((full_claim(instance(1000, 400000, "0.1")),)).splitlines()
    step = next(k for k, line in enumerate(written, 2) if line.startswith("Lemma g_rare1 "))
    said_by_coq = ended[0], ended[1].replace("{step}", str(step))
    monkeypatch.setattr(kernel, "coqc", lambda path, folder, seconds: said_by_coq)
    result = kernel.kernel_certificate(1000, 400000, "0.1")
    assert result.verdict is verdict and said in result.detail, result.detail
    if verdict is Verdict.UPHELD:
        assert result.trusts == ("coq 8.16.1 (library sha256 " + "ab" * 32 + ")", *(f"axiom: {name}" for name in AXIOMS))
        assert result.evidence.word == "PROVED"


def test_one_rejected_claim_does_not_sink_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kernel, "inspected", lambda folder: SOUND)
    monkeypatch.setattr(kernel, "library_hash", lambda folder: SOUND.sha256)
    monkeypatch.setattr(kernel, "library_folder", lambda: tmp_path)
    monkeypatch.setattr(kernel, "coqc", lambda path, folder, seconds: (1 if "350001" in path.read_text() else 0, ""))
    results = kernel.kernel_certificates(tuple(kernel.question(1000, D, "0.1") for D in (350000, 350001, 350002)))
    assert [result.verdict.name for result in results] == ["UPHELD", "UNDECIDED", "UPHELD"]


def test_gamma_moves_the_loss_only() -> None:
    plain, ramp = plan(10, 30000, "0.1"), plan(10, 30000, "0.1", "1")
    assert plain[0].long == ramp[0].long and plain[1].tau == ramp[1].tau
    assert plain[0].loss.value < ramp[0].loss.value
    assert isinstance(ramp[0].loss, LossBound)
