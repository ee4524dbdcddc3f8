"""Bounds measured against the sample size."""
