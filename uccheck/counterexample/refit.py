"""A second fit, where it can be in another process: h_S must be a function of (x, y, seed), and h a function of a point.

A model that keeps what `draw` gave, and looks its answer up, gives the same answers twice in one process. In the other process draw
was never called, and no label of a test point is sent there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from uccheck.core.apart import Unloadable, apart
from uccheck.counterexample.classified import all_answers
from uccheck.counterexample.rows import Points, copied, named

if TYPE_CHECKING:
    from uccheck.counterexample.models import OwnModel

#: Where a replicate was fitted for the second time.
APART, HERE = "in a process of its own", "in the same process"


def fitted(model: OwnModel, points: Points, seed: int) -> Any:
    """h_S, from a copy of S."""
    with named("fit"):
        return model.fit(*copied(points), seed)


def answers_again(model: OwnModel, load: Callable[[], OwnModel] | None, sample: Points, seed: int, x: Any) -> tuple[NDArray[Any], str]:
    """Answers for x of h_S fitted anew, and where: HERE only if neither `load` nor the model can be sent to a process.

    Raises: InvalidParameter as the first fit does; MissingTool if the process dies.
    """
    try:
        return apart(_answers, model if load is None else load, load is not None, sample, seed, x), APART
    except Unloadable:
        return _answers(model, False, sample, seed, x), HERE


def _answers(model: Any, to_load: bool, sample: Points, seed: int, x: Any) -> NDArray[Any]:
    return all_answers(fitted(model() if to_load else model, sample, seed), x)
