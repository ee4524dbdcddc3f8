"""The Coq library of the kit: where it is, what it is (one hash), and that it passed every gate, once per hash.

The hash is over _CoqProject, Assumptions.v, every source and every compiled file. Whatever Coq proves is proved over that library, so its
result names the hash; a library is inspected before anything is proved over it, and the report is kept under its hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from uccheck.certificates.kernel.convex import convex_models
from uccheck.certificates.kernel.gates import CLOSED, assumptions, context_faults, refused, refused_project
from uccheck.certificates.kernel.template import models
from uccheck.certificates.kernel.tools import MINUTE, coq_version, coqc, programs, run_limited, tool_faults
from uccheck.core.errors import MissingTool
from uccheck.core.programs import need

#: CoqInterval's functor applied: coqchk does not finish it within minutes; it is compiled again instead, to the same bytes.
UNCHECKED = frozenset({"ITZ"})
#: The page that pins every notion by equations: compiled again over the compiled files, so that these are about what it says.
PAGE = "Challenge"


@dataclass(frozen=True, kw_only=True)
class Library:
    """One inspected library: `faults` is empty when every gate let it pass."""

    folder: str
    sha256: str
    coq: str
    axioms: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def trusts(self) -> tuple[str, ...]:
        """What a reader believes who believes a theorem over this library."""
        return (f"{self.coq} (library sha256 {self.sha256})", *(f"axiom: {name}" for name in self.axioms))


def library_folder() -> Path:
    """Where the sources are: UCCHECK_COQ, else proofs/coq of the checkout that holds this package, else a copy of those that it ships.

    Raises: MissingTool when there is none.
    """
    named, here = os.environ.get("UCCHECK_COQ"), Path(__file__).resolve()
    found = Path(named) if named else here.parents[3] / "proofs" / "coq"
    if not named and not (found / "_CoqProject").is_file():
        found = _working_copy(here.parents[2] / "data" / "coq")
    if not (found / "_CoqProject").is_file():
        raise MissingTool(f"no Coq library in {found}: set UCCHECK_COQ to the folder proofs/coq of a checkout of uccheck")
    return found


def _working_copy(shipped: Path) -> Path:
    """The sources that a wheel ships, copied once to where they can be compiled."""
    if not shipped.is_dir():
        return shipped
    files = sorted(path for path in shipped.iterdir() if path.is_file())
    digest = hashlib.sha256(b"".join(path.name.encode() + b"\0" + path.read_bytes() for path in files)).hexdigest()
    copy = _cache() / f"library-{digest[:16]}"
    if not copy.is_dir():
        copy.mkdir(parents=True)
        for path in files:
            shutil.copy(path, copy / path.name)
    return copy


def kept_report(folder: Path) -> Library | None:
    """The report on this very library if it was inspected before; nothing is run.

    The sources' gate speaks anew: what lies beside the hashed files, and where they lie, is no part of the hash.
    """
    try:
        digest = library_hash(folder)
        path = _cache() / f"{digest}-{_gates()}.json"
    except (MissingTool, OSError):
        return None
    found = _read(path) if path.is_file() and own(path) and own(path.parent) else None
    if found is None or found.sha256 != digest:
        return None
    return replace(found, folder=str(folder), faults=tuple(dict.fromkeys((*found.faults, *source_faults(folder)))))


def library_sources(folder: Path) -> tuple[Path, ...]:
    """The files of _CoqProject, in its order."""
    return tuple(folder / line for line in (folder / "_CoqProject").read_text(encoding="utf-8").split() if line.endswith(".v"))


def library_hash(folder: Path) -> str:
    """sha256 over _CoqProject, Assumptions.v, the sources and what coqc made of them.

    Raises: MissingTool when a file is not compiled, or older than its source.
    """
    digest = hashlib.sha256((folder / "_CoqProject").read_bytes() + (folder / "Assumptions.v").read_bytes())
    for source in library_sources(folder):
        compiled = source.with_suffix(".vo")
        if not compiled.is_file() or not source.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            raise MissingTool(f"the Coq library is not compiled ({compiled.name} is missing or old): run `uccheck kernel build`")
        for path in (source, compiled):
            digest.update(f"\n{path.name} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def build_library(folder: Path, seconds: float = 20 * MINUTE) -> None:
    """Compile what is missing or old, in the order of the dependencies; what was compiled of sources that are gone is removed.

    Raises: MissingTool: no coqc, a source is refused by coqc, or the time is over; the line says which.
    """
    need("coqc")
    for compiled in folder.glob("*.vo"):
        if not compiled.with_suffix(".v").exists():
            compiled.unlink()
    code, output = run_limited([need("make"), "-C", str(folder)], seconds)
    if code != 0:
        last = " ".join(output.split())[-300:]
        raise MissingTool(f"the Coq library in {folder} did not compile: {'out of time' if code is None else last}")


def inspected(folder: Path) -> Library:
    """The library with what the gates say of it, from the cache when this very library passed them before.

    Guarantee
        No faults only if every source and _CoqProject passes the sources' gate, coqc and coqchk refuse what is false,
        coqchk accepts the compiled files and its context summary shows no axiom of theirs and no check switched off, the
        frozen page compiles again over them, and what Print Assumptions shows for every headline theorem and for a model
        certificate of each shape are AXIOMS and nothing else.
    Raises: MissingTool: no coqc or coqchk, or not compiled.
    """
    digest = library_hash(folder)
    if (found := kept_report(folder)) is not None:
        return found
    library, kept = _inspect(folder, digest), _cache() / f"{digest}-{_gates()}.json"
    if not library.faults:  # a fault may be one of the moment (no memory, a folder that went): it is looked for again
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(library), indent=1), encoding="utf-8")
    return library


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "uccheck" / "coq"


def own(path: Path) -> bool:
    """Whether a path is no link, is this user's, and nobody else may write there: only then is a report there believed."""
    found = path.lstat()
    return not path.is_symlink() and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _gates() -> str:
    """The gates that a kept report passed: other gates, programs of Coq or model certificates inspect again."""
    here = Path(__file__).parent
    gates = b"".join((here / f"{name}.py").read_bytes() for name in ("gates", "library", "tools"))
    return hashlib.sha256(gates + models().encode() + convex_models().encode() + programs().encode()).hexdigest()[:12]


