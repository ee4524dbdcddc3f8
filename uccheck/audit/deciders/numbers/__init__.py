"""Deciders of claims about reported numbers: statistics, proportions, intervals, exponents, runs."""
