"""What twice the code costs: CPU of ``scopelint check`` on 1, 2, 4 and 8 copies of a package, beside half as many.

    python benchmarks/growth.py [FOLDER PACKAGE]

FOLDER holds the configuration and PACKAGE; without them, the fixture agent_platform. The copies have names of their own
(``agent_platform_2``), and their imports and module names follow; they share tables, as the parts of one large service do.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from check import cpu_seconds

FIXTURE = Path(__file__).parents[1] / "fixtures" / "agent_platform"
COPIES = (1, 2, 4, 8)
ROUNDS = 3
"""The least of them counts: other work on the machine only adds."""


def copied(folder: Path, package: str, count: int, target: Path) -> Path:
    """The folder with ``count`` copies of the package."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".git", "__pycache__"))
    for number in range(2, count + 1):
        name = f"{package}_{number}"
        shutil.copytree(target / package, target / name)
        for file in (target / name).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            file.write_text(re.sub(rf"\b{package}(?=[. ])", name, text), encoding="utf-8")
    return target


def main() -> int:
    """Print the CPU seconds for each size, and the ratio to half of it; status 2 where there is no such package."""
    folder, package = (Path(sys.argv[1]), sys.argv[2]) if len(sys.argv) > 2 else (FIXTURE, FIXTURE.name)
    if not (folder / package).is_dir():
        print("usage: python benchmarks/growth.py [FOLDER PACKAGE]", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "scopelint", "check", "--format", "json", "."]
    half = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        for count in COPIES:
            root = copied(folder, package, count, Path(scratch) / str(count))
            seconds = min(cpu_seconds(command, root) for _ in range(ROUNDS))
            print(f"{count} copies: {seconds:.1f} s" + (f", {seconds / half:.2f} times half of it" if half else ""))
            half = seconds
    return 0


if __name__ == "__main__":
    sys.exit(main())
