"""Prose refers to objects: every formula of every record is borne out, and a planted one is seen."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import sympy as sp

from uccheck.article.html import mathml
from uccheck.article.prose import inline, sentence
from uccheck.quantities.symbols import T, b, delta, e, epsilon, m, s, x
from uccheck.rules.catalogue import load
from uccheck.rules.claim import Claim, Domain, eq, ge, gt, le, lt
from uccheck.rules.grounds import Ground, unfounded
from uccheck.rules.notions import settled
from uccheck.rules.prose import pieces, spelled, tied
from uccheck.rules.statement import Origin, Statement


@pytest.mark.parametrize("name", load())
def test_every_formula_in_prose_is_borne_out_by_its_record(name: str) -> None:
    assert unfounded(load()[name]) == []


def planted(name: str, **parts: object) -> Statement:
    return replace(load()[name], **parts)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("exact-law", {"says": "the margin has mean `s + 2 sigma^2`"}),
        ("loss-half", {"says": "For the ramp loss with `gamma <= 3s`,"}),
        ("theorem-b-simple", {"says": "With 256 in the place of 512,"}),
        ("simplex-range", {"says": "For every `delta < 9/10`,"}),
        ("theorem-b-linear", {"terms": {**load()["theorem-b-linear"].terms, "example": 145 * m}}),
        ("correlated-flip-margin", {"terms": {"part": load()["correlated-flip-margin"].terms["part"] * 2}}),
        ("sharp-constant", {"terms": {**load()["sharp-constant"].terms, "twice": 3 * sp.log(1 / epsilon)}}),
        ("theorem-b-root", {"origins": (Origin(128, "noise over signal, squared", (b / s) ** 2),)}),
        ("theorem-b-root", {"origins": (Origin(130, "no constant of the theorem"),)}),
    ],
)
def test_planted_errors_in_prose_are_seen(name: str, parts: dict[str, object]) -> None:
    assert unfounded(planted(name, **parts)) != []


#: How a sentence speaks of a chance: the hypothesis has the level on the smaller side or not, and is strict or not.
CHANCES = {"more than": ("<", True), "at least": ("<=", True), "less than": ("<", False), "at most": ("<=", False)}
OF_A_CHANCE = re.compile(r"(at most|at least|more than|less than)(?: with)?( twice)? the chance [`{]*(delta|e)\b")


def chances(record: Statement) -> list[bool]:
    """For each chance that the sentence compares with a level, whether some hypothesis is that comparison."""
    found = []
    for words, twice, name in OF_A_CHANCE.findall(record.says):
        level = {"delta": delta, "e": e}[name] * (2 if twice else 1)
        relation, below = CHANCES[words]
        sides = [(one.relation, one.lhs if below else one.rhs) for one in record.claim.given]
        found.append((relation, level) in sides)
    return found


def test_a_sentence_compares_a_chance_as_its_hypothesis_does() -> None:
    spoken = {name: chances(record) for name, record in load().items() if OF_A_CHANCE.search(record.says)}
    assert len(spoken) >= 9 and all(all(found) for found in spoken.values()), spoken
    for name in spoken:
        says = load()[name].says
        for wrong in CHANCES:
            turned = OF_A_CHANCE.sub(lambda match, wrong=wrong: match[0].replace(match[1], wrong), says)  # type: ignore[misc]
            assert turned == says or not all(chances(planted(name, says=turned))), turned


def test_a_tied_object_falls_with_its_relation() -> None:
    record = load()["correlated-flip-law"]
    shown = record.terms["partner"]
    wrong = tied(shown.shown, replace(shown.relations[0], rhs=shown.relations[0].rhs + 1))
    assert shown.holds and not wrong.holds and not tied(shown.shown).holds
    assert unfounded(replace(record, terms={"partner": wrong})) != []


#: Relations of numbers that hold, fail, and cannot be told: no ball holds a limit.
DECIDED = {
    True: (le(sp.sqrt(2), 2), lt(3, 4), eq(x + x, 2 * x), ge(2, 2)),
    False: (le(2, sp.sqrt(2)), lt(3, 3), eq(x + 1, x), gt(2, 2)),
    None: (le(sp.Limit(1 / x, x, sp.oo), 1),),
}


def test_a_tied_object_stands_only_on_relations_that_all_hold() -> None:
    for first, second in itertools.product(DECIDED, repeat=2):
        for pair in itertools.product(DECIDED[first], DECIDED[second]):
            assert tied(x, *pair).holds is (first is True and second is True), pair
    assert [tied(x, one).holds for one in DECIDED[True]] == [True] * 4 and not tied(x, *DECIDED[None]).holds


@pytest.mark.parametrize("name", load())
def test_a_range_in_prose_is_one_of_the_record_to_its_ends(name: str) -> None:
    """Another end, an end that belongs to it or does not, the same range of another letter: each is borne out by nothing."""
    record = load()[name]
    ground = Ground(record)
    for domain in record.claim.where:
        moved = [replace(domain, **{side: sp.sympify(end) + 1}) for side in ("low", "high") if (end := getattr(domain, side)) is not None]
        moved += [replace(domain, **{side: not getattr(domain, side)}) for side in ("open_low", "open_high")]
        moved += [replace(domain, symbol=sp.Symbol("other"))]
        assert ground.bears(domain) and not any(map(ground.bears, moved)), domain


def test_a_reference_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="refers to nothing"):
        list(pieces("a {then[7].rhs}", load()["markov"].claim))
    with pytest.raises(ValueError, match="spelling of no object"):
        list(pieces("a `P(N_1 > 0)`", load()["markov"].claim))


@pytest.mark.parametrize("text", [")", "e)", "[0, 1)", "P(N_1 > 0)", "f(", "N(0, (b/D) I_D"])
def test_brackets_that_do_not_match_spell_nothing(text: str) -> None:
    """Python's tokenizer says so with one error before 3.12 and with another from then on."""
    assert spelled(text, None) is None