def _read(path: Path) -> Library | None:
    """A kept report; None for one that another version wrote."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Library(**(found | {key: tuple(found[key]) for key in ("axioms", "faults")}))
    except (ValueError, TypeError, KeyError):
        return None


def _inspect(folder: Path, digest: str) -> Library:
    faults = [*source_faults(folder)] or [*tool_faults()]
    axioms: set[str] = set()
    if not faults:
        for name, text in (("Assumptions", (folder / "Assumptions.v").read_text(encoding="utf-8")), ("Models", models())):
            known, foreign = printed_assumptions(folder, name, text)
            axioms |= {*known}
            faults += [f"Print Assumptions ({name}): {line}" for line in foreign]
        faults += [*closed_faults(folder), *checker_faults(folder), *recompiled_faults(folder)]
    return Library(folder=str(folder), sha256=digest, coq=coq_version(), axioms=tuple(sorted(axioms)), faults=tuple(faults))


def source_faults(folder: Path) -> tuple[str, ...]:
    """What the sources' gate refuses, file by file, and sources that _CoqProject does not list."""
    faults = [*refused_project((folder / "_CoqProject").read_text(encoding="utf-8"))]
    listed = {path.stem for path in library_sources(folder)} | {"Assumptions"}
    faults += [f"{path.relative_to(folder)} is a link" for path in sorted(folder.rglob("*")) if path.is_symlink()]
    for path in sorted(folder.rglob("*.v*")):
        if path.suffix in (".v", ".vo") and (path.parent != folder or path.stem not in listed):
            faults.append(f"{path.relative_to(folder)} is not in _CoqProject")
    for path in (*library_sources(folder), folder / "Assumptions.v"):
        faults += [f"{path.name}: {line}" for line in refused(path.read_text(encoding="utf-8"))]
    if (folder / "Makefile.coq.local").exists():
        faults.append("Makefile.coq.local may carry flags")
    return tuple(faults)


def printed_assumptions(folder: Path, name: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a file prints that ends with Print Assumptions: the known axioms, and what is foreign (or that coqc refused it)."""
    with tempfile.TemporaryDirectory(prefix="uccheck-coq-") as scratch:
        copy = Path(scratch) / f"{name}.v"
        copy.write_text(text, encoding="utf-8")
        code, output = coqc(copy, folder, 10 * MINUTE)
    if code != 0:
        return (), (f"{name}.v did not compile: {' '.join(output.split())[:200]}",)
    known, foreign = assumptions(output)
    return known, foreign or (() if known or output.strip() == CLOSED else ("nothing was printed",))


def closed_faults(folder: Path) -> tuple[str, ...]:
    """Whatever the certificates of stochastic convex optimization rest on: they are said to need no axiom."""
    if not (folder / "ConvexLearners.v").is_file():
        return ()
    known, foreign = printed_assumptions(folder, "ConvexModels", convex_models())
    return tuple(f"Print Assumptions (ConvexModels): {line}" for line in (*known, *foreign))


def headlines(folder: Path) -> tuple[str, ...]:
    """The theorems of the frozen page, in its order."""
    text = (folder / f"{PAGE}.v").read_text(encoding="utf-8")
    return tuple(line.split()[1] for line in text.splitlines() if line.startswith("Theorem "))


def recompiled_faults(folder: Path) -> tuple[str, ...]:
    """What compiling again says: the page must compile over the compiled files, and what coqchk leaves out must become the same bytes."""
    faults: list[str] = []
    for name in (PAGE, *sorted(UNCHECKED)):
        if not (folder / f"{name}.v").is_file():
            continue
        with tempfile.TemporaryDirectory(prefix="uccheck-coq-") as scratch:
            again = Path(scratch) / f"{name}.v"
            shutil.copy(folder / f"{name}.v", again)
            code, output = coqc(again, folder if name == PAGE else Path(scratch), 10 * MINUTE)
            if code != 0 or output.strip():
                faults.append(f"{name}.v is refused over the compiled files: they are of other sources ({' '.join(output.split())[:120]})")
            elif name in UNCHECKED and again.with_suffix(".vo").read_bytes() != (folder / f"{name}.vo").read_bytes():
                faults.append(f"{name}.vo is not what coqc makes of {name}.v")
    return tuple(faults)


def checker_faults(folder: Path) -> tuple[str, ...]:
    """What coqchk says against the compiled files."""
    names = [source.stem for source in library_sources(folder) if source.stem not in UNCHECKED]
    command = [need("coqchk"), "-silent", "-o", "-R", str(folder), "UC"]
    code, output = run_limited(command + [word for name in names for word in ("-norec", f"UC.{name}")], 20 * MINUTE)
    if code != 0:
        return (f"coqchk: {'out of time' if code is None else ' '.join(output.split())[-200:]}",)
    return context_faults(output)
