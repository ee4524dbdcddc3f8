"""`python -m uccheck` is `uccheck`."""

from uccheck.cli import main

if __name__ == "__main__":
    main()
