"""``python -m copyfair`` and the ``copyfair`` command."""

import sys


def main() -> None:
    """Run the command line; answers ``--version`` before anything heavy is loaded."""
    if sys.argv[1:] == ["--version"]:
        from copyfair.version import TOOL  # noqa: PLC0415 - the whole point is to load nothing else

        sys.stdout.write(f"{TOOL}\n")
        return
    from copyfair.cli import run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
