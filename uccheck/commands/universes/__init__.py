"""What `certify`, `threshold` and `sweep` print of the other counterexamples."""
