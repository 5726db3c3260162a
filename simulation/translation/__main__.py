"""python -m simulation.translation extract | compile: the catalogues of locales/, kept by Babel."""
from __future__ import annotations

import argparse
import sys

from simulation.translation import LANGUAGES, SOURCE, catalogues


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulation.translation", description=__doc__)
    parser.add_argument("what", choices=["extract", "compile"], help="extract: what the source says now, into each catalogue; compile: for the app")
    asked = parser.parse_args().what
    for language in LANGUAGES:
        if language != SOURCE:
            print(catalogues.update(language) if asked == "extract" else catalogues.compile_one(language))
    return 0


if __name__ == "__main__":
    sys.exit(main())
