"""Binomial limits, sequential tests, slopes: statements with a declared error rate."""
