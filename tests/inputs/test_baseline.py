"""The baseline file: one entry a line, strict to read, written in one step."""

import json
from pathlib import Path

import pytest

from scopelint.inputs import must_not_exist, read_baseline, write_baseline
from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.finding import Baseline, BaselineEntry

ENTRIES = (
    BaselineEntry("app/a.py", "unscoped-read", "error", "aa11", 2, "app.a.f", "tasks"),
    BaselineEntry("app/é\udc80.py", "opaque-sql", "info", "bb22", 1),
)


@pytest.mark.parametrize("entries", [(), ENTRIES[:1], ENTRIES])
def test_what_is_written_is_read(tmp_path: Path, entries: tuple[BaselineEntry, ...]) -> None:
    """Also an empty one, and odd file names."""
    write_baseline(tmp_path, Baseline("b.json", entries))
    assert read_baseline(tmp_path, "b.json") == Baseline("b.json", entries)
    assert [path.name for path in tmp_path.iterdir()] == ["b.json"]


def test_an_entry_is_a_line(tmp_path: Path) -> None:
    """So that a cure is one line of a diff, and two cures merge."""
    write_baseline(tmp_path, Baseline("b.json", ENTRIES))
    assert (tmp_path / "b.json").read_text() == (
        '{"version": 1, "findings": [\n'
        '{"path": "app/a.py", "rule": "unscoped-read", "severity": "error", "function": "app.a.f", "table": "tasks", "fingerprint": "aa11", "count": 2},\n'
        '{"path": "app/\\u00e9\\udc80.py", "rule": "opaque-sql", "severity": "info", "function": null, "table": null, "fingerprint": "bb22", "count": 1}\n'
        "]}\n"
    )


def broken(times: int = 1, **fields: object) -> str:
    entry = {"path": "a.py", "rule": "r", "severity": "error", "fingerprint": "f", "count": 1} | fields
    return json.dumps({"version": 1, "findings": [entry] * times})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<< HEAD", "b.json: is not valid JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[" * 100_000, "b.json: is not valid JSON: "),
        ("[]", "b.json: version: must be 1; "),
        ('{"version": 2, "findings": []}', "b.json: version: must be 1; "),
        ('{"version": 1}', "b.json: findings: must be a list"),
        ('{"version": 1, "findings": [1]}', "b.json: findings[1]: must be an object"),
        (broken(count=0), "b.json: findings[1].count: must be a whole number from 1"),
        (broken(count=True), "b.json: findings[1].count: must be a whole number from 1"),
        (broken(severity="fatal"), "b.json: findings[1].severity: 'fatal' is not one of error, warning, info"),
        (broken(rule=None), "b.json: findings[1].rule: must be a string"),
        (broken(tabel="t"), "b.json: findings[1].tabel: unknown key; did you mean 'table'?"),
        (broken(times=2), "b.json: findings[2].fingerprint: 'f' is there twice"),
    ],
)  # fmt: skip
def test_a_broken_baseline_names_file_key_and_fault(tmp_path: Path, text: str, message: str) -> None:
    """It is never taken for an empty one."""
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_baseline(tmp_path, "b.json")
    assert str(caught.value).startswith(message)


def test_a_missing_baseline_is_told(tmp_path: Path) -> None:
    """And how to make one."""
    with pytest.raises(UsageError, match=r"b\.json: no such file; --write-baseline makes it"):
        read_baseline(tmp_path, "b.json")


def test_a_baseline_is_not_written_over(tmp_path: Path) -> None:
    """Not even where a link leads nowhere."""
    must_not_exist(tmp_path, "b.json")
    (tmp_path / "b.json").symlink_to(tmp_path / "gone")
    with pytest.raises(UsageError, match="only shrinks"):
        must_not_exist(tmp_path, "b.json")


def test_an_update_keeps_mode_and_link(tmp_path: Path) -> None:
    """The file that a link names is replaced, not the link."""
    (tmp_path / "real.json").write_text("")
    (tmp_path / "real.json").chmod(0o640)
    (tmp_path / "b.json").symlink_to("real.json")
    write_baseline(tmp_path, Baseline("b.json", ENTRIES))
    assert (tmp_path / "b.json").is_symlink()
    assert (tmp_path / "real.json").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """One line."""
    with pytest.raises(UsageError, match=r"--baseline: gone/b\.json: No such file or directory"):
        write_baseline(tmp_path, Baseline("gone/b.json", ()))
