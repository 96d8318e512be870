"""CPU of a cold ``scopelint check`` against semgrep with one local rule, on the same tree, in turns.

    python benchmarks/check.py FOLDER [ROUNDS]

Prints, for each round, the CPU seconds (user + system, children included) of both and their ratio, then the median
ratio and scopelint's peak memory. semgrep must be on PATH (``pip install semgrep`` in an environment of its own).
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RULE = """rules:
- id: execute
  languages: [python]
  severity: WARNING
  message: a statement is executed
  pattern: $SESSION.execute(...)
"""


def cpu_seconds(command: list[str], folder: Path) -> float:
    """User and system time of a command and all it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def main() -> int:
    """Run the rounds; status 2 where a tool or the folder is missing."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    semgrep = shutil.which("semgrep")
    if semgrep is None or not folder.is_dir():
        print("usage: python benchmarks/check.py FOLDER [ROUNDS], with semgrep on PATH", file=sys.stderr)
        return 2
    ours = [sys.executable, "-m", "scopelint", "check", "--format", "json", "."]
    ratios = []
    with tempfile.TemporaryDirectory() as scratch:
        rule = Path(scratch) / "rule.yaml"
        rule.write_text(RULE)
        theirs = [semgrep, "scan", "--metrics", "off", "--disable-version-check", "--config", str(rule), "."]
        os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
        for number in range(rounds):
            mine, peer = cpu_seconds(ours, folder), cpu_seconds(theirs, folder)
            ratios.append(mine / peer)
            print(f"round {number + 1}: scopelint {mine:.1f} s, semgrep {peer:.1f} s, ratio {mine / peer:.2f}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"median ratio {statistics.median(ratios):.2f}; largest process {peak:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
