"""Certificates, the independent checker, and Coq."""
