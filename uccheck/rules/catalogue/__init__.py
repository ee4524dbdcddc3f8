"""The statements, one a file, by rooms; a file `swap_lemma.py` defines `statement()` whose id is `swap-lemma`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Evidence, Verdict
from uccheck.rules.claim import Claim
from uccheck.rules.known import require
from uccheck.rules.statement import Mutant, Standing, Statement, examine, folded, mutant_verdict

SECTIONS = {
    1: "The linear setting",
    2: "Its exact law",
    3: "Tail tools",
    4: "Transfer lemmas",
    5: "Theorems",
    6: "What the definitions decide",
    7: "The exponential network",
    8: "Stochastic convex optimization",
    9: "Stability, and the minimum-norm interpolator",
}


@cache
def load() -> Mapping[str, Statement]:
    """Every statement by id, each after those it uses; a duplicate id, a cycle or an unknown use is an error."""
    found: dict[str, Statement] = {}
    for module in _modules():
        statement, name = module.statement(), module.__name__.rpartition(".")[2]
        if statement.id in found:
            raise ValueError(f"two statements have the id {statement.id!r}")
        if statement.id != name.replace("_", "-"):
            raise ValueError(f"the file {name}.py defines {statement.id!r}: name the file after the id")
        found[statement.id] = statement
    return ordered(found)


def rooms() -> tuple[Any, ...]:
    """The rooms of the catalogue; each imports the modules of its statements, and may bring NOTIONS of its own."""
    from uccheck.rules.catalogue import (
        bounds,
        convex,
        definitions,
        exponential,
        law,
        learners,
        sets,
        setting,
        tails,
        theorems,
        transfer,
        upper,
    )

    return (setting, law, tails, transfer, theorems, upper, definitions, sets, bounds, exponential, convex, learners)


def _modules() -> Iterator[Any]:
    """What a room imports and holds a statement."""
    for room in rooms():
        yield from (one for one in vars(room).values() if isinstance(one, ModuleType) and hasattr(one, "statement"))


def ordered(found: Mapping[str, Statement]) -> dict[str, Statement]:
    """The statements by section, each after everything that it uses."""
    result: dict[str, Statement] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"statements use each other in a circle: {' -> '.join((*path, name))}")
        if name not in found:
            raise ValueError(f"{path[-1] if path else 'the catalogue'} uses {name!r}, which no file defines")
        if name not in result:
            for used in found[name].uses:
                visit(used, (*path, name))
            result[name] = found[name]

    for name in sorted(found, key=lambda name: (found[name].section, name)):
        visit(name, ())
    return result


def get(name: str) -> Statement:
    """The statement of that id; an unknown id is misuse and names the nearest."""
    catalogue = load()
    if name in catalogue:
        return catalogue[name]
    require([name])
    raise InvalidParameter(f"no statement has the id {name!r} in the catalogue at hand")


def known_to(statement: Statement) -> Mapping[str, Claim]:
    """The claims of the statements that it uses directly."""
    return {name: load()[name].claim for name in statement.uses}


@cache
def finding(name: str) -> Standing:
    """The folded finding of a statement; each statement is examined once in a run: here, or where `take` got it from."""
    statement = get(name)
    used = tuple(finding(other) for other in statement.uses)
    return folded(statement, tuple(zip(statement.checks, evidence(name), strict=True)), used)


_TAKEN: dict[str, tuple[Evidence, ...]] = {}  # what other processes of this run found


def evidence(name: str) -> tuple[Evidence, ...]:
    """What each check of the statement finds, without what it uses."""
    statement = get(name)
    if name in _TAKEN:
        return _TAKEN[name]
    return tuple(found for _, found in examine(statement, statement.claim, known_to(statement)))


def take(found: Mapping[str, tuple[Evidence, ...]]) -> None:
    """Evidence by statement that a process of this very run found with `evidence`: it is not asked for again."""
    _TAKEN.update(found)


def mutant_finding(statement: Statement, mutant: Mutant) -> tuple[Verdict, str]:
    """The verdict of the statement's own checks on the mutant, with what each said."""
    made = examine(statement, mutant.claim, known_to(statement))
    detail = "; ".join(f"{check.name}: {found.verdict.value}, {found.detail}" for check, found in made)
    return mutant_verdict(made), detail


def closure(names: Iterable[str]) -> tuple[str, ...]:
    """The ids and everything they use, in the order of `load`."""
    wanted: set[str] = set()
    pending = [get(name).id for name in names]
    while pending:
        name = pending.pop()
        if name not in wanted:
            wanted.add(name)
            pending.extend(load()[name].uses)
    return tuple(name for name in load() if name in wanted)
