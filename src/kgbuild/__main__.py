"""``python -m kgbuild`` is the command ``kgbuild``."""

from kgbuild.cli import main

if __name__ == "__main__":
    main()
