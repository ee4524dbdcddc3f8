"""Deciders of claims about the linear setting: one instance, families, thresholds, orders, moments."""
