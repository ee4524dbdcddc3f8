"""A kernel result names the pair of samples that its file used: the flip, or random signs, of the whole sample or of most of it."""

from __future__ import annotations

import re

import pytest

from tests.certificates.planning import INSTANCES, instance, plan
from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel.gates import AXIOMS
from uccheck.certificates.kernel.library import Library
from uccheck.certificates.kernel.template import best_claim, source

SOUND = Library(folder="", sha256="ab" * 32, coq="coq 8.16.1", axioms=AXIOMS, faults=())
SAID = {"flip": "by the flip", "sign": "by random signs"}


@pytest.mark.parametrize("numbers", [*INSTANCES, (2, 500, "0.9", "1/2"), (1000, 400000, "0.6"), (1000, 400000, "0.1")])
def test_the_pair_that_is_named_is_the_lemma_of_the_file(numbers: tuple[int | str, ...]) -> None:
    claim = best_claim(instance(*numbers), *plan(*numbers))  # type: ignore[arg-type]
    text = source((claim,))
    (used,) = set(re.findall(r"exact \((flip|sign)_eunif_ge ", text)) or {""}
    detail = kernel._accepted(claim, text, SOUND, 1.0).detail
    assert {pair for pair, said in SAID.items() if said in detail} == ({used} if used else set())
    assert ("of the whole sample" in detail) == (claim.vacuous is not None and claim.vacuous.right == 0)


def test_both_pairs_are_seen() -> None:
    seen = {re.search(r", by (the flip|random signs)", kernel._accepted(c, "", SOUND, 1.0).detail) is not None and c.vacuous.pair  # type: ignore[union-attr]
            for c in (best_claim(instance(1000, 400000, delta), *plan(1000, 400000, delta)) for delta in ("0.1", "0.6"))}  # fmt: skip
    assert seen == {"flip", "sign"}
