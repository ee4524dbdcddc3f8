"""Deciders of claims about formulas: identities, inequalities, tails of known laws."""
