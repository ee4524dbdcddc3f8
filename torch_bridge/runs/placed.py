"""A model of one's own on a device: points go there before they are fitted and before they are classified; counts are made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from uccheck.core.errors import InvalidParameter
from uccheck.counterexample.models import OwnModel


@dataclass(frozen=True)
class PlacedModel:
    """A fitted model that takes its points from the device."""

    model: Any
    device: str

    def __call__(self, x: Any) -> Any:
        """Its answers, in eval mode where it has one."""
        if isinstance(self.model, torch.nn.Module):
            self.model.eval()
        there = moved(x, self.device)
        return self.model.predict(there) if hasattr(self.model, "predict") else self.model(there)


@dataclass(frozen=True)
class PlacedFit:
    """A fit that takes its sample from the device."""

    fit: Callable[[Any, Any, int], Any]
    device: str

    def __call__(self, x: Any, y: Any, seed: int) -> PlacedModel:
        """The fitted model, which answers from the device."""
        return PlacedModel(self.fit(moved(x, self.device), moved(y, self.device), seed), self.device)


def placed(model: OwnModel, device: str) -> OwnModel:
    """The model with its fit and its answers on the device; draw and partner stay where they are."""
    return replace(model, fit=PlacedFit(model.fit, device))


def moved(values: Any, device: str) -> Tensor:
    """The values there.  Raises: InvalidParameter for what is no tensor."""
    if not isinstance(values, Tensor):
        raise InvalidParameter(f"--device {device} moves tensors of torch, and draw gives {type(values).__name__}: leave --device out")
    return values.to(device)
