"""What the board of definitions prints, read back: columns under their heads, words by their legend, needs that are what fails."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from uccheck.answers.answer import answer
from uccheck.answers.definitions.linear import DEFINITIONS
from uccheck.answers.definitions.rows import Asking, Definition, Switchboard, definitions
from uccheck.answers.definitions.table import markdown, record, tex, text
from uccheck.certificates.check import check, digest
from uccheck.certificates.language import table
from uccheck.core.verdict import vouched
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.finite.variants import ramp

ONLY = ("one-sided", "flip-closed", "path", "vc", "ball-radius", "margin-two-sided", "gibbs", "norm", "surrogate")
ASKED: dict[str, dict[str, Any]] = {
    "linear": {"at": (20, 1500, "0.07", "0.03"), "gamma": "0.5", "kappa": "0.3", "tau": "5", "s": "3", "b": "30", "only": ONLY},
    "sco": {"at": (10, 40, "0.05", "0.1"), "counterexample": "sco"},
    "both": {"at": (2, 3, "0.2", "0.6"), "only": ("linear-class", "path", "own")},
}


@pytest.fixture(params=list(ASKED), name="board", scope="module")
def fixture_board(request: pytest.FixtureRequest) -> Switchboard:
    options = dict(ASKED[request.param])
    return definitions(*options.pop("at"), **options)


def fields(board: Switchboard) -> list[dict[str, Any]]:
    """The JSON of each row."""
    made: list[dict[str, Any]] = record(board)["definitions"]
    return made


def columns(board: Switchboard) -> list[dict[str, str]]:
    """The table for a terminal, each cell under its head."""
    lines = text(board, 8).splitlines()[1 : 2 + len(board.rows)]
    heads = list(re.finditer(r"\S+(?: \S+)*", lines[0]))
    edges = [head.start() for head in heads] + [10**6]
    return [{h[0]: line[a:b].strip() for h, a, b in zip(heads, edges, edges[1:], strict=False)} for line in lines[1:]]


def marked(board: Switchboard) -> list[dict[str, str]]:
    """The Markdown table, each cell under its head."""
    head, _, *body = (
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in markdown(board, 8).splitlines() if "|" in line
    )
    return [dict(zip(head, cells, strict=True)) for cells in body[: len(board.rows)]]


def typeset(board: Switchboard) -> list[dict[str, str]]:
    """The tabular, each cell under its head, in the words of the others."""
    plain = {r"$\ge$": "at least", r"$\le$": "at most"}
    head, *body = ([cell.strip() for cell in line.removesuffix(r"\\").split(" & ")] for line in tex(board, 8).splitlines() if " & " in line)
    return [dict(zip([plain.get(cell, cell) for cell in head], cells, strict=True)) for cells in body]


@pytest.mark.parametrize("layout", [columns, marked, typeset])
def test_each_cell_is_what_its_head_says(board: Switchboard, layout: Any) -> None:
    for cell, row in zip(layout(board), fields(board), strict=True):
        low, high = Fraction(row["lower"]), None if row["upper"] is None else Fraction(row["upper"])
        shown = {name: Fraction(cell[name]) for name in ("at least", "at most") if cell[name] != "-"}
        assert 0 <= low - shown["at least"] <= Fraction(1, 10**6) * max(1, low)
        assert (high is None) == ("at most" not in shown)
        assert high is None or 0 <= shown["at most"] - high <= Fraction(1, 10**6) * max(1, high)
        assert cell["definition"] == row["id"] and cell["verdict"].upper() == row["verdict"]
        assert cell["evidence"] == row["evidence"] and cell["rule"] == (", ".join(rule["id"] for rule in row["rules"]) or "-")
        assert cell.get("at", row["at"]) == row["at"] and cell.get("source", row["source"]) == row["source"]
        assert cell.get("given", str(len(vouched(row["given"])))) == str(len(vouched(row["given"])))
        assert cell.get("what is bounded", row["bounds"]).replace("\\|", "|") == row["bounds"]


def test_the_legend_says_of_each_word_what_the_bracket_shows(board: Switchboard) -> None:
    """Each phrase of the legend is evaluated at the ends of the rows that carry its word."""
    said = text(board, 8)
    (legend,) = (line for line in said.splitlines() if line.startswith("VACUOUS: "))
    letters = {"epsilon": board.epsilon, "1": Fraction(1), "1/2": Fraction(1, 2)}
    phrases = dict(re.findall(r"([A-Z][A-Z ]*): ([^;,]+)", legend))
    for row in board.rows:
        low, high = row.bracket.lower.value, row.bracket.upper.value
        for phrase in phrases.get(row.word, "").split(" and ") if row.word in phrases else ():
            if phrase == "neither":
                phrase = "more than epsilon and less than " + phrases["VACUOUS"].removeprefix("at least ")
            for relation, left, right in re.findall(r"(at least|at most|more than|less than) ([\w/]+)(?: - (\w+))?", phrase):
                value = letters[left] - (letters[right] if right else 0)
                holds = {"at least": low >= value, "at most": high <= value, "more than": low > value, "less than": high < value}
                assert holds[relation], (row.id, phrase)
    assert ("BOTH" in phrases) == (2 * board.epsilon >= board.whole)
    for row in board.rows:
        assert f"\n  {row.id}: {row.definition.bounds} [{row.definition.source}]\n" in said


def test_the_ends_in_json_are_those_of_the_certificate_beside_them(board: Switchboard) -> None:
    for row in fields(board):
        ends = {">=": [], "<=": []}  # type: dict[str, list[Fraction]]
        for root in row["certificate"]["roots"] if row["certificate"] else ():
            alone = {**row["certificate"], "roots": [root]}
            for found in check({**alone, "sha256": digest(alone)}).conclusions:
                ends[found.side] += [found.value] if found.quantity[0] == row["quantity"] else []
        for side, key in ((">=", "lower"), ("<=", "upper")):
            assert not ends[side] or min(abs(value - Fraction(row[key])) for value in ends[side]) <= Fraction(1, 10**6), row["id"]
        if not ends[">="]:
            assert row["lower"] == str(QUANTITIES[row["quantity"]].low)


def test_the_numbers_beside_a_row_are_those_of_its_trees(board: Switchboard) -> None:
    """tau is 1/x in the rules."""
    seen = set()
    for row in fields(board):
        for name, value in re.findall(r"(\w+) = ([\d./]+)", row["at"]):
            for root in row["certificate"]["roots"] if row["certificate"] else ():
                put = {"tau": 1 / Fraction(root["at"]["x"])} if "x" in root["at"] else {}
                at = {key: Fraction(number) for key, number in root["at"].items()} | put
                assert at.get(name, 0) == Fraction(value), row["id"]
                seen.add(name)
    assert board.asking is None or len(board.rows) < len(ONLY) or seen >= {"gamma", "tau"}


def mean_loss(spread: float, gamma: Fraction) -> float:
    """The mean ramp loss of a fresh margin N(s, spread^2), s = 4, over the middles of equal shares."""
    law = statistics.NormalDist(4, spread)
    return statistics.fmean(min(max(1 - law.inv_cdf((k + 0.5) / 800) / float(gamma), 0), 1) for k in range(800))


#: What the need says of the other side of its edge, or of itself: for a gamma, m, D, delta of it.
FACTS = {
    "above, the ramp loss of a fresh point is at least 1/2": lambda at: min(mean_loss(v, at["gamma"]) for v in (0.1, 1)) > 0.505,
    "above, the surrogate (w_1, 0) itself has ramp loss": lambda at: ramp(Fraction(4), at["gamma"]) > 0,
    "the swap lemma needs S and its flip in one set": lambda at: 2 * (1 - at["delta"]) - 1 <= 0,
    "the D + 1 vectors must outnumber the sample": lambda at: at["D"] + 1 <= at["m"],
    "without its point nothing is learned": lambda at: at["m"] - 1 == 0,
}
NEED = re.compile(r"(gamma|delta|m) (<=|<|>=) (\d/\d|\d?s|D|\d): (.*)")
LEVELS = ("3.9", "4", "4.1", "7.9", "8", "8.2")
GRID = [
    dict(zip(("m", "D", "delta", "gamma"), map(Fraction, at), strict=True))
    for at in itertools.product((1, 2, 3), (1, 2, 3), ("0.49", "0.5", "0.51"), LEVELS)
]
NEEDY = [row for row in DEFINITIONS if row.needs.__name__ != "<lambda>"]


def met(relation: str, left: Fraction, right: Fraction) -> bool:
    return left <= right if relation == "<=" else left < right if relation == "<" else left >= right


@pytest.mark.parametrize("row", NEEDY, ids=lambda row: row.id)
def test_what_a_row_needs_is_what_fails(row: Definition) -> None:
    """On both sides of every edge: it is refused exactly where the inequality that is printed is false, and where the reason is true."""
    asks = [Asking(answer(at["m"], at["D"], at["delta"], gamma=at["gamma"]), *[Fraction(1, 10)] * 4) for at in GRID]
    told = [row.needs(ask) for ask in asks]
    (said,) = {text for text in told if text}
    need = NEED.fullmatch(said)
    assert need is not None, said
    name, relation, limit, reason = need.groups()
    for at, refusal in zip(GRID, told, strict=True):
        edge = at["D"] if limit == "D" else Fraction(limit[:-1] or 1) * 4 if limit.endswith("s") else Fraction(limit)
        assert bool(refusal) != met(relation, at[name], edge), at
    apart = {tuple(at[key] for key in ("m", "D", name)): (at, bool(refusal)) for at, refusal in zip(GRID, told, strict=True)}
    facts = {(refused, FACTS[reason](at)) for at, refused in apart.values()}
    assert facts == {(False, False), (True, True)}


def test_every_need_of_the_board_was_looked_at() -> None:
    assert len(NEEDY) >= 10 and {row.needs(Asking(answer(3, 2, "0.6", gamma=9), *[Fraction(1, 10)] * 4)) for row in NEEDY} >= {""}


GAP = re.compile(r"(\|?)(L_D|Lhat_S)\([^()]*\) - (L_D|Lhat_S)\([^()]*\)(\|?)")
SAID = [row for row in DEFINITIONS if GAP.search(row.bounds) and GAP.search(QUANTITIES[row.quantity].words)]


@pytest.mark.parametrize("row", SAID, ids=lambda row: row.id)
def test_the_gap_that_a_row_bounds_is_that_of_its_quantity(row: Definition) -> None:
    """Which loss is subtracted, and whether both sides count, as the quantity's own words have it."""
    own, quantity = GAP.search(row.bounds), GAP.search(QUANTITIES[row.quantity].words)
    assert own is not None and quantity is not None and own.groups() == quantity.groups()
    assert len(SAID) >= 5


