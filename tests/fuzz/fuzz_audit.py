"""Coverage-guided fuzzing of claim files, run by hand: python -m tests.fuzz.fuzz_audit -atheris_runs=100000 [corpus]

Each input is read as TOML or as Markdown and goes the way of `mutate_claims`: well-formed claims are decided, of the slow kinds a share,
under an alarm (a hang is a crash here), and every report is rendered. Where atheris finds new branches, it goes on from there.
"""

from __future__ import annotations

import random
import signal
import sys

import atheris

with atheris.instrument_imports(include=["uccheck", "tomllib"]):
    from tests.fuzz.mutate_claims import examine, wrapped

SECONDS = 60


def one_input(data: bytes) -> list[str]:
    """Read and decide one file; anything that escapes is a finding."""
    provider = atheris.FuzzedDataProvider(data)
    markdown, dice = provider.ConsumeBool(), random.Random(provider.ConsumeIntInRange(0, 2**16))
    text = provider.ConsumeUnicodeNoSurrogates(4096)
    signal.alarm(SECONDS)
    words = examine(*wrapped(text, markdown), dice)
    signal.alarm(0)
    return words


def step(data: bytes) -> None:
    """What atheris calls: it takes no value."""
    one_input(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, step)
    atheris.Fuzz()
