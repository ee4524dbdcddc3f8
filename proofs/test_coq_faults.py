"""Faults planted in the mathematics: coqc stops in the lemma named.

A sample of them, another whenever a source or a fault changes; UCCHECK_ALL_FAULTS=1 plants all, in several minutes.
"""

from __future__ import annotations

import os
import random
import re
from hashlib import sha256
from pathlib import Path

import pytest

from proofs.compiled import COQ, copy_of
from uccheck.certificates.kernel.library import MINUTE, coqc

#: file, what stands there, what is put in its place, the lemma that must fail
FAULTS = {
    "a constant: 1048 for 2048": (
        "Constants.v",
        "2048 * (1 + eta) / (4 - gamma) ^ 2 * m * ln (4",
        "1048 * (1 + eta) / (4 - gamma) ^ 2 * m * ln (4",
        "explicit",
    ),
    "a sign: the margin loses w2 . z": ("Learner.v", "s + b * dot v t", "s - b * dot v t", "margin_signal"),
    "a quantifier: some S for all S": (
        "Transfer.v",
        "forall s S, G s -> G S -> `|pop (h s) - emp (h s) S| <= b.\nDefinition above",
        "forall s, G s -> exists2 S, G S & `|pop (h s) - emp (h s) S| <= b.\nDefinition above",
        "e_unif_alg_ge",
    ),
    "delta where 2 delta stands": ("Transfer.v", "meets delta (1 - 2 * delta).", "meets delta (1 - delta).", "swap_meets"),
    "a tail bound too good: 17/75 for 16/75": ("Constants.v", "<= - (16 / 75", "<= - (17 / 75", "long_le"),
    "e^2 for e in the sharp tail": ("ChiReal.v", "ex D <= / mu * exp (- (mu * D) - 1", "ex D <= / mu * exp (- (mu * D) - 0", "chi_real"),
    "a right point not counted": ("Pairs.v", "e1 * m%:R <= k.+1%:R.", "e1 * m%:R <= k.+2%:R.", "good_right"),
    "a cube for the fourth power": ("Sign.v", "delta ((1 - delta) ^+ 4).", "delta ((1 - delta) ^+ 3).", "sign_meets"),
    "the normaliser too large": ("TailReal.v", "* bell x / (250662 / 100000).", "* bell x / (250672 / 100000).", "tail_sampford"),
    "theorem C said of no delta": (
        "Challenge.v",
        "(0 < delta < 1)%coqR -> (0 < eta <= 1 / 4)%coqR ->\n  (2048",
        "(0 < delta <= 2)%coqR -> (0 < eta <= 1 / 4)%coqR ->\n  (2048",
        "theorem_C",
    ),
    "above the constant: 1 + eta for 1 - eta": ("Challenge.v", "2048 * (1 - eta) / (4 - c", "2048 * (1 + eta) / (4 - c", "theorem_H"),
    "a gamma too small: 3 for 32": ("Challenge.v", "(4 + 32 * (1 + eta)", "(4 + 3 * (1 + eta)", "theorem_G"),
    "with the flip's margin: b / 2 for b": ("Challenge.v", "(gamma + b * (1 + eta) < s)", "(gamma + b / 2 * (1 + eta) < s)", "no_margin"),
    "Birnbaum's bound too large": ("TailReal.v", "* bell x / (250664 / 100000).", "* bell x / (250654 / 100000).", "tail_birnbaum"),
    "the terms of the series not yet halved": (
        "BellSeries.v",
        "0 <= y -> 2 * y ^ 2 <= IZR (2 * Z.of_nat n + 3) ->\n  RInt bell",
        "0 <= y -> y ^ 2 <= IZR (2 * Z.of_nat n + 3) ->\n  RInt bell",
        "bell_series_le",
    ),
    "steps of gradient descent twice as long": (
        "ConvexLearners.v",
        "0 <= a, 2%:R * a * (1 + eta) <= 1 &",
        "0 <= a, a * (1 + eta) <= 1 &",
        "descent_box",
    ),
    "three kinds of bad columns for two": ("ConvexLearners.v", "delta < 1 - (1 - 2%:R / 2", "delta < 1 - (1 - 3%:R / 2", "ball_half"),
    "e_gen bounded on an event of any probability": (
        "Transfer.v",
        "(1 - delta)%:E)%E.\n\nLemma likely_hit",
        "(2 - delta)%:E)%E.\n\nLemma likely_hit",
        "likely_hit",
    ),
}


def drawn(pages: int = 1, others: int = 6) -> list[str]:
    """One fault of the frozen page, which takes a minute each, and six of the rest, by the texts of the library and of this file."""
    if os.environ.get("UCCHECK_ALL_FAULTS") == "1":
        return list(FAULTS)
    texts = [path.read_bytes() for path in (*sorted(COQ.glob("*.v")), Path(__file__))]
    draw, page = random.Random(sha256(b"".join(texts)).digest()), [name for name in FAULTS if FAULTS[name][0] == "Challenge.v"]
    return [*draw.sample(page, pages), *draw.sample([name for name in FAULTS if name not in page], others)]


def test_every_fault_fits_its_source() -> None:
    assert [name for name, (file, sound, _, _) in FAULTS.items() if (COQ / file).read_text(encoding="utf-8").count(sound) != 1] == []
    assert len({*drawn()}) in (7, len(FAULTS)) and {*drawn()} <= {*FAULTS}


def test_the_readme_names_the_lemma_that_refuses_each_fault() -> None:
    text = (COQ / "README.md").read_text(encoding="utf-8").partition("## Planted faults")[2].partition("\n## ")[0]
    told = re.findall(r"^\| .* \| `(\w+)` \|$", text, re.MULTILINE)
    assert sorted(told) == sorted(lemma for _, _, _, lemma in FAULTS.values())
    sample = "seven" if len(drawn()) == 7 else "all"
    assert sample == "all" or f"A run of the tests plants {sample} of them" in " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("fault", drawn())
def test_planted_fault_is_rejected(library: Path, tmp_path: Path, fault: str) -> None:
    name, sound, faulty, lemma = FAULTS[fault]
    folder = copy_of(library, tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text.replace(sound, faulty), encoding="utf-8")
    code, output = coqc(folder / name, folder, 20 * MINUTE)
    assert code not in (0, None), f"coqc accepted the fault {fault!r}"
    assert failing_lemma(folder / name, output) == lemma


def failing_lemma(path: Path, errors: str) -> str:
    """The lemma in whose proof coqc stopped."""
    line = re.search(r"line (\d+)", errors)
    assert line is not None, errors
    above = path.read_text(encoding="utf-8").splitlines()[: int(line.group(1))]
    return [hit.group(1) for text in above if (hit := re.match(r"\s*(?:Lemma|Theorem)\s+(\w+)", text))][-1]
