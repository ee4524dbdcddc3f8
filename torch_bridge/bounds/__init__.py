"""Norm-based bounds."""
