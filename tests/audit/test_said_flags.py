"""A sentence wider than its formal one, or with numbers that are in no field, is flagged: for each word and each kind, by hand."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.audit.kinds.models import KINDS
from uccheck.audit.said import flags as module
from uccheck.audit.said.flags import flags

#: Whether a kind speaks of one instance, one formula or one set of numbers.
ONE = {
    **dict.fromkeys(("vacuous", "generalizes", "event", "tail", "proportion", "exponent", "statistic", "run", "threshold", "approx"), True),
    **dict.fromkeys(("suffices", "necessary", "moment", "order", "citation", "attribution", "inference", "statement"), False),
}  # fmt: skip
WIDE = ("every", "all", "any", "always", "never", "no", "none", "whatever", "whenever", "everywhere", "Every", "ALWAYS")
NARROW = ("some", "sometimes", "this", "one", "ally", "nothing", "everyone's")


def claim(kind: str, says: str, where: Any = ()) -> Any:
    return SimpleNamespace(kind=kind, says=says, where=where)


def test_every_kind_is_known_here() -> None:
    assert set(ONE) | {"identity", "inequality"} == set(KINDS)
    assert set(re.findall(r"[a-z]+", module._WIDE.pattern.replace(r"\b", ""))) == {word.lower() for word in WIDE}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_wide_word_over_one_instance_is_flagged(kind: str) -> None:
    for words, wide in ((WIDE, True), (NARROW, False)):
        for word in words:
            for where in ({}, {"x": "real"}):
                single = ONE.get(kind, not where)
                found = flags(claim(kind, f"It holds in {word} case", where), "P(X) <= p")
                assert (f"`says` has the word {word!a}, while the formal sentence speaks of one instance" in found) == (single and wide), (
                    word
                )
                assert len(found) == (single and wide)
                assert not flags(claim(kind, f"It holds in {word} case", where), "P(X) <= p for all x")


@pytest.mark.parametrize(
    ("says", "formal", "lost"),
    [
        ("at m = 1,000", "m = 1000", []), ("at m = 10^3", "m = 1000", []), ("at m = 1e3", "m = 1000", []),
        ("at m = 1000", "m = 999", ["1000"]),
        ("in 5% of cases", "0.05", []), (r"in 5\% of cases", "0.05", []), ("in 5 of cases", "0.05", ["5"]),
        ("with 95%", "delta = 0.05", []),
        ("with 94%", "delta = 0.05", ["94%"]), ("at -3", "x = 3", []), ("a half, 1/2", "0.5", []), ("a third, 1/3", "0.3333", ["1/3"]),
        ("2 and 3", "2", ["3"]), ("x2 and 3rd", "", []),
    ],
)  # fmt: skip
def test_a_number_in_no_field_is_flagged(says: str, formal: str, lost: list[str]) -> None:
    told = [f"`says` holds numbers that occur in no field: {', '.join(lost)}"] if lost else []
    assert flags(claim("order", says), formal) == told
