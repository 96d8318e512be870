"""Divides a reader's labels into the half that may be read and the sealed half."""

import argparse
from pathlib import Path

from tests.field.enumerate import projects, settings
from tests.field.label import Label, LabelError, half, load, read, write


def merged(kept: list[Label], given: list[Label]) -> list[Label]:
    """What was labelled before, with the sites that are given now labelled anew."""
    anew = {(label.path, label.line) for label in given}
    return [label for label in kept if (label.path, label.line) not in anew] + given


def main() -> None:
    """``python -m tests.field.split FILE``; the project is the one whose repository the file names."""
    options = argparse.ArgumentParser(prog="python -m tests.field.split", description=__doc__)
    options.add_argument("file", type=Path)
    file = options.parse_args().file
    text = file.read_text(encoding="utf-8")
    named = [project for project in projects() if f'"{settings(project)["repository"]}"' in text]
    if len(named) != 1:
        options.error(f"{file}: must name the repository of exactly one project, not {named}")
    project = named[0]
    try:
        labels = merged(load(project, "both"), read(file, project))
    except LabelError as error:
        options.error(str(error))
    for of_the_sealed in (False, True):
        part = [label for label in labels if label.sealed == of_the_sealed]
        write(half(project, of_the_sealed=of_the_sealed), part)
        places = len({(label.path, label.line) for label in part})
        print(f"{half(project, of_the_sealed=of_the_sealed).name}: {places} sites, {len(part)} labels")


if __name__ == "__main__":
    main()
