"""The page numbers what the document numbers: labels are counted in the TeX as TeX does, links show their number; what uses what."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from uccheck.article.document import Scope, article, contents
from uccheck.article.graph import draw
from uccheck.article.html import numbered, page

SETS = [("swap-lemma", "markov", "theorem-b", "diagonal", "correlated-swap-lemma"), ("log-bound", "one-sided")]
WALK = re.compile(
    r"\\section\{[^}]*\}|\\begin\{(?:enumerate|uccheck(?:definition|theorem|lemma|proposition))\}|\\item\b|\\label\{([^}]*)\}"
)


def counted(text: str) -> dict[str, str]:
    """Sections from 1, theorems and definitions under one counter within each, items of the numbered list."""
    section = theorem = item = 0
    current, found, listed = "", {}, False
    for event in WALK.finditer(text):
        words = event[0]
        if words.startswith(r"\section"):
            section, theorem, listed = section + 1, 0, False
            current = ""
        elif words == r"\begin{enumerate}":
            item, listed = 0, True
        elif words == r"\item":
            item += listed
            current = str(item) if listed else ""
        elif words.startswith(r"\begin"):
            theorem += 1
            current = f"{section}.{theorem}"
        elif current and not event[1].startswith("uccheck:sec:"):
            found[event[1]] = current
    return found


@pytest.mark.parametrize("names", SETS)
def test_the_page_numbers_its_labels_as_tex_counts_them(names: tuple[str, ...]) -> None:
    numbers = numbered(contents(names, Scope()))
    assert numbers == counted(article(names)) and len(set(numbers.values())) == len(numbers)
    shown = page(names)
    links = re.findall(r'<a href="#(uccheck:[^"]+)">([\d.]+)</a>', shown)
    assert links and all(numbers[label] == number for label, number in links)


def paths(uses: dict[str, tuple[str, ...]], start: str) -> set[str]:
    """All that it uses, directly or not."""
    return {far for used in uses[start] for far in (used, *paths(uses, used))}


@pytest.mark.parametrize("seed", range(12))
def test_the_graph_draws_what_uses_what_and_no_edge_that_follows(seed: int) -> None:
    """Its edges give the same reach; without any of them it would be another; levels rise, and no two nodes stand in one place."""
    draws = random.Random(seed)
    names = [f"n{number}" for number in range(9)]
    uses = {name: tuple(sorted(draws.sample(names[:place], draws.randint(0, min(place, 3))))) for place, name in enumerate(names)}
    made = draw(uses)
    drawn = {name: tuple(one for one, user in made.edges if user == name) for name in names}
    assert {name: paths(drawn, name) for name in names} == {name: paths(uses, name) for name in names}
    for edge in made.edges:
        less = {name: tuple(one for one in used if (one, name) != edge) for name, used in drawn.items()}
        assert paths(less, edge[1]) != paths(drawn, edge[1]), edge
    level = {node.id: node.y for node in made.nodes}
    assert all(level[user] > level[one] for one, user in made.edges) and made.levels == max(level.values()) + 1
    assert all((level[name] == 0) is (uses[name] == ()) for name in names)
    assert all((one.x, one.y) != (other.x, other.y) and 0 < one.x < 1 for one, other in itertools.permutations(made.nodes, 2))