def test_what_is_printed_is_the_object() -> None:
    claim = load()["loss-half"].claim
    assert sentence("For {given[0]} and `2s - m`,", claim) == r"For $\gamma \le 2 s$ and $2 s - m$,"


def test_every_definition_is_printed_from_its_objects() -> None:
    for notion in settled().values():
        assert sentence(notion.says, None, notion.terms) and sentence(notion.title, None, notion.terms)
        unused = [name for name in notion.terms if f"{{{name}" not in notion.says + notion.title]
        assert unused == [], f"{notion.id} names {unused} and does not say it"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("`e_one-sided < v`", r"$\epsilon_{\mathrm{one\text{-}sided}} < v$"),
        ("`e_unif-alg of the interpolator < v`", r"$\epsilon^{\mathrm{mn}}_{\mathrm{unif\text{-}alg}} < v$"),
        ("`e_margin`, `e_j` and `kappa_epsilon`", r"$\epsilon_{\mathrm{margin}}$, $e_j$ and $\kappa_\epsilon$"),
        ("`L_D(h_S)`, `Lhat_S(h_S) >= 0`", r"$L_{\mathcal{D}}(h_S)$, $\hat L_S(h_S) \ge  0$"),
        ("`kappa |w_2| ((b/D) W k)^(1/2)`", r"$\kappa |w_2| ((b/D) W k)^{1/2}$"),
        ("`m/(e' W^-1 e)`", r"$m/(e' W^{-1} e)$"),
        ("`1/(W^-1)_11` in `R^m`", r"$1/(W^{-1})_{11}$ in $\mathbb{R}^m$"),
        ("`P(sup |L_D(h) - Lhat_S(h)| <= e)`", r"$\mathbb{P}(\sup |L_{\mathcal{D}}(h) - \hat L_S(h)| \le  e)$"),
        ("`|L(w)| <= e for all w of the ball`", r"$|L(w)| \le  e\text{ for all }w\text{ of the ball}$"),
        ("`KL(N(w_S, I/x^2), P)`", r"$\mathrm{KL}(N(w_S, I/x^2), P)$"),
        ("`h_S-`; `gamma_sure < v`; `w.z`", r"$h_{S^-}$; $\Gamma < v$; $w\cdot z$"),
        ("`E w_1^(2n)` is `1 * 3 ... (2n - 1)`", r"$E w_1^{2n}$ is $1\cdot 3\cdots (2n - 1)$"),
    ],
)
def test_a_given_sentence_shows_its_letters_and_applies_a_loss(words: str, shown: str) -> None:
    assert inline(words) == shown


