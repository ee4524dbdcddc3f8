"""Answers as tables for a paper."""
