"""Counterexamples of one's own, and the transfer lemmas that all of them share."""
