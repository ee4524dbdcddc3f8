"""Instances decided by Coq: the library and its gates, the searches for witnesses, the fixed texts, and what a file states."""
