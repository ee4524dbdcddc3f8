"""Claim files as tests: `pytest claims.toml` decides every claim, and a claim that is not as expected is a failed test.

Collected are files named claims.toml or ending in .claims.toml (or .claims.md), and any claim file that is named on the command line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from uccheck.audit.engine import Finding


def is_claim_file(path: Path, named: list[str]) -> bool:
    """Whether pytest should collect the file: by its name, or because it was named."""
    if path.name == "claims.toml" or path.name.endswith((".claims.toml", ".claims.md")):
        return True
    asked = {Path(a.split("::")[0]).resolve() for a in named}
    return path.suffix in (".toml", ".md") and path.resolve() in asked


class ClaimFile(pytest.File):
    """A claim file: its claims are decided together, the first time that one of them runs."""

    found: dict[int, Finding] | None = None

    def collect(self) -> Iterator[ClaimItem]:
        """One test a claim, named by its id."""
        from uccheck.audit import files

        for order, item in enumerate(files.read([self.path])):
            name = item.id or f"line {item.place.line}" if isinstance(item, files.Malformed) else item.claim.id
            yield ClaimItem.from_parent(self, name=name, order=order)

    def finding(self, order: int) -> Finding:
        """The finding on the claim at this position."""
        if self.found is None:
            from uccheck.audit import engine

            self.found = {f.order: f for f in engine.audit_files([self.path])}
        return self.found[order]


class ClaimItem(pytest.Item):
    """A claim as a test."""

    def __init__(self, *, order: int, **more: Any) -> None:
        super().__init__(**more)
        self.order = order

    def runtest(self) -> None:
        """Fail unless the verdict is as expected."""
        parent = self.parent
        assert isinstance(parent, ClaimFile)
        found = parent.finding(self.order)
        said = f"{found.verdict}: {found.sentence or found.detail}"
        self.user_properties += [("uccheck_claim_verdict", said), ("uccheck_claim_alpha", found.alpha)]
        if not found.as_expected:
            raise Unexpected(found)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """The verdict, the sentence decided and what decides it."""
        if isinstance(excinfo.value, Unexpected):
            f = excinfo.value.found
            wanted = f" (expected {f.expect})" if f.expect else ""
            return f"{f.verdict}{wanted}: {f.sentence or 'unreadable claim'}\n{f.detail}\n{f.file}:{f.line}"
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands."""
        return self.path, 0, f"claim {self.name}"


class Unexpected(AssertionError):  # noqa: N818 - a verdict, not an error
    """A claim whose verdict is not as expected."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.detail)
        self.found = found
