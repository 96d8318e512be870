"""Rule files: every field is checked."""

import shutil
from pathlib import Path

import pytest

from scopelint.inputs import load_project, rulebook, shipped_rules
from scopelint.model.errors import ConfigError
from tests.inputs.test_config import fault, write

RULES = Path(__file__).parents[2] / "rules"
OWN = """
id = "audit-readers"
message = "{operation} reads {table} outside app.audit"
help = "ask app.audit"
[when]
kind = "statement"
table = "audit_logs"
[unless]
module = ["app.audit", "app.audit.*"]
"""


def test_every_shipped_file_is_a_rule() -> None:
    """One file a rule, named as its id."""
    assert [rule.id for rule in shipped_rules()] == sorted(file.stem for file in RULES.glob("*.toml"))


def test_a_project_adds_its_own_rules(tmp_path: Path) -> None:
    """The page may be left out; family and severity have defaults."""
    write(tmp_path, {"scopelint.toml": 'rule-paths = ["lint"]', "lint/audit-readers.toml": OWN, "a.py": ""})
    (rule,) = [rule for rule in load_project(tmp_path).rules if rule.id == "audit-readers"]
    assert (rule.family, rule.severity) == ("project", (("default", "warning"),))
    assert rule.unless == (("module", ("app.audit", "app.audit.*")),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('table = "audit_logs"', "tabel = 'x'", "when.tabel: is no field of a statement; did you mean 'table'?"),
        ('kind = "statement"', 'kind = "statment"', "when.kind: 'statment' is no kind of fact; did you mean 'statement'?"),
        ('table = "audit_logs"', "verdict = 'unscope'", "when.verdict: 'unscope' is never its value; did you mean 'unscoped'?"),
        ('table = "audit_logs"', "partial = 'yes'", "when.partial: must be true or false"),
        ('table = "audit_logs"', "table = 3", "when.table: must be a string, true or false, or a list of strings"),
        ("{table}", "{tabel}", "message: {tabel} is no field of the fact; did you mean 'table'?"),
        ("{table}", "{table.upper}", "message: {table.upper} must be the plain name of a field"),
        ("{table}", "{table!r}", "message: {table} must be the plain name of a field"),
        ("[when]", "[severity]\nforced = 'warnig'\n[when]", "severity.forced: 'warnig' is not one of error, warning, info"),
        ("[when]", "[severity]\nforced = 'error'\n[when]", "severity: needs default, or all of none, enabled, forced"),
        ("help =", "hepl = 'x'\nhelp =", "hepl: unknown key; did you mean 'help'?"),
        ("audit-readers", "audit-reader", "id: 'audit-reader' must be the file's name, 'audit-readers'"),
        ("help =", "family = 'scope'\nhelp =", "family: 'scope' is a shipped family; take another name"),
    ],
)  # fmt: skip
def test_faults_name_file_field_and_cure(tmp_path: Path, old: str, new: str, message: str) -> None:
    """STYLE section 6."""
    toml = OWN.replace(old, new, 1)
    write(tmp_path, {"scopelint.toml": 'rule-paths = ["audit-readers.toml"]', "audit-readers.toml": toml, "a.py": ""})
    assert fault(tmp_path) == f"audit-readers.toml: {message}"


def test_an_own_rule_cannot_replace_a_shipped_one(tmp_path: Path) -> None:
    """Ids are the only names."""
    toml = OWN.replace("audit-readers", "unscoped-read")
    write(tmp_path, {"scopelint.toml": 'rule-paths = ["lint"]', "lint/unscoped-read.toml": toml, "a.py": ""})
    assert (
        fault(tmp_path)
        == "lint/unscoped-read.toml: id: 'unscoped-read' is already the rule of rules/unscoped-read.toml"
    )


def test_a_shipped_rule_explains_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its page it is no rule."""
    shutil.copy(RULES / "unscoped-read.toml", tmp_path)
    file = tmp_path / "unscoped-read.toml"
    file.write_text(file.read_text().replace("why =", "summary2 ="))
    monkeypatch.setattr(rulebook, "rules_folder", lambda: tmp_path)
    with pytest.raises(ConfigError, match=r"rules/unscoped-read\.toml: why: is missing"):
        shipped_rules()


def test_a_manifest_may_only_exempt_from_rules_that_exist(tmp_path: Path) -> None:
    """A misspelt rule would exempt nothing in silence."""
    manifest = 'version = 1\n[[exempt]]\nwhere = "a:b"\nrules = ["unscoped-reed"]\n'
    write(tmp_path, {"scopelint.toml": "", "rls-coverage.toml": manifest, "a.py": ""})
    assert fault(tmp_path) == "rls-coverage.toml:2: exempt: no rule 'unscoped-reed'; did you mean 'unscoped-read'?"
