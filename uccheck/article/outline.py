"""The order of the document: chapters, and in each the statements in the order of the argument.

A chapter names the statements that it wants in order; whatever else the catalogue holds of its sections follows them, and a section that no
chapter asks for (a room that came later) makes a chapter of its own before the last ones. Within a chapter no statement stands before one
that it uses.

Glossary
    Chapter   title, an opening sentence, ids in order, the sections of the catalogue whose other statements it takes.
    chapters  the chapters that hold any of the given statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from uccheck.rules.statement import Statement


@dataclass(frozen=True)
class Chapter:
    """A chapter of the document."""

    title: str
    opening: str
    ids: tuple[str, ...]
    sections: tuple[int, ...] = ()


OUTLINE = (
    Chapter(
        "The learner and its margins",
        "What one gradient step learns, and what a change of sign in the noise does to a margin.",
        ("gradient-step", "signal-weight", "training-margin", "flip-margin", "flip-law", "correlated-flip-law"),
        (1,),
    ),
    Chapter(
        "The exact law",
        "After a rotation of the samples all that matters of the noise is one chi-square variable and the deviations of normals from "
        "their mean.",
        (
            "rotation",
            "weight-norm",
            "exact-law",
            "correlated-flip-margin",
            "all-flipped-event",
            "extreme-deviate",
            "extreme-deviate-bounds",
            "one-flipped-law",
            "one-flipped-moments",
            "one-flipped-bound",
            "population-error",
            "population-monotone",
            "threshold-monotone",
            "population-ramp",
            "ramp-domination",
            "ramp-half",
            "loss-half",
            "ramp-increases",
            "loss-increases",
            "ramp-wide",
            "loss-wide",
        ),
        (2,),
    ),
    Chapter(
        "Tails",
        "Bounds of normal and chi-square tails, each with the proof that is needed here.",
        (
            "normal-tail-half",
            "mills-upper",
            "mills-lower",
            "log-bound",
            "chi2-laplace",
            "chi2-moment",
            "chi2-lower-tail",
            "chi2-upper-tail",
            "chi2-root-tail",
            "one-flipped-tail",
            "sign-transform",
            "root-below",
        ),
        (3,),
    ),
    Chapter(
        "Transfer lemmas",
        "From a pair of samples on which the classifier of one fails to a lower bound of the tightest two-sided bound.",
        (
            "diagonal",
            "three-events",
            "swap-lemma",
            "simplex-law",
            "simplex-range",
            "simplex-count",
            "square-lemma",
            "fourth-power",
            "sign-lemma",
            "reverse-exponent",
            "correlated-swap-lemma",
        ),
        (4,),
    ),
    Chapter(
        "Generalization",
        "The upper half: the population loss is small with high probability.",
        ("exceed-tail", "small-loss", "generalization", "root-threshold", "generalization-root"),
    ),
    Chapter("Theorem A", "All flipped points are misclassified at once.", ("theorem-a",)),
    Chapter(
        "Theorem B",
        "One flipped point is enough, by Markov's inequality; no logarithm of the sample size remains.",
        ("markov", "theorem-b", "theorem-b-root", "theorem-b-linear", "theorem-b-simple", "paper-logarithm"),
        (5,),
    ),
    Chapter(
        "Theorem C",
        "Beyond the confidence that a complete flip carries: three samples, random signs, or a cited lemma.",
        (
            "simplex-union",
            "theorem-simplex",
            "theorem-half",
            "markov-signs",
            "sign-chernoff",
            "theorem-signs",
            "theorem-c",
            "theorem-every-delta",
        ),
    ),
    Chapter(
        "What the definitions decide",
        "Which variants of the definition stay small on the same set, which bounds become vacuous with it, and what the norms say.",
        ("one-sided", "two-sided", "surrogate", "kl-of-one", "pinsker", "norm-bound"),
        (6,),
    ),
    Chapter(
        "The upper side",
        "Upper bounds of the tightest two-sided bound and lower bounds of the generalization error: where the conclusion cannot hold.",
        ("overfit-bound", "overfit-wide", "spread", "wide-margin", "large-gamma", "all-gamma", "aligned"),
    ),
    Chapter("Sharpness", "The leading constant is where generalization itself fails.", ("sharp-constant", "sharpness")),
)
LAST = 2  # chapters that come after those of later rooms


def chapters(statements: Mapping[str, Statement], titles: Mapping[int, str]) -> tuple[Chapter, ...]:
    """The chapters with exactly the ids of the given statements, empty ones left out."""
    placed = {name for chapter in OUTLINE for name in chapter.ids}
    taken = {section for chapter in OUTLINE for section in chapter.sections}
    rest = [name for name in statements if name not in placed]
    new = sorted({statements[name].section for name in rest} - taken)
    later = tuple(Chapter(titles.get(section, f"Section {section}"), "", (), (section,)) for section in new)
    found = (*OUTLINE[:-LAST], *later, *OUTLINE[-LAST:])
    return tuple(made for chapter in found if (made := _filled(chapter, statements, rest)).ids)


def _filled(chapter: Chapter, statements: Mapping[str, Statement], rest: Iterable[str]) -> Chapter:
    own = [name for name in chapter.ids if name in statements]
    own += [name for name in rest if statements[name].section in chapter.sections]
    return replace(chapter, ids=tuple(_after_used(own, statements)))


def _after_used(ids: list[str], statements: Mapping[str, Statement]) -> list[str]:
    """The ids in their order, but each after those of the chapter that it uses."""
    made: list[str] = []

    def visit(name: str) -> None:
        if name not in made:
            for used in statements[name].uses:
                if used in ids:
                    visit(used)
            made.append(name)

    for name in ids:
        visit(name)
    return made
