"""The programs of Coq: run with nothing of the environment that could steer them, and tried on what is false before they are believed."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

from uccheck.certificates.kernel.gates import context_faults
from uccheck.core.programs import need

MINUTE = 60.0
#: Variables that could give Coq or make flags, files or folders to load from.
STEERING = re.compile(r"COQ|ROCQ|OCAML|CAML|MAKE|GNUMAKE|MFLAGS|OTHERFLAGS|OPT$|TIMECMD|STDTIME|VFILES|BASH_ENV|ENV$|LD_PRELOAD")
#: Folders that Coq searches before its own libraries, `coq` in each; HOME stands behind them where they are not set.
PRIVATE = ("HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS")
NOWHERE = "/nonexistent"
FALSE = "Lemma absurd : False. Proof. exact I. Qed.\n"
LOOP = "Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\nTheorem absurd : False. Proof. exact (loop 0). Qed.\n"


def coq_version() -> str:
    """`coq 8.16.1`, as coqc says it."""
    _, output = run_limited([need("coqc"), "--version"], MINUTE)
    found = re.search(r"version (\S+)", output)
    return f"coq {found.group(1)}" if found else "coq of unknown version"


def coqc(path: Path, folder: Path, seconds: float) -> tuple[int | None, str]:
    """coqc on one file over the library: exit status (None past the limit) and output."""
    return run_limited([need("coqc"), "-q", "-w", "none", "-R", str(folder), "UC", str(path)], seconds)


def run_limited(command: list[str], seconds: float) -> tuple[int | None, str]:
    """Exit status and combined output of a command; status None if it ran past its limit and was ended.

    No variable of the environment reaches Coq that could give it flags or other folders to load from, nor do a user's own
    folders of libraries (~/.local/share/coq), which would stand before those that are installed.
    """
    clean = {key: value for key, value in os.environ.items() if not STEERING.match(key)} | dict.fromkeys(PRIVATE, NOWHERE)
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env=clean,
    )
    try:
        output, _ = process.communicate(timeout=max(seconds, 0.1))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return process.returncode, output


def programs() -> str:
    """coqc and coqchk, each by the hash of what stands on PATH: another program is another trial."""
    found = (Path(need(name)).resolve() for name in ("coqc", "coqchk"))
    return "\n".join(f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in found)


def tool_faults() -> tuple[str, ...]:
    """What speaks against the programs: coqc must refuse a false lemma, and coqchk must see a loop whose check was switched off."""
    with tempfile.TemporaryDirectory(prefix="uccheck-coq-") as scratch:
        folder = Path(scratch)
        for name, text in (("False", FALSE), ("Loop", LOOP)):
            (folder / f"{name}.v").write_text(text, encoding="utf-8")
        code, output = coqc(folder / "False.v", folder, MINUTE)
        refusal = code not in (0, None) and "Error" in output
        looped, _ = coqc(folder / "Loop.v", folder, MINUTE)
        checked, said = run_limited([need("coqchk"), "-silent", "-o", "-R", scratch, "UC", "-norec", "UC.Loop"], 5 * MINUTE)
    seen = looped == 0 and (checked != 0 or any("loop" in line for line in context_faults(said)))
    faults = () if refusal else ("coqc accepts a lemma that is false",)
    return (*faults, *(() if seen else ("coqchk does not see a loop whose check was switched off",)))
