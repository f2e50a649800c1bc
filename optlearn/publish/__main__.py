"""The command ``python -m optlearn.publish``."""

import argparse
import sys
from pathlib import Path

from optlearn.publish import book, page, slides
from optlearn.publish.notebooks import BUILD, NotPublished, chosen
from optlearn.publish.pdf import print_decks

WRITERS = {"page": page.write, "slides": slides.write, "site": book.write}


def main(arguments: list[str] | None = None) -> int:
    """Publish the notebooks that are named and say where each went; 1 if something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m optlearn.publish",
        description="Publish the lessons so that they need neither kernel nor network.",
    )
    parser.add_argument("what", choices=list(WRITERS), help="what to make of the notebooks")
    parser.add_argument(
        "names", nargs="*", help="notebooks, or starts of their names; default: all"
    )
    parser.add_argument("--out", type=Path, help="folder to write to; default: build/ and its kind")
    parser.add_argument(
        "--notebooks", type=Path, default=Path("notebooks"), help="folder of the notebooks"
    )
    parser.add_argument("--pdf", action="store_true", help="slides: print each deck as PDF, too")
    parser.add_argument("--notes", action="store_true", help="slides: with the notes in the PDF")
    options = parser.parse_args(arguments)
    if options.what != "slides" and (options.pdf or options.notes):
        parser.error(f"only slides are printed; got {options.what} with --pdf or --notes")
    out = options.out or BUILD / options.what
    try:
        files = WRITERS[options.what](chosen(options.names, options.notebooks), out)
        if options.pdf or options.notes:
            files += print_decks(files, notes=options.notes)
    except NotPublished as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        if problem.filename is None:
            raise
        print(f"cannot write to {problem.filename}: {problem.strerror}", file=sys.stderr)
        return 1
    for file in files:
        print(f"{file} ({file.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
