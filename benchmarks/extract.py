"""Ratios of ways to read a folder of Python: ``python benchmarks/extract.py FOLDER``. Times are CPU time, trust the ratios."""

import ast
import resource
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import libcst as cst

from scopelint.extract import outline, read_bodies
from scopelint.extract.cuts import parse
from scopelint.model.body import BrokenBody
from scopelint.model.outline import ClassOutline, FunctionOutline, Outline

_SAMPLE = 60_000  # lines on which the slow ways are measured


def main(folder: str) -> None:
    """Print one line for each way: CPU milliseconds for 1000 lines, and the ratio to a tree-sitter parse."""
    warnings.simplefilter("ignore")
    files = [path.read_bytes() for path in sorted(Path(folder).rglob("*.py"))]
    lines = sum(map(_lines, files))
    unit = _clock(files, parse) / lines
    print(f"{len(files)} files, {lines} lines")
    _show("tree-sitter parse", unit, unit)
    _show("outline", _clock(files, lambda source: outline("a.py", source)) / lines, unit)
    rejected: list[bytes] = []
    _show("ast.parse", _clock(files, lambda source: _ast(source, rejected)) / lines, unit)
    print(f"  ast.parse of Python {sys.version_info[0]}.{sys.version_info[1]} rejects {len(rejected)} files")
    sample = _sample(files)
    _show("LibCST, whole files", _clock(sample, _whole) / sum(map(_lines, sample)), unit)
    _bodies(files, lines, unit)
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB, {sum(map(len, files)) >> 20} of it sources"
    )


def _bodies(files: list[bytes], lines: int, unit: float) -> None:
    read = broken = 0
    spent = 0.0
    for source in files:
        seen = outline("a.py", source)
        wanted = dict(_hits(seen))
        start = time.process_time()
        found = read_bodies(source, seen, wanted)
        spent += time.process_time() - start
        read += sum(wanted.values())
        broken += sum(isinstance(body, BrokenBody) for body in found.values())
    _show("bodies with a hit, per line of body", spent / max(read, 1), unit)
    _show("bodies with a hit, per line of file", spent / lines, unit)
    print(f"  {read} lines of body read ({read / lines:.0%}), {broken} bodies broken")


def _hits(seen: Outline) -> list[tuple[str, int]]:
    """Qualnames with a hit, and how many lines each one costs."""
    found = [("<module>", seen.lines - _inside(seen.functions, seen.classes))] if seen.hit else []
    found += _members(seen.functions)
    stack = list(seen.classes)
    while stack:
        each = stack.pop()
        own = each.cut.end_line - each.cut.line + 1 - _inside(each.methods, each.classes)
        found += [(each.qualname, own)] if each.hit else []
        found += _members(each.methods)
        stack += each.classes
    return found


def _members(functions: tuple[FunctionOutline, ...]) -> list[tuple[str, int]]:
    return [(each.qualname, each.cut.end_line - each.cut.line + 1) for each in functions if each.hit]


def _inside(functions: tuple[FunctionOutline, ...], classes: tuple[ClassOutline, ...]) -> int:
    cuts = [each.cut for each in functions] + [each.cut for each in classes]
    return sum(cut.end_line - cut.line + 1 for cut in cuts)


def _ast(source: bytes, rejected: list[bytes]) -> None:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        rejected.append(source)


def _whole(source: bytes) -> None:
    try:
        cst.parse_module(source)
    except cst.ParserSyntaxError:
        return


def _sample(files: list[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for source in files[:: max(1, sum(map(_lines, files)) // _SAMPLE)]:
        found.append(source)
    return found


def _clock(files: list[bytes], work: Callable[[bytes], object]) -> float:
    start = time.process_time()
    for source in files:
        work(source)
    return time.process_time() - start


def _lines(source: bytes) -> int:
    return source.count(b"\n")


def _show(name: str, seconds: float, unit: float) -> None:
    print(f"{name:<40}{seconds * 1e6:8.2f} ms{seconds / unit:8.2f} x")


if __name__ == "__main__":
    main(sys.argv[1])
