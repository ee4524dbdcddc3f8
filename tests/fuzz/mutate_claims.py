"""Mutated claim files, run by hand: python -m tests.fuzz.mutate_claims FILES [SEED]

Takes the claims of examples/ and of the registry, mutates them (numbers, names, lines, formulas, brackets), reads each result as a file
and decides what is well formed, under an alarm; of a slow kind one claim in 16 or more, drawn with the seed. Prints counts of verdicts; the
first fault ends the run with the offending text.
"""

from __future__ import annotations

import random
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from uccheck.audit import engine as audit
from uccheck.audit import files as claims
from uccheck.audit.files import Malformed
from uccheck.audit.reports import report as render
from uccheck.audit.said.flags import flags
from uccheck.audit.sentences import sentence
from uccheck.audit.worker import decide

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = ["0", "1", "-1", "2", "1e-400", "1e400", "0.5", "1/3", "nan", "inf", "999999999999", "1e308", "0.0000001", "-0", "0x10", "\u0661"]
WORDS = [
    "x",
    "exp(exp(x))",
    "1/(x-x)",
    "x**x",
    "x**-0.5",
    "sqrt(-x)",
    "log(x)",
    "max(x, 1)",
    "<=",
    "==",
    ">",
    "chi2",
    "normal",
    "upper",
    "real",
]
LEAST = 1 / 16
#: The share of the well-formed claims of a slow kind that is decided.
SLOW = {
    **dict.fromkeys(("identity", "vacuous", "generalizes", "event", "statement", "threshold", "inequality"), LEAST),
    **dict.fromkeys(("suffices", "necessary", "approx", "inference"), LEAST), "order": 0.1, "moment": 0.2, "proportion": 0.3,
}  # fmt: skip
LIMIT = 2.0


#: A claim of each kind that neither the examples nor the registry have.
KINDS_WITHOUT_EXAMPLE = [
    f'[[claim]]\nid = "k{i}"\nsays = "s"\n{body}\n'
    for i, body in enumerate(
        (
            'kind = "necessary"\nD = "m*log(m/delta)"\ndelta = [0, "0.25"]',
            'kind = "threshold"\nm = 10\ndelta = "0.25"\nepsilon = "0.1"\nabout = "1200"\nfactor = "1.5"',
            'kind = "statistic"\ntest = "mean"\nn = 18\nmean = "3.44"\nsd = "2.47"\nlow = 1\nhigh = 7',
            'kind = "statistic"\ntest = "F"\nvalue = "3.2"\ndf = 2\ndf2 = 30\np = "0.055"',
            'kind = "statistic"\ntest = "two-proportions"\nk1 = 20\nn1 = 100\nk2 = 35\nn2 = 100\nvalue = "2.38"\np = "0.018"',
            'kind = "run"\nrecord = "kit:sweep-outer"\nquantity = "gap"\nrelation = ">="\nvalue = "0.5"\nunder = { outer = "1.2" }',
            'kind = "citation"\nbib = "@article{x, title={Max-Margin Works}, author={Glasgow, M. and Wei, C.}, year={2022}}"',
            'kind = "inference"\npremises = ["k1", "k2"]\nconclusion = "k3"\nrule = "therefore"',
        )
    )
]


def seeds() -> list[str]:
    """The claims of the repository, one text each."""
    files = [*ROOT.glob("examples/*.toml"), *ROOT.glob("examples/*.md"), *ROOT.glob("uccheck/data/claims/*.toml")]
    texts = [part for f in files for part in re.split(r"(?=\[\[claim\]\])", f.read_text(encoding="utf-8"))[1:]]
    return [*(t.split("```")[0] for t in texts), *KINDS_WITHOUT_EXAMPLE]


def mutate(text: str, dice: random.Random) -> str:
    """A few random changes."""
    for _ in range(dice.choice([0, 1, 1, 2, 3, 8])):
        text = dice.choice([_number, _word, _line, _splice, _character])(text, dice)
    return text


def _number(text: str, dice: random.Random) -> str:
    found = list(re.finditer(r"\d[\d.e-]*", text))
    return _replace(text, dice.choice(found), dice.choice(NUMBERS)) if found else text


def _word(text: str, dice: random.Random) -> str:
    found = list(re.finditer(r'"[^"\n]*"', text))
    return _replace(text, dice.choice(found), f'"{dice.choice(WORDS)}"') if found else text


def _replace(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def _line(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    i, j = dice.randrange(len(lines)), dice.randrange(len(lines))
    action = dice.randrange(3)
    if action == 0:
        del lines[i]
    elif action == 1:
        lines.insert(j, lines[i])
    else:
        lines[i], lines[j] = lines[j], lines[i]
    return "\n".join(lines)


def _splice(text: str, dice: random.Random) -> str:
    i = dice.randrange(len(text) + 1)
    return (
        text[:i]
        + dice.choice(["[", "]", "{", "}", '"', "'", '"""', "\n", "=", "[[claim]]\n", "\\u0000", "\x00", "(" * 50, "**9"])
        + text[i:]
    )


def _character(text: str, dice: random.Random) -> str:
    i = dice.randrange(len(text) + 1)
    return text[:i] + chr(dice.choice([dice.randrange(32, 127), dice.randrange(0xD7FF)])) + text[i + 1 :]


def examine(text: str, name: str, dice: random.Random) -> list[str]:
    """The verdicts of one file, every format rendered."""
    words = []
    for item in claims.parse_text(text, name):
        if isinstance(item, Malformed):
            found = audit._invalid(item)
        elif dice.random() > SLOW.get(item.claim.kind, 1.0):
            words.append("not decided here")
            continue
        else:
            context = audit._context(item, {})
            answer = decide(item.table, LIMIT, context).record()
            if "a library failed" in answer["detail"]:
                raise RuntimeError(answer["detail"])
            formal = sentence(item.claim)
            found = audit.Finding(
                id=item.claim.id, claim_kind=item.claim.kind, says=item.claim.says, sentence=formal, file=name, table=item.table,
                notes=flags(item.claim, formal), **answer,
            )  # fmt: skip
        words.append(found.verdict.split("(")[0])
        for format in ("text", "json", "md", "sarif", "junit"):
            render.render([found], format, explain=True)
    return words


def wrapped(text: str, markdown: bool) -> tuple[str, str]:
    """The claims as a Markdown or a TOML file, and its name."""
    return (f"text\n```uccheck\n{text}\n```\n", "a.md") if markdown else (text, "a.toml")


def main(total: int, seed: int) -> Counter[str]:
    """Run; progress every 1000 files."""
    dice, pool, counts, slowest = random.Random(seed), seeds(), Counter[str](), 0.0
    for number in range(total):
        markdown = dice.random() < 0.3
        text = "\n".join(mutate(dice.choice(pool), dice) for _ in range(dice.choice([1, 1, 2])))
        text, name = wrapped(text, markdown)
        start = time.monotonic()
        signal.alarm(60)
        try:
            counts.update(examine(text, name, dice))
        except BaseException:
            print(f"file {number} of seed {seed}:\n{text!r}", flush=True)
            raise
        signal.alarm(0)
        slowest = max(slowest, time.monotonic() - start)
        if number % 1000 == 999 or number == total - 1:
            print(number + 1, f"slowest {slowest:.1f} s", dict(counts), flush=True)
    return counts


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("1000", "0")[len(sys.argv) - 1 :])))
