"""Whatever carries a verdict, a word or evidence refuses to be taken for true: an `assert` of it would pass whatever it says."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

import torch_bridge
import uccheck
from uccheck.core.verdict import Evidence, Kind, Verdict

SPEAKS = {"verdict", "word", "evidence"}
#: What deciders hand to each other, never to a user: `_first(claim) or _second(claim)` passes on that the first had none.
WITHIN = {"uccheck.audit.deciders.decision.Decision"}


def speaking() -> Iterator[type[Any]]:
    """Every class of the kit with a field, property or method of such a name."""
    for package in (uccheck, torch_bridge):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            for one in vars(module).values():
                if inspect.isclass(one) and one.__module__ == found.name:
                    own = {*getattr(one, "__annotations__", {}), *(name for name, value in vars(one).items() if _asked(value))}
                    if own & SPEAKS:
                        yield one


def _asked(value: Any) -> bool:
    return isinstance(value, property) or inspect.isfunction(value)


def truth(of: type[Any]) -> Callable[[Any], NoReturn]:
    return of.__bool__  # type: ignore[no-any-return]


def test_none_has_a_truth_value() -> None:
    pytest.importorskip("torch")
    classes = [one for one in speaking() if f"{one.__module__}.{one.__qualname__}" not in WITHIN]
    assert len(classes) > 20 and Evidence in classes
    for one in classes:
        assert hasattr(one, "__bool__"), one
        with pytest.raises((TypeError, AttributeError)):  # those that name what they hold have nothing to name here
            truth(one)(object.__new__(one))


def test_the_class_that_is_asked_is_named() -> None:
    with pytest.raises(TypeError, match="Evidence is no bool: ask for its verdict"):
        bool(Evidence(kind=Kind.EXACT, verdict=Verdict.REFUTED, detail=""))
