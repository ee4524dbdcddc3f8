"""What `--kernel` adds to `certify` and `check`: Coq's word, kept apart from the rest."""
