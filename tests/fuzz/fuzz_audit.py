"""Coverage-guided fuzzing of claim files, run by hand: python tests/fuzz/fuzz_audit.py -atheris_runs=100000 [corpus]

Each input is read as TOML or as Markdown, and every well-formed claim is decided in this process under an alarm (a hang is a crash here).
Kinds whose decision calls sympy are decided in one of 16 inputs, since algebra is slow and was not written here.
"""

from __future__ import annotations

import importlib
import signal
import sys

import atheris

with atheris.instrument_imports(include=["uccheck", "tomllib"]):
    from uccheck.audit import engine as audit
    from uccheck.audit import files as claims
    from uccheck.audit import report as render
    from uccheck.audit.files import Malformed
    from uccheck.audit.worker import DECIDERS, decide

    for module in set(DECIDERS.values()):
        importlib.import_module(f"uccheck.audit.deciders.{module}")

SLOW = ("identity", "vacuous", "generalizes", "event")
SECONDS = 20


def one_input(data: bytes) -> None:
    """Read and decide one file; anything that escapes is a finding."""
    provider = atheris.FuzzedDataProvider(data)
    name = "a.toml" if provider.ConsumeBool() else "a.md"
    sample = provider.ConsumeIntInRange(0, 15)
    text = provider.ConsumeUnicodeNoSurrogates(4096)
    signal.alarm(3 * SECONDS)
    for item in claims.parse_text(text, name)[:20]:
        if isinstance(item, Malformed):
            found = audit._invalid(item)
        elif item.claim.kind in SLOW and sample:
            continue
        else:
            answer = decide(item.table, SECONDS).record()
            if "a library failed" in answer["detail"]:
                raise RuntimeError(answer["detail"])
            found = audit.Finding(id=item.claim.id, claim_kind=item.claim.kind, file=name, **answer)
        for format in ("text", "json", "sarif", "html")[: 4 if sample == 1 else 3]:  # compiling the page template is slow
            render.render([found], format, explain=True)
    signal.alarm(0)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
