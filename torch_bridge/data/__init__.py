"""Spheres, digits, and what the authors published."""
