"""In which arguments a quantity does not decrease, or does not increase, and which quantity is never below which: by definition.

A larger event has no smaller chance; what is allowed to fail more often has a smaller least value. `tests/quantities/test_spaces.py`
tries each on finite spaces.
"""

from __future__ import annotations

from typing import Any

RISING: dict[str, tuple[str, ...]] = {
    "head": ("t",),
    "misfit": ("gamma",),
    "exceed": ("gamma",),
    "loss": ("gamma",),
    "all_flipped": ("t",),
    "gap_below": ("v",),
    "gap_below_signs": ("v",),
    "simplex_below": ("v",),
    "deviates": ("c",),
    "cone": ("p",),
}
FALLING: dict[str, tuple[str, ...]] = {
    "tail": ("t",),
    "exceed": ("e",),
    "overshoot": ("e",),
    "reach": ("e",),
    "one_deviates": ("c",),
    "cone": ("a",),
    "meet": ("delta",),
    "meet_signs": ("delta",),
    "meet_simplex": ("delta",),
    "e_gen": ("delta",),
    "e_unif_alg": ("delta",),
}
#: (smaller, larger) at the same arguments.
ORDERED = (("e_gen", "e_unif_alg"), ("overshoot", "reach"))


def difference(larger: Any, smaller: Any) -> Any | None:
    """An expression of whose sign being nonnegative it follows that `larger` is at least `smaller`; None where nothing is known."""
    if (smaller.about.name, larger.about.name) in ORDERED and larger.args == smaller.args:
        return 0
    if larger.about.name != smaller.about.name:
        return None
    pairs = zip(larger.about.args, larger.args, smaller.args, strict=True)
    apart = [(name, one - two) for name, one, two in pairs if one != two]
    if len(apart) != 1:
        return None
    ((name, gap),) = apart
    up, down = (name in table.get(larger.about.name, ()) for table in (RISING, FALLING))
    return gap if up else -gap if down else None
