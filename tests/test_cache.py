"""What was read from the same bytes is at hand; other bytes and other names have their own."""

from pathlib import Path

from scopelint import cache, extract, pipeline
from scopelint.inputs.project import load_project
from scopelint.model.body import Body

SOURCE = (
    "from sqlalchemy import text\n\ndef f(db):\n    db.execute(text('SELECT * FROM tasks'))\n\ndef g():\n    pass\n"
)


def test_bodies_are_read_once_and_the_missing_ones_too() -> None:
    """Only what was not asked for before is asked of the reader."""
    asked: list[list[str]] = []

    def read(names: list[str]) -> dict[str, Body]:
        asked.append(names)
        return dict(extract.read_bodies(source, extract.outline("a.py", source), names))

    source = SOURCE.encode()
    facts = cache.Facts()
    first = facts.bodies(["f", "nothing"], read)
    assert (first["f"] is not None, first["nothing"]) == (True, None)
    assert facts.bodies(["g", "f", "nothing"], read)["f"] is first["f"]
    assert asked == [["f", "nothing"], ["g"]]


def test_places_are_those_of_the_file_that_is_read(tmp_path: Path) -> None:
    """Two files of the same text, an edit that moves a line, and the way back: each has the findings of a first run."""
    (tmp_path / "scopelint.toml").write_text('tenant-columns = ["org_id"]\n')
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1.sql").write_text("CREATE TABLE tasks (id int PRIMARY KEY, org_id int NOT NULL);")

    def lines(*texts: str) -> list[tuple[str, int]]:
        for name, text in zip(("a.py", "b.py"), texts, strict=True):
            (tmp_path / name).write_text(text)
        result = pipeline.check(load_project(tmp_path))
        return [(one.path, one.line) for one in result.findings if one.rule == "unscoped-read"]

    assert lines(SOURCE, SOURCE) == [("a.py", 4), ("b.py", 4)]
    assert lines("\n" + SOURCE, SOURCE) == [("a.py", 5), ("b.py", 4)]
    assert lines(SOURCE, "") == [("a.py", 4)]
