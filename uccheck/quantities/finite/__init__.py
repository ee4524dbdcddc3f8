"""Finite learning problems, in which every quantity is computed from its definition."""
