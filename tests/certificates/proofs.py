"""A reader of the proofs in a kernel certificate: each goal through each tactic, as coqc would, by the library's own statements.

Only the dozen tactics that certificates use, and only what they need of them: a goal is closed by a fact that is word for word the
same, by exact arithmetic (lra), or by interval arithmetic at the precision that is asked for, each with all its names unfolded.
Coq's matching up to computation is not needed and not done. So what passes here is no proof; what fails here fails in coqc.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from tests.certificates.terms import (
    Bindings,
    ProofError,
    Statement,
    Term,
    definition,
    hypothesis,
    in_intervals,
    match,
    rationally,
    record,
    replaced,
    statement,
    term,
    unfolded,
)  # fmt: skip

PART = re.compile(
    r"Definition (?P<constant>\w+\d) := (?P<value>.*?)\.\n|"
    r"(?:Lemma|Theorem) (?P<name>\w+)(?: \((?P<S>S : .*?)\))? :\s(?P<states>.*?)\.\nProof\.\s(?P<proof>.*?)\s?Qed\.\n",
    re.DOTALL,
)
#: What the sections of Certificate.v ask of each theorem before its own premises (`About` in Coq).
SECTION = {
    "egen_le": "m1 D1 s1 b1 g1 S Hg", "egen_ge": "m1 D1 b1 g1 S", "eunif_le_spread": "m1 D1 s1 b1 g1 S Hg",
    "eunif_le_drowned": "m1 D1 s1 b1 S", "egen_le_drowned": "m1 D1 s1 b1 S",
    "flip_eunif_ge": "m1 D1 s1 b1 g1 S Hg count", "sign_eunif_ge": "m1 D1 s1 b1 g1 S Hg count",
}  # fmt: skip


@dataclass
class _Known:
    """Numbers that the file defines, lemmas proved so far, and what is assumed within a proof."""

    numbers: Bindings = field(default_factory=dict)
    facts: dict[str, Term] = field(default_factory=dict)
    series: bool = False


def faults(text: str) -> list[str]:
    """Names of the lemmas and theorems of a file whose proofs do not go through, with the reason."""
    numbers, facts, found = dict[str, str](), dict[str, str](), list[str]()
    for part in PART.finditer(text):
        if part["constant"]:
            numbers[part["constant"]] = part["value"]
            continue
        words = set(re.findall(r"\w+", part[0]))
        spoken, cited = ([(name, said[name]) for name in said if name in words] for said in (numbers, facts))
        if reason := _reason(part["states"], part["proof"], part["S"] or "", tuple(spoken), tuple(cited)):
            found.append(f"{part['name']}: {reason}")
        else:
            facts[part["name"]] = part["states"]
    return found


@cache
def _reason(states: str, proof: str, about: str, numbers: tuple[tuple[str, str], ...], facts: tuple[tuple[str, str], ...]) -> str:
    """Why a proof does not go through, from the numbers and lemmas of which it speaks; empty if it does."""
    try:
        known = _Known({name: term(value) for name, value in numbers}, {name: term(said) for name, said in facts})
        if about:
            known.facts["S"] = term(about.partition(" : ")[2])
        _script(proof, term(states), known)
    except (ProofError, ZeroDivisionError, ValueError, OverflowError, IndexError) as error:
        return f"{type(error).__name__} {error}"
    return ""


def proved(text: str) -> list[str]:
    """The names of all lemmas and theorems of a file."""
    return [part["name"] for part in PART.finditer(text) if part["name"]]


def _script(proof: str, goal: Term, known: _Known) -> None:
    """Sentence by sentence: each works on the first goal, a bullet on the next goal alone.

    Raises: ProofError if a goal is left.
    """
    waiting, focus = list[Term](), [goal]
    for sentence in re.split(r"\.(?=\s|$)", proof.strip()):
        if not (sentence := " ".join(sentence.split())):
            continue
        if sentence.startswith("- "):
            waiting = waiting or focus
            if not waiting or (focus and focus is not waiting):
                raise ProofError("a bullet before its time")
            focus, waiting = [waiting[0]], waiting[1:]
            sentence = sentence[2:]
        if not focus:
            raise ProofError(f"no goal for {sentence}")
        focus = [*_tactical(sentence, focus[0], known), *focus[1:]]
    if focus or waiting:
        raise ProofError(f"left: {focus + waiting}")


@cache
def _split(text: str, at: str) -> tuple[str, ...]:
    """The parts between separators outside of brackets."""
    depth, parts = 0, [""]
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == at and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return tuple(part.strip() for part in parts)


def _tactical(text: str, goal: Term, known: _Known) -> list[Term]:
    goals = [goal]
    for step in _split(text, ";"):
        if step.startswith("["):
            branches = _split(step[1:-1], "|")
            if len(branches) != len(goals):
                raise ProofError(f"{len(branches)} tactics for {len(goals)} goals")
            goals = [
                left for branch, one in zip(branches, goals, strict=True) for left in (_tactical(branch, one, known) if branch else [one])
            ]
        else:
            goals = [left for one in goals for left in _tactic(step, one, known)]
    return goals


def _tactic(step: str, goal: Term, known: _Known) -> list[Term]:
    word, _, rest = step.partition(" ")
    if word in ("lra", "easy", "simpl") and not rest:
        if word != "simpl" and not rationally(goal):
            raise ProofError(f"false: {goal}")
        return [goal] if word == "simpl" else []
    if found := re.fullmatch(r"interval with \(i_prec (\d+)\)", step):
        if not in_intervals(goal, int(found[1]), known.series):
            raise ProofError(f"not shown: {goal}")
        return []
    if step == "cbv [odd_horner Z.add Pos.add Pos.succ]":
        known.series = True
        return [goal]
    if word == "unfold":
        return [unfolded(goal, {name.strip() for name in rest.split(",")}, known.numbers)]
    if step in ("split", "repeat split"):
        return _parts(goal, again=step != "split")
    if found := re.fullmatch(r"assert \((\w+) := (\w+)\)", step):
        known.facts[found[1]] = _fact(found[2], known)
        return [goal]
    if found := re.fullmatch(r"assert \((\w+) : (.*)\) by (.*)", step):
        if _tactical(found[3], term(found[2]), known):
            raise ProofError(f"left of {found[2]}")
        known.facts[found[1]] = term(found[2])
        return [goal]
    if word == "exact":
        return _exact(rest, goal, known)
    if word == "apply":
        return _apply(rest, goal, known)
    raise ProofError(f"no tactic {step}")


def _parts(goal: Term, *, again: bool) -> list[Term]:
    if not isinstance(goal, tuple):
        raise ProofError(f"{goal} has no parts")
    if goal[0] == "/\\":
        rest: Term = goal[2] if len(goal) == 3 else ("/\\", *goal[2:])
        return [goal[1], *(_parts(rest, again=True) if again and rest[0] == "/\\" else [rest])]
    if goal[0] in ("<=", "<"):
        if not again:
            raise ProofError(f"{goal} has no parts")
        return [goal]
    if goal[0] == "right_count":
        parameters, body = definition("right_count")
        return _parts(replaced(body, dict(zip(parameters, goal[1:], strict=True))), again=again)
    parameters, fields = record(goal[0])
    return [replaced(one, dict(zip(parameters, goal[1:], strict=True))) for one in fields]


def _fact(name: str, known: _Known) -> Term:
    if name not in known.facts:
        raise ProofError(f"no fact {name}")
    return known.facts[name]


def _exact(rest: str, goal: Term, known: _Known) -> list[Term]:
    if not rest.startswith("("):
        if _fact(rest, known) != goal:
            raise ProofError(f"{rest} is {known.facts[rest]}, not {goal}")
        return []
    if left := _apply(rest, goal, known):
        raise ProofError(f"{len(left)} premises left")
    return []


def _apply(rest: str, goal: Term, known: _Known) -> list[Term]:
    if found := re.fullmatch(r"Rle_trans with \(([12]) := (\w+) _ _\)", rest):
        return _between(int(found[1]), statement(found[2]), goal)
    if found := re.fullmatch(r"Rle_trans with (\(.*\))", rest):
        return _premises(statement("Rle_trans"), goal, {"r2": term(found[1])}, (), known)
    name, *arguments = [word for word in _split(rest[1:-1] if rest.startswith("(") else rest, " ") if word]
    if name in SECTION:
        asked = SECTION[name].split()
        own = statement(name)
        whole = Statement((), (*map(hypothesis, asked), *own.premises), own.conclusion)
        return _premises(whole, goal, {}, tuple(arguments), known)
    own = statement(name)
    given = {p: term(a) for p, a in zip(own.parameters, arguments, strict=False) if a != "_"}
    return _premises(own, goal, given, tuple(arguments[len(own.parameters) :]), known)


def _premises(lemma: Statement, goal: Term, given: Bindings, facts: tuple[str, ...], known: _Known) -> list[Term]:
    """What is left to be shown when a lemma is applied to its first premises."""
    bound = dict(given)
    match(lemma.conclusion, goal, bound)
    if len(facts) > len(lemma.premises):
        raise ProofError("too many facts")
    for premise, fact in zip(lemma.premises, facts, strict=False):
        if fact == "S":
            match("S", fact, bound)
        match(premise, _fact(fact, known), bound)
    return [replaced(one, bound) for one in lemma.premises[len(facts) :]]


def _between(at: int, lemma: Statement, goal: Term) -> list[Term]:
    """`Rle_trans` with one of its premises: the function that the lemma speaks of is unfolded once."""
    if not (isinstance(goal, tuple) and goal[0] == "<="):
        raise ProofError(f"{goal} is no relation")
    side = goal[at]
    if not (isinstance(side, tuple) and len(side) > 1):
        raise ProofError(f"{side} is no value")
    whole, bound = unfolded(side, {side[0]}, {}), Bindings()
    match(lemma.conclusion[at], whole, bound)
    middle = replaced(lemma.conclusion[3 - at], bound)
    return [("<=", middle, goal[2]) if at == 1 else ("<=", goal[1], middle)]
