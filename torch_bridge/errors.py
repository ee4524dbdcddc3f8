"""Misuse of the bridge in one line; nothing here imports torch."""

from __future__ import annotations

from importlib.util import find_spec

from uccheck.core.errors import InvalidParameter, MissingTool


def need_torch() -> None:
    """Raise `MissingTool` unless torch and safetensors can be imported; loads neither."""
    for package in ("torch", "safetensors"):
        if find_spec(package) is None:
            raise MissingTool(f"{package} is not installed: pip install 'uccheck[torch]'")


def require(condition: bool, message: str) -> None:
    """Raise `InvalidParameter(message)` unless the condition holds; the message shows the value and the mend."""
    if not condition:
        raise InvalidParameter(message)
