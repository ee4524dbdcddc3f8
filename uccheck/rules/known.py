"""The ids of the statements, read off the names of their files, so that an unknown one is refused before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from uccheck.core.errors import InvalidParameter
from uccheck.core.nearest import nearest


@cache
def ids() -> tuple[str, ...]:
    """Every id: `swap-lemma` for catalogue/transfer/swap_lemma.py."""
    files = Path(__file__).parent.joinpath("catalogue").glob("*/*.py")
    return tuple(sorted(file.stem.replace("_", "-") for file in files if not file.stem.startswith("_")))


def require(names: Iterable[str]) -> None:
    """Nothing if every name is an id.  Raises: InvalidParameter for the first that is none, with the nearest."""
    for name in names:
        if name not in ids():
            raise InvalidParameter(f"no statement has the id {name!r}: {nearest(name, ids(), '`uccheck verify` lists them all')}")
