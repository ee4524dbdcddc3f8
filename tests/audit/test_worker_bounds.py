"""The process that decides bounds itself: its memory by the smaller of its own limit and the system's, its time by an alarm."""

from __future__ import annotations

import subprocess
import sys

import pytest

from uccheck.audit.worker import MEMORY

LIMITS = pytest.importorskip("resource")
ASKED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, ({hard}, {hard}))
from uccheck.audit.worker import _bound_memory
_bound_memory()
print(*resource.getrlimit(resource.RLIMIT_AS))
"""


@pytest.mark.parametrize("share", [0.5, 0.99, 1.5, None])
def test_memory_is_bounded_whatever_the_system_bounds(share: float | None) -> None:
    hard = LIMITS.RLIM_INFINITY if share is None else int(share * MEMORY)
    done = subprocess.run([sys.executable, "-c", ASKED.format(hard=hard)], capture_output=True, text=True, check=True)
    soft, kept = map(int, done.stdout.split())
    assert kept == hard and soft == (MEMORY if share is None or share > 1 else hard)


def test_what_wants_more_memory_than_that_is_refused_it() -> None:
    wanted = f"from uccheck.audit.worker import _bound_memory\n_bound_memory()\nbytearray({2 * MEMORY})"
    done = subprocess.run([sys.executable, "-c", wanted], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.rstrip().endswith("MemoryError")


def test_a_claim_has_an_alarm_behind_its_limit_and_none_afterwards() -> None:
    code = "import signal\nfrom uccheck.audit.worker import _bound_time\n"
    code += "for limit in (2.5, None):\n    _bound_time(limit)\n    print(signal.alarm(0))\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    left, after = map(int, done.stdout.split())
    assert 2.5 < left <= 60 and after == 0
