"""A project written in a test, linked through the extract room."""

from pathlib import Path
from textwrap import dedent

from scopelint.extract import outline, read_bodies
from scopelint.link import link
from scopelint.model.body import Body
from scopelint.model.program import Program


def linked(files: dict[str, str], src: tuple[str, ...] = ()) -> Program:
    """The program that these files, by path, make up."""
    sources = {path: dedent(source).encode() for path, source in files.items()}
    outlines = {path: outline(path, source) for path, source in sources.items()}

    def body_of(path: str, qualname: str) -> Body | None:
        return read_bodies(sources[path], outlines[path], [qualname]).get(qualname)

    return link(outlines, body_of, src)


def linked_files(root: Path, paths: list[Path]) -> Program:
    """The program that files on disk make up."""
    return linked({path.relative_to(root).as_posix(): path.read_text() for path in paths})