@pytest.mark.parametrize(
    ("formula", "wanted", "never"),
    [
        (r"128 m \ln \frac{2}{\epsilon}", ['lspace="0.167em" rspace="0.167em">ln</mo>'], ["<mi>ln</mi>"]),
        (r"\ln{\left(\frac{1}{2}\right)}", ['lspace="0.167em" rspace="0">ln</mo>', 'stretchy="true"'], ['stretchy="false"']),
        (r"\left(1+\left(a+b\right)\right)", ['stretchy="false" form="prefix">&#x00028;'], ['stretchy="true"']),
        (r"\left(\sum_{i=1}^{m} x_{i}\right)", ['stretchy="true"'], ['stretchy="false"']),
        (r"x = -\left(-a\right) - b", ['&#x0003D;</mo><mo form="prefix">', '(</mo><mo form="prefix">', "<mo>&#x02212;</mo><mi>b</mi>"], []),
    ],
)
def test_formulas_of_the_page_have_the_spaces_of_tex(formula: str, wanted: list[str], never: list[str]) -> None:
    """Thin spaces about ln, none inside brackets of one line, none behind a sign; a difference keeps its own."""
    shown = mathml(formula)
    assert all(one.replace("(</mo>", "&#x00028;</mo>") in shown for one in wanted), shown
    assert not any(one in shown for one in never), shown


#: Words that no record bears out: a number, a relation, a range, a spelling of nothing.
FALSE = ["of 777 points", "where `gamma <= 77 s`", "at most `77 m`", "of `P(N_1 > 0`"]


def in_every_field(record: Statement, text: str) -> dict[str, Statement]:
    """The record with the text in the place of each of its sentences, one at a time."""
    first, *others = record.proofs
    step, *more = first.steps
    told = replace(first, steps=(replace(step, why=text), *more))
    made = {name: replace(record, **{name: text}) for name in ("title", "says", "remark")}
    number = next(iter(Ground(record).numbers))
    return made | {"origin 0": replace(record, origins=(Origin(number, text),)), "step 0": replace(record, proofs=(told, *others))}


@pytest.mark.parametrize("text", FALSE)
@pytest.mark.parametrize("name", ["theorem-b", "exact-law", "chi2-upper-tail"])
def test_a_false_word_is_seen_in_whatever_sentence_it_stands(name: str, text: str) -> None:
    made = in_every_field(load()[name], text)
    assert {field: bool(unfounded(wrong)) for field, wrong in made.items()} == dict.fromkeys(made, True)
    assert all(line.startswith(field) for field, wrong in made.items() for line in unfounded(wrong))


#: Of a record that holds m T 128 <= b + 1 and e = 1/8: what a sentence may show of it, and what it may not.
SHOWN = [
    (128 * m * T, True), (m * T, True), (-128 * m * T, True), (64 * m * T, False), (m * T + 1, False), (128 * m * T**2, False),
    (b + 1, True), (b + 2, False), (1 - b, True), (2 - b, False), (eq(e, sp.Rational(1, 8)), True), (eq(e, sp.Rational(1, 9)), False),
    (eq(e, 128), True), (eq(e, 127), False), (le(128 * m * T, b + 1), True), (le(b + 1, 128 * m * T), False),
    (lt(128 * m * T, b + 1), False), (le(128 * m * T, b), False),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "borne"), SHOWN, ids=str)
def test_a_record_bears_out_its_own_parts_and_no_others(shown: object, borne: bool) -> None:
    claim = Claim((le(128 * m * T, b + 1),), (Domain(m, 1), Domain(b, 0), Domain(T, 0)), (eq(e, sp.Rational(1, 8)),))
    record: Any = SimpleNamespace(claim=claim, proofs=(), terms={})
    assert Ground(record).bears(shown) is borne
