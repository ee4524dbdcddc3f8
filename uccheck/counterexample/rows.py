"""Labelled points as numpy arrays or torch tensors: copies, rows, joins. torch is used where a tensor comes in, never loaded here."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter, UccheckError, first_line

#: Points x (n, ..) and classes y (n,).
Points = tuple[Any, Any]
Rows = NDArray[np.int64]


def is_tensor(values: Any) -> bool:
    """Whether `values` is a torch tensor; torch is not loaded for the question."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(values, torch.Tensor)


def as_array(values: Any) -> NDArray[Any]:
    """The values as numpy has them."""
    return np.asarray(values.detach().cpu()) if is_tensor(values) else np.asarray(values)


def copied(points: Points) -> Points:
    """Points of their own: whoever changes them in place changes nothing else."""
    x, y = points
    return (x.clone() if is_tensor(x) else copy.deepcopy(x)), (y.clone() if is_tensor(y) else copy.deepcopy(y))


def rows(values: Any, chosen: Rows) -> Any:
    """The rows `chosen`, a copy."""
    return values[sys.modules["torch"].from_numpy(chosen)] if is_tensor(values) else np.asarray(values)[chosen]


def joined(parts: Sequence[Any]) -> Any:
    """All rows of all parts, in order."""
    if all(is_tensor(part) for part in parts):
        return sys.modules["torch"].cat(list(parts))
    return np.concatenate([as_array(part) for part in parts])


def checked(points: Any, n: int, what: str) -> Points:
    """The points, if they are n labelled points with finite coordinates and whole labels.

    Raises: InvalidParameter, one line, that names whose points they are.
    """
    if not (isinstance(points, tuple) and len(points) == 2):
        raise InvalidParameter(f"{what} must give (x, y), got {type(points).__name__}")
    x, y = (as_array(values) for values in points)
    if x.ndim < 2 or len(x) != n or y.shape != (n,):
        raise InvalidParameter(f"{what} must give x ({n}, ..) and y ({n},), got shapes {x.shape} and {y.shape}")
    if not np.issubdtype(y.dtype, np.integer):
        raise InvalidParameter(f"{what} must give whole numbers as classes, got {y.dtype}")
    if x.dtype.kind not in "biuf":
        raise InvalidParameter(f"{what} must give real numbers as coordinates, got {x.dtype}")
    if not np.isfinite(x.astype(np.float64)).all():
        raise InvalidParameter(f"{what} gave a coordinate that is not finite")
    return points[0], points[1]


def named(what: str) -> AbstractContextManager[None]:
    """What the user's own code raises, as one line that names the function: see `users_code`."""
    return users_code(lambda line: f"{what} failed with {line}")


@contextmanager
def users_code(says: Callable[[str], str]) -> Iterator[None]:
    """What the user's own code raises, as one line, `says` of the error's first; what it prints goes to stderr, beside no verdict.

    Raises: InvalidParameter.
    """
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (UccheckError, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # sys.exit(0) in a fit or a module must not end as status 0, "all upheld"
        raise InvalidParameter(says(first_line(error))) from error
