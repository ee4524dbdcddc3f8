"""Verification kit for the counterexample of Nagarajan & Kolter (NeurIPS 2019): `from uccheck import LinearSetting, certify`.

What needs ball arithmetic or arrays is loaded when it is first used, so that importing the kit takes no time.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from uccheck.errors import BudgetExceeded as BudgetExceeded
from uccheck.errors import InvalidFile as InvalidFile
from uccheck.errors import InvalidParameter as InvalidParameter
from uccheck.errors import MissingTool as MissingTool
from uccheck.errors import UccheckError as UccheckError
from uccheck.setting import Event as Event
from uccheck.setting import LinearSetting as LinearSetting
from uccheck.verdict import Evidence as Evidence
from uccheck.verdict import Kind as Kind
from uccheck.verdict import Verdict as Verdict

if TYPE_CHECKING:
    from uccheck.balls import Enclosure as Enclosure
    from uccheck.balls import probability as probability
    from uccheck.check import check_file as check_file
    from uccheck.least import threshold as threshold
    from uccheck.theorems import certify as certify

#: Where the names that are loaded on first use live.
_LATER = {
    "Enclosure": "balls",
    "probability": "balls",
    "check_file": "check",
    "threshold": "least",
    "certify": "theorems",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'uccheck' has no attribute {name!r}")
    return getattr(_import_module(f"uccheck.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