PAGE = (Path(__file__).parents[2] / "docs/definitions.md").read_text(encoding="utf-8")
WORDS = r"VACUOUS|SMALL|LARGE|BETWEEN|OPEN|NOT VACUOUS"


def prose() -> Iterator[tuple[str, dict[str, str]]]:
    """Each paragraph or row of the page, with the verdicts of the session that it speaks of: of the second where it names its delta."""
    shown = [dict(re.findall(rf"^([a-z-]+)  .*?  ({WORDS}|-) ", block, re.MULTILINE)) for block in PAGE.split("```")[1::2]]
    for section in PAGE.split("```")[0::2]:
        for part in re.split(r"\n\n|\n(?=[-|])", section):
            yield part, shown[1] if "delta = 0.9" in part else shown[0]


def test_a_word_that_prose_gives_a_row_is_that_of_its_session() -> None:
    """`row` WORD, `row` stays, is or becomes WORD, and several rows with one word."""
    seen = []
    for part, verdicts in prose():
        for names, word in re.findall(rf"((?:`[a-z-]+`(?:, | and )?)+)(?:[^`;|.]*?(?:stays|becomes|is))? ({WORDS})\b", part):
            for name in re.findall(r"`([a-z-]+)`", names):
                later = "delta = 0.9" in part and name not in verdicts
                assert word == ("SMALL" if later and name == "stability-tail" else verdicts[name]), (name, part[:80])
                seen.append(name)
        for name in re.findall(r"\(`([a-z-]+)`\)", part):
            assert name in {row.id for row in DEFINITIONS} or name in table()["rules"], name
    assert {"surrogate", "by-surrogate", "flip-closed", "linear-class", "zero-error", "one-sided", "stability-tail"} <= set(seen)
