"""What certify and threshold print, read back: each sentence follows from the brackets, each bracket from the certificate beside it."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

import uccheck
from tests.commands.said import NUMBER, Asked, asked, decided, inequalities, number, roots
from uccheck.answers.threshold import _below
from uccheck.certificates.check import check
from uccheck.certificates.language import table
from uccheck.core.exact import as_written
from uccheck.core.verdict import vouched

OWN = ("--gamma", "0.5", "--s", "3", "--b", "30")
QUESTIONS = {
    "both, at numbers of its own": ("--m", "20", "--D", "9000", "--delta", "0.07", "--epsilon", "0.03", *OWN),
    "neither": ("--m", "20", "--D", "6000", "--delta", "0.07", "--epsilon", "0.03", *OWN),
    "by random signs": ("--m", "20", "--D", "6000", "--delta", "0.9", "--epsilon", "0.03"),
    "by a cited lemma": ("--m", "20", "--D", "4890", "--delta", "0.9", "--epsilon", "0.03"),
    "by theorem A": ("--m", "20", "--D", "6000", "--delta", "0.07", "--epsilon", "0.03", "--theorem", "A"),
    "one open": ("--m", "30", "--D", "4", "--delta", "0.1", "--epsilon", "0.9"),
    "the class fails": ("--counterexample", "sco", "--m", "10", "--D", "3", "--delta", "0.05", "--epsilon", "0.1"),
    "the class holds": ("--counterexample", "sco", "--m", "10", "--D", "300", "--delta", "0.06", "--epsilon", "0.2", "--learner", "erm"),
    "the network": ("--counterexample", "exponential", "--m", "20", "--D", "300", "--delta", "0.05", "--epsilon", "0.1"),
    "the interpolator": ("--learner", "minimum-norm", "--m", "20", "--D", "600", "--delta", "0.05", "--epsilon", "0.1"),
}
THEOREM = {"theorem-a": "A", "theorem-b": "B", "theorem-c": "C", "theorem-signs": "C", "theorem-simplex": "C"}


@pytest.fixture(params=list(QUESTIONS), name="found", scope="module")
def fixture_found(request: pytest.FixtureRequest) -> Asked:
    return asked("certify", *QUESTIONS[request.param], text=("--why",))


def halves(found: Asked) -> dict[str, tuple[str, Fraction]]:
    """What certify is asked: e_gen <= epsilon, and the other quantity >= 1 - epsilon, or 1/2 - epsilon where losses differ by 1/2."""
    epsilon = Fraction(found.options["epsilon"])
    other = next(name for name in found.made["halves"] if name != "e_gen")
    whole = Fraction(1, 2) if found.made.get("counterexample") == "sco" else 1
    return {"e_gen": ("<=", epsilon), other: (">=", whole - epsilon)}


def test_json_echoes_what_was_asked_and_each_word_is_that_of_its_bracket(found: Asked) -> None:
    made = found.made
    for name, value in found.options.items():
        if name not in ("theorem", "counterexample", "learner"):
            assert Fraction(str(made[name])) == Fraction(value), name
        elif name in made and name != "theorem" and not (name == "counterexample" and value == "linear"):
            assert made[name] == value
    words = {name: decided(made[name], *said) for name, said in halves(found).items()}
    assert made["halves"] == words
    whole = "REFUTED" if "REFUTED" in words.values() else "CERTIFIED" if set(words.values()) == {"CERTIFIED"} else "INCONCLUSIVE"
    assert made["verdict"] == whole and found.status == (0, 0) if whole == "CERTIFIED" else found.status == (1, 1)


def test_every_end_is_what_the_checker_concludes_of_the_certificate(found: Asked) -> None:
    made, shown = found.made, {}
    for rule, name, side, value in roots(made["certificate"]):
        end = Fraction(made[name][side])
        assert value <= end if side == "upper" else value >= end
        assert abs(value - end) <= Fraction(1, 10**6)
        shown[name, side] = rule
    for key, at in (("e_gen_upper", ("e_gen", "upper")), ("e_unif_alg_lower", ("e_unif_alg", "lower"))):
        assert made[key] == (made[at[0]][at[1]] if at in shown else None)
    if made["theorem"] is not None:
        assert made["theorem"] == found.options.get("theorem", THEOREM.get(shown["e_unif_alg", "lower"], made["theorem"]))
    report = check(made["certificate"])
    assert sorted(made["trusts"]) == sorted(report.trusts) and sorted(made["given"]) == sorted(report.given)
    told = [made["trusts"], [line.split("given:")[1].strip() for line in found.text.splitlines() if "given:" in line]]
    assert told[1] == made["given"] and f"  trusts: {'; '.join(made['trusts'])}\n" in found.text


HALF = re.compile(rf"  (CERTIFIED|REFUTED|INCONCLUSIVE) +(.*): ({NUMBER} <= .* <= {NUMBER})(?:  \[([a-z0-9-]+): (.*)\])?")


def test_each_half_in_the_text_is_the_question_its_word_and_its_bracket(found: Asked) -> None:
    first, *lines = found.text.splitlines()
    word, said = first.split("  ")
    assert word == found.made["verdict"]
    numbers = dict(part.split(" = ") for part in said.split(", ") if " = " in part)
    assert set(found.options) - {"theorem", "counterexample", "learner"} <= set(numbers)
    for name, value in numbers.items():
        assert str(found.made[name]) == value or Fraction(str(found.made[name])) == Fraction(value), name
    lines = [line for line in lines if HALF.fullmatch(line)]
    rules = [(rule, name, side) for rule, name, side, _ in roots(found.made["certificate"])]
    for line, (name, (relation, value)) in zip(lines, halves(found).items(), strict=True):
        word, question, bracket, rule, title = HALF.fullmatch(line).groups()  # type: ignore[union-attr]
        assert list(inequalities(question)) == [(name.replace("_", "-").replace("e-", "e_"), relation, value)]
        assert word == found.made["halves"][name] and all(map(found.is_sharp, inequalities(bracket)))
        decides = (relation == "<=") == (word == "CERTIFIED")
        assert (rule is None) == (word == "INCONCLUSIVE")
        assert rule is None or (rule, name, "upper" if decides else "lower") in rules
        assert rule is None or title == table()["rules"][rule]["title"].replace("`", "")


def test_every_reason_is_one(found: Asked) -> None:
    reasons = [line.removeprefix("  why:    ") for line in found.text.splitlines() if line.startswith("  why:")]
    plain = {"holds": "CERTIFIED", "fails": "REFUTED"}
    told = {}
    for reason in reasons:
        if decision := re.fullmatch(r"(.*) (holds|fails) by ([a-z0-9-]+): .*", reason):
            told[decision[1]] = plain[decision[2]]
            assert f"[{decision[3]}: " in found.text
        elif within := re.fullmatch(r"undecided: (.*) lies inside (.*)", reason):
            told[within[1]] = "INCONCLUSIVE"
            assert all(map(found.is_sharp, inequalities(within[2])))
        elif certified := re.fullmatch(r"both halves are certified at D = (\d+)", reason):
            numbers = {name: value for name, value in found.options.items() if name not in ("D", "m")}
            for D in (int(certified[1]), int(certified[1]) - 1):
                again = uccheck.certify(int(found.options["m"]), D, **numbers)  # type: ignore[call-overload]
                assert (again.verdict is uccheck.Verdict.UPHELD) == (int(certified[1]) == D)
        elif missing := re.fullmatch(r"not applied: [a-z0-9-]+ needs (\S+|\[.*?\]) (<=|<) (\S+|\[.*?\])", reason):
            low, high = (number(missing[k].strip("[]").split(", ")[-1 if k == 1 else 0]) for k in (1, 3))
            assert low > high or (low == high and missing[2] == "<")
        else:
            assert reason.startswith("not applied: ")
    asked_of = {one: words for text, words in told.items() for one in inequalities(text)}
    assert len(told) == len(asked_of) == 2
    assert set(asked_of.values()) == set(found.made["halves"].values())
    for (name, relation, value), word in asked_of.items():
        assert halves(found)[name.replace("-", "_")] == (relation, value) and word == decided(found.ends(name), relation, value)
    certified = sum(reason.startswith("both halves are") for reason in reasons)
    assert certified == (found.made["verdict"] != "CERTIFIED" and "counterexample" not in found.made)


def test_a_transfer_lemma_gets_the_chance_that_it_needs(found: Asked) -> None:
    """A and B need P(G >= v) > 2 delta, random signs 1 - (1 - delta)^4; B and signs take v where they just get it; rounded down."""
    chance, delta = found.made.get("probability_lower"), Fraction(found.made["delta"])
    if chance is not None:
        rule = next(rule for rule, *at, _ in roots(found.made["certificate"]) if at == ["e_unif_alg", "lower"])
        least = {"theorem-a": 2 * delta, "theorem-b": 2 * delta, "theorem-signs": 1 - (1 - delta) ** 4}.get(rule)
        assert delta < Fraction(chance) <= 1
        assert least is None or least <= Fraction(chance)
        assert least is None or rule == "theorem-a" or Fraction(chance) <= least + (1 - least) / 100


BEYOND = re.compile(
    rf"(?:at m = (?P<m>\d+), D = (?P<D>\d+), delta = (?P<delta>{NUMBER})|at (?P<one>m|D|delta) = (?P<value>{NUMBER})) (?P<what>.*)"
)
STEP = {"m": 1, "D": -1, "delta": Fraction(1, 10**6)}
SOUGHT = {
    "D, a refutation below": ("--m", "20", "--delta", "0.07", "--epsilon", "0.03", *OWN),
    "D, by the other half": ("--m", "2", "--delta", "0.3", "--epsilon", "0.02"),
    "D, with a cited lemma": ("--m", "3", "--delta", "0.9", "--epsilon", "0.1"),
    "m": ("--D", "600", "--delta", "0.07", "--epsilon", "0.1"),
    "delta": ("--m", "5", "--D", "600", "--epsilon", "0.1"),
    "epsilon": ("--m", "20", "--D", "6000", "--delta", "0.07", *OWN),
    "epsilon, far from what fails": ("--m", "30", "--D", "4", "--delta", "0.1"),
    "D of sco": ("--counterexample", "sco", "--m", "10", "--delta", "0.05", "--epsilon", "0.1"),
    "delta of sco": ("--counterexample", "sco", "--m", "10", "--D", "300", "--epsilon", "0.1"),
    "epsilon of the interpolator": ("--learner", "minimum-norm", "--m", "20", "--D", "6000", "--delta", "0.05"),
}


@pytest.fixture(params=list(SOUGHT), name="sought", scope="module")
def fixture_sought(request: pytest.FixtureRequest) -> Asked:
    return asked("threshold", *SOUGHT[request.param])


def instance(sought: Asked, **other: object) -> uccheck.Outcome:
    """certify at the numbers that were found, or at others."""
    at = {**sought.options, **{name: sought.made[name] for name in ("m", "D", "delta", "epsilon")}, **other}
    m, D, delta, epsilon = (at.pop(name) for name in ("m", "D", "delta", "epsilon"))
    return uccheck.certify(m, D, delta, epsilon, **at)  # type: ignore[no-any-return, call-overload]


def test_the_number_found_is_certified_and_said_with_its_brackets(sought: Asked) -> None:
    (name,) = {"m", "D", "delta", "epsilon"} - set(sought.options)
    value, made = sought.made[name], sought.made
    assert made["sought"] == name and sought.status == (0, 0) and made["verdict"] == "CERTIFIED"
    numbers = {key: said for key, said in sought.options.items() if key not in ("counterexample", "learner")}
    assert {key: Fraction(str(made[key])) for key in numbers} == {key: Fraction(said) for key, said in numbers.items()}
    first, _, rest = sought.text.partition("\n")
    again = instance(sought)
    assert again.verdict is uccheck.Verdict.UPHELD and made["theorem"] == again.theorem_used
    assert first.startswith(f"{name} = ") and number(first.split("  ")[0].partition(" = ")[2]) == Fraction(str(value))
    assert re.search(r"CERTIFIED by (\S+),", first)[1] == list(again.halves.values())[-1].end.rule  # type: ignore[index]
    brackets = {key: {"lower": str(found.lower.value), "upper": str(found.upper.value)} for key, found in again.known.items()}
    for told in (said := list(inequalities(first))):
        assert Asked({}, "", brackets, (0, 0)).is_sharp(told), told
    assert len(said) >= 2
    given = [line.split("given:")[1].strip() for line in rest.splitlines() if "given:" in line]
    assert sorted(made["given"]) == sorted(again.given) and given == list(vouched(again.given))
    assert f"  trusts: {'; '.join(again.trusts)}\n" in rest and sorted(made["trusts"]) == sorted(again.trusts)
    lower = again.e_unif_alg.lower
    assert made["e_unif_alg_lower"] == (None if lower.node is None else as_written(lower.value))


def test_what_lies_beyond_is_what_certify_finds_there(sought: Asked) -> None:
    """One step on, in the direction in which the search goes; the comparison that is printed holds and follows from the bracket."""
    name, detail = sought.made["sought"], sought.made["below_detail"]
    assert f"  beyond: {detail}\n" in sought.text
    if floor := re.fullmatch(rf"every epsilon below ({NUMBER}) is shown to fail", detail):
        assert instance(sought, epsilon=number(floor[1]) * Fraction(999_999, 10**6)).verdict is uccheck.Verdict.REFUTED
        assert number(floor[1]) <= Fraction(sought.made["epsilon"]) and sought.made["below"] != "refuted"
        assert instance(sought, epsilon=number(floor[1]) * Fraction(1_000_001, 10**6)).verdict is not uccheck.Verdict.REFUTED
        return
    said = BEYOND.fullmatch(detail)
    assert said is not None, detail
    at = {said["one"]: said["value"]} if said["one"] else {key: said[key] for key in ("m", "D", "delta")}
    expected = {key: Fraction(str(sought.made[key])) + (STEP[key] if key == name else 0) for key in at}
    assert {key: Fraction(value) for key, value in at.items()} == expected
    there = instance(sought, **at)
    assert sought.made["below"] == ("upheld" if there.verdict is uccheck.Verdict.REFUTED else "undecided")
    ends = {key: {"lower": str(found.lower.value), "upper": str(found.upper.value)} for key, found in there.known.items()}
    told = list(inequalities(said["what"]))
    for one, relation, value in told[:2]:
        assert decided(ends[one.replace("-", "_")], relation, value) == "CERTIFIED"
    assert bool(told) == (there.verdict is uccheck.Verdict.REFUTED)
    if " fails" in said["what"]:
        assert decided(ends[told[-1][0].replace("-", "_")], *told[-1][1:]) == "REFUTED"
    elif told:
        (_, relation, value), epsilon = told[0], Fraction(sought.made["epsilon"])
        assert said["what"].endswith("> epsilon" if relation == ">=" else "< 1 - epsilon")
        assert value > epsilon if relation == ">=" else value < 1 - epsilon


def test_the_least_D_without_a_cited_lemma_is_certified_and_cites_none(sought: Asked) -> None:
    D = sought.made.get("D_elementary")
    cites = [sentence for sentence in sought.made["given"] if sentence.startswith("cited:")]
    assert (D is not None) == bool(cites) == ("without a cited lemma" in sought.text)
    if D is not None:
        found = instance(sought, D=D)
        assert f"  without a cited lemma: D = {D}\n" in sought.text and sought.made["D"] < D
        assert found.verdict is uccheck.Verdict.UPHELD and not any(one.startswith("cited:") for one in found.given)


#: Both refuted, the second half alone, none, both certified, and the second alone where the first is certified.
AROUND = (("20", "1000"), ("100", "400", "0.01"), ("30", "4", "0.9"), ("20", "9000"), ("20", "9000", "0.05", "1000000"))


@pytest.mark.parametrize("at", AROUND, ids=str)
def test_what_is_said_of_a_neighbour_is_what_its_brackets_show(at: tuple[str, ...]) -> None:
    m, D, epsilon, gamma = (*at, *("0.03", "0")[len(at) - 2 :])
    there = uccheck.certify(m, D, "0.1", epsilon, gamma=gamma)
    verdict, detail = _below(there)
    said = re.fullmatch(rf"at m = {m}, D = {D}, delta = 0.1 (.*)", detail)
    assert said is not None and (verdict is uccheck.Verdict.UPHELD) == (there.verdict is uccheck.Verdict.REFUTED)
    told = re.fullmatch(rf"(e_gen >=|e_unif-alg <=) ({NUMBER}) (> epsilon|< 1 - epsilon)", said[1])
    assert (told is not None) == (there.verdict is uccheck.Verdict.REFUTED)
    assert ("both halves are certified" in detail) == (there.verdict is uccheck.Verdict.UPHELD)
    if told is not None:
        name, relation = told[1].split()
        bracket = there.known[name.replace("-", "_")]
        ends = {"lower": str(bracket.lower.value), "upper": str(bracket.upper.value)}
        assert decided(ends, relation, number(told[2])) == "CERTIFIED"
        assert (number(told[2]) > Fraction(epsilon)) if relation == ">=" else (number(told[2]) < 1 - Fraction(epsilon))
        assert told[3] == ("> epsilon" if relation == ">=" else "< 1 - epsilon")
