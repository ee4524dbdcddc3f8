"""Verification kit for the counterexample of Nagarajan & Kolter (NeurIPS 2019)."""

from uccheck.errors import UccheckError as UccheckError
from uccheck.verdict import Evidence as Evidence
from uccheck.verdict import Kind as Kind
from uccheck.verdict import Verdict as Verdict
