"""The other counterexamples: their answers, and one door to all by name."""
