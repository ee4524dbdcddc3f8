"""The derivations as TeX, PDF and HTML, and the ledger."""
