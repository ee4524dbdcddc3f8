"""Running tests against a mutant: in a forked child whose import of one module reads the mutant's text.

The parent imports only libraries, never the kit, so that a child pays for the kit's own import and for the tests that
reach the mutated function (found once, by a profile of the unchanged room), the quickest of each
kind first. Nothing on disk changes.

Glossary
    Reach     for each test: how long it takes and which functions of the kit it calls.
    Fate      killed (a test failed), hung (killed by the clock), or survived (every test that reaches it passed).
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

from .operators import Mutant
from .rooms import ROOT, Room, path_of

MEMORY = 6 * 2**30
PATIENCE = 30.0  # seconds of tests, as the profile saw them, that one mutant may cost: what kills must be quick, also on a slow machine
_LIBRARIES = (
    "pytest",
    "hypothesis",
    "numpy",
    "scipy.special",
    "scipy.stats",
    "scipy.integrate",
    "mpmath",
    "flint",
    "sympy",
    "pydantic",
    "rapidfuzz.process",
)
_PYTEST = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "--import-mode=importlib",
    "--hypothesis-seed=0",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)
PASSED = 0
_HUNG = {-1: "hung", -signal.SIGXCPU: "hung", -signal.SIGKILL: "hung"}
#: Caches that hand out classes: forgotten, a quantity would be another one than that of the statements that are loaded.
_IDENTITIES = frozenset({"quantity"})
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_WAITING = 12  # wall clock a second of processor time, at most: the machine may be busy


@dataclass(frozen=True)
class Reach:
    """The seconds of processor time that a test takes and the functions (module, qualified name) that it calls."""

    seconds: float
    functions: frozenset[tuple[str, str]]


def load_libraries(rooms: Iterable[Room] = ()) -> None:
    """Import what the kit and the rooms' tests import from elsewhere, once, for all children."""
    sys.path.insert(0, str(ROOT))
    torch = any(module.startswith("torch_bridge.") for room in rooms for module in room.modules)
    for name in (*_LIBRARIES, *(["torch"] if torch else [])):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if any(name.split(".")[0] in ("uccheck", "torch_bridge") for name in sys.modules):
        raise RuntimeError("the kit was imported in the parent: a mutant would not be seen")
    gc.freeze()  # what is loaded here stays: no child looks through it when pytest collects garbage


def reaches(room: Room) -> dict[str, Reach]:
    """Every test of the room that passes on the unchanged kit, with what it reaches; found once for each text of the two.

    Raises: RuntimeError if one fails: then nothing could be said about mutants.
    """
    kept = Path(tempfile.gettempdir()) / f"uccheck-reach-{fingerprint(room)}.json"
    if not kept.exists():
        kept.write_text(_profiled(room))
    found = json.loads(kept.read_text())
    return {test: Reach(seconds, frozenset((m, f) for m, f in functions)) for test, (seconds, functions) in found.items()}


def _profiled(room: Room) -> str:
    with tempfile.TemporaryDirectory() as folder:
        record, log = Path(folder) / "reach.json", Path(folder) / "log"
        status = _wait(_fork(None, list(room.tests), log, record), 1800)
        if status != PASSED:
            raise RuntimeError(f"the tests of {room.name} do not pass on the unchanged kit:\n{log.read_text()[-2000:]}")
        return record.read_text()


def fingerprint(room: Room) -> str:
    """A name for the room's tests and the text of the packages that it mutates together."""
    packages = sorted({"uccheck"} | {module.partition(".")[0] for module in room.modules})
    tests = [path for test in room.tests for path in ([ROOT / test] if test.endswith(".py") else sorted((ROOT / test).rglob("*.py")))]
    whole = sha256(room.name.encode())
    for path in [*tests, *(path for package in packages for path in sorted((ROOT / package).rglob("*.py")))]:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:20]


def tests_of(mutant: Mutant, reach: dict[str, Reach]) -> list[str]:
    """The tests that call the mutated function, up to PATIENCE; for a module's own level, all that call the module.

    Each test function's quickest instance comes first, quickest first, then each one's second, and so on: a check that is asked at
    a hundred points must not keep another from being asked at all.
    """
    whole = mutant.function == "<module>" or ("." not in mutant.function and mutant.function[:1].isupper())

    def touched(functions: frozenset[tuple[str, str]]) -> bool:
        if whole:
            return any(module == mutant.module for module, _ in functions)
        return (mutant.module, mutant.function) in functions

    asked, turns = Counter[str](), list[tuple[int, float, str]]()
    for test in sorted((t for t, r in reach.items() if touched(r.functions)), key=lambda t: reach[t].seconds):
        asked[test.partition("[")[0]] += 1
        turns.append((asked[test.partition("[")[0]], reach[test].seconds, test))
    chosen, spent = list[str](), 0.0
    for _, seconds, test in sorted(turns):
        if not chosen or spent + seconds <= PATIENCE:
            chosen.append(test)
            spent += seconds
    return chosen


@dataclass
class _Running:
    mutant: Mutant
    deadline: float


