"""`uccheck` and `python -m uccheck`: the command line, which is interrupted in one line even while it is being loaded."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run `uccheck.cli.main`; Ctrl-C before it can answer for itself ends with status 130, SIGTERM with 143."""
    try:
        from uccheck.cli import main as run

        run()
    except KeyboardInterrupt as stopped:  # nothing of the kit may be loaded to tell the two apart: its import may be what was broken off
        print("uccheck: interrupted", file=sys.stderr)
        sys.exit(143 if type(stopped).__name__ == "Stopped" else 130)


if __name__ == "__main__":
    main()
