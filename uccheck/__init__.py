"""Verification kit for the counterexample of Nagarajan & Kolter (NeurIPS 2019): `from uccheck import LinearSetting, certify`.

What needs ball arithmetic or arrays is loaded when it is first used, so that importing the kit takes no time.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from uccheck.core.errors import BudgetExceeded as BudgetExceeded
from uccheck.core.errors import InvalidFile as InvalidFile
from uccheck.core.errors import InvalidParameter as InvalidParameter
from uccheck.core.errors import MissingTool as MissingTool
from uccheck.core.errors import UccheckError as UccheckError
from uccheck.core.verdict import Evidence as Evidence
from uccheck.core.verdict import Kind as Kind
from uccheck.core.verdict import Verdict as Verdict
from uccheck.linear.setting import Event as Event
from uccheck.linear.setting import LinearSetting as LinearSetting

if TYPE_CHECKING:
    from uccheck.answers.certify import certify as certify
    from uccheck.answers.threshold import threshold as threshold
    from uccheck.balls import Enclosure as Enclosure
    from uccheck.certificates.check import check_file as check_file
    from uccheck.linear.events import probability as probability

#: Where the names that are loaded on first use live.
_LATER = {
    "Enclosure": "balls",
    "probability": "linear.events",
    "check_file": "certificates.check",
    "threshold": "answers.threshold",
    "certify": "answers.certify",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'uccheck' has no attribute {name!r}")
    return getattr(_import_module(f"uccheck.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