def fates(wanted: Iterable[Mutant], reach: dict[str, Reach], *, workers: int = 1, seconds: float = 4) -> Iterator[tuple[Mutant, str]]:
    """(mutant, fate) as they become known; a mutant that no test reaches has survived."""
    waiting, running = iter(wanted), dict[int, _Running]()
    exhausted = False
    while not exhausted or running:
        while not exhausted and len(running) < workers:
            mutant = next(waiting, None)
            if mutant is None:
                exhausted = True
            elif tests := tests_of(mutant, reach):
                allowed = seconds + 3 * sum(reach[t].seconds for t in tests)
                pid = _fork(mutant, tests, None, None, allowed, _Clock(seconds, {t: 3 * reach[t].seconds for t in tests}))
                running[pid] = _Running(mutant, time.monotonic() + _WAITING * allowed)
            else:
                yield mutant, "survived"
        yield from _finished(running)
        time.sleep(0.005)


def _finished(running: dict[int, _Running]) -> Iterator[tuple[Mutant, str]]:
    for pid, run in list(running.items()):
        status = _poll(pid)
        if status is None and time.monotonic() > run.deadline:
            _kill(pid)
            status = -1
        if status is not None:
            del running[pid]
            yield run.mutant, {PASSED: "survived", **_HUNG}.get(status, "killed")


def _fork(
    mutant: Mutant | None, tests: list[str], log: Path | None, record: Path | None, allowed: float = 1800, clock: _Clock | None = None
) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 3
    try:
        _become_child(log, allowed)
        status = _run_tests(mutant, tests, record, clock)
    except BaseException as error:  # a mutant may raise anything, SystemExit too
        os.write(2, repr(error).encode())
    finally:
        os._exit(status)


def _become_child(log: Path | None, allowed: float) -> None:
    os.setsid()  # what it starts dies with it
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)  # Linux
    resource.setrlimit(resource.RLIMIT_CPU, (int(allowed) + 1, int(allowed) + 2))  # even if the parent is no more
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    target = os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(target, stream)
    os.chdir(ROOT)


def _run_tests(mutant: Mutant | None, tests: list[str], record: Path | None, clock: _Clock | None) -> int:
    import hypothesis
    import pytest

    hypothesis.settings.register_profile("mutation", database=None, derandomize=True)
    hypothesis.settings.load_profile("mutation")
    if mutant is not None:
        # Imported before pytest, whose hook rewrites (and so would find for itself) the modules of a plugin's package.
        sys.meta_path.insert(0, _Planted(mutant))
        importlib.import_module(mutant.module)
    plugins = [*([] if record is None else [_Profiler(record)]), *([] if clock is None else [clock])]
    return int(pytest.main([*_PYTEST, *tests], plugins=plugins))


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module: with the mutant's text."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        path = str(path_of(self.mutant.module))
        module.__file__ = path
        exec(compile(self.mutant.source, path, "exec"), module.__dict__)


@dataclass
class _Clock:
    """A pytest plugin: a test that takes `seconds` more than its share of processor time is stopped, so a loop without end costs little."""

    seconds: float
    shares: dict[str, float]

    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = time.process_time() + self.seconds + self.shares.get(item.nodeid, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (min(int(until) + 1, hard), hard))


class _Profiler:
    """A pytest plugin: which functions of the kit each test calls, and how long it takes."""

    def __init__(self, record: Path) -> None:
        self.record, self.found = record, dict[str, tuple[float, list[tuple[str, str]]]]()

    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> None:
        for shared in vars(item.module).values():  # what an earlier test computed is called here too
            if callable(clear := getattr(shared, "cache_clear", None)) and shared.__name__ not in _IDENTITIES:
                clear()
        self.called: set[CodeType] = set()
        self.began = time.process_time()
        sys.setprofile(self._note)

    def pytest_runtest_logfinish(self, nodeid: str, location: Any) -> None:
        sys.setprofile(None)
        seconds = time.process_time() - self.began
        self.found[nodeid] = (seconds, sorted({name for code in self.called if (name := _function_of(code)) is not None}))

    def pytest_sessionfinish(self, session: Any, exitstatus: int) -> None:
        self.record.write_text(json.dumps(self.found))

    def _note(self, frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            self.called.add(frame.f_code)


def _function_of(code: CodeType) -> tuple[str, str] | None:
    """(module, qualified name) of a function of the kit; what is nested in it without a name counts as itself."""
    if not code.co_filename.startswith(f"{ROOT}/uccheck/") and not code.co_filename.startswith(f"{ROOT}/torch_bridge/"):
        return None
    module = str(Path(code.co_filename).relative_to(ROOT).with_suffix("")).replace("/", ".")
    return module, ".".join(part for part in code.co_qualname.split(".") if not part.startswith("<"))


def _wait(pid: int, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    while (status := _poll(pid)) is None:
        if time.monotonic() > deadline:
            _kill(pid)
            return -1
        time.sleep(0.01)
    return status


def _poll(pid: int) -> int | None:
    done, status = os.waitpid(pid, os.WNOHANG)
    return None if done == 0 else os.waitstatus_to_exitcode(status) or PASSED


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
