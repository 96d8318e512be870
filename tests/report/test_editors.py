"""The snippets of docs/editors.md, each tried on what ``--format concise`` really prints."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scopelint.model.finding import Result
from scopelint.report import concise
from tests.judge.building import place, run, site, verdict

PAGE = (Path(__file__).parents[2] / "docs" / "editors.md").read_text(encoding="utf-8")
RESULT: Result = run(
    site(verdict(), place=place(10, 5)),
    site(verdict("runs"), place=place(20, 7)),
    site(verdict(verdict="guarded", cause="by-key"), place=place(30, 9)),
)
LINES = concise(RESULT.findings).splitlines()
EXPECTED = [
    (finding.path, finding.line, finding.column, finding.rule, finding.message, finding.severity)
    for finding in RESULT.findings
]


def block(language: str, word: str) -> str:
    """The one fenced block of a language that holds a word."""
    (found,) = [code for code in re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE) if word in code]
    return str(found)


def test_the_lines_hold_every_level() -> None:
    """Else the tests below would try less than they say."""
    assert [severity for *_, severity in EXPECTED] == ["error", "warning", "info"]


def test_visual_studio_code() -> None:
    """The problem matcher's own regular expression and groups."""
    matcher = json.loads(block("json", "problemMatcher"))["tasks"][0]["problemMatcher"]
    pattern = matcher["pattern"]
    found = []
    for line in LINES:
        match = re.match(pattern["regexp"], line)
        assert match is not None, line
        found.append((
            match[pattern["file"]], int(match[pattern["line"]]), int(match[pattern["column"]]), match[pattern["code"]],
            match[pattern["message"]], match[pattern["severity"]] or matcher["severity"],
        ))  # fmt: skip
    assert found == EXPECTED


def test_visual_studio_code_takes_nothing_else() -> None:
    """Notes and the summary stand in the same terminal."""
    regexp = json.loads(block("json", "problemMatcher"))["tasks"][0]["problemMatcher"]["pattern"]["regexp"]
    others = ("note: detected: org_id", "1 error", "looked at 1 file: 2 scoped", "    app/a.py:7:1: nested too deep")
    assert [line for line in others if re.match(regexp, line)] == []


def error_formats() -> list[str]:
    """That of Vim, unescaped, and those inside the Lua snippets."""
    vim = re.search(r"(?m)^set errorformat=(.*)$", block("vim", "errorformat"))
    assert vim is not None
    inside = [re.search(r'"(%f[^"]*)"', block("lua", word)) for word in ('require("lint")', "null-ls")]
    return [vim[1].replace("\\ ", " "), *(match[1] for match in inside if match)]


def test_neovim_uses_the_same_error_format_as_vim() -> None:
    """Both plugins hand it to the editor's own reader."""
    assert len(set(error_formats())) == 1
    assert len(error_formats()) == 3


@pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
def test_vim(tmp_path: Path) -> None:
    """Vim itself reads the lines with the very setting of the page."""
    (tmp_path / "lines").write_text("\n".join(LINES) + "\n")
    (setting,) = re.findall(r"(?m)^set errorformat=.*$", block("vim", "errorformat"))
    (tmp_path / "script.vim").write_text(
        f"{setting}\n"
        "cgetfile lines\n"
        "let found = map(getqflist(), '[bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.text, v:val.type]')\n"
        "call writefile([json_encode(found)], 'found')\n"
        "qall!\n"
    )
    command = ["vim", "-N", "-u", "NONE", "-i", "NONE", "-es", "-S", "script.vim"]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, timeout=60)
    kinds = {"error": "", "warning": "w", "info": "i"}
    assert json.loads((tmp_path / "found").read_text()) == [
        [path, line, column, f"{rule}: {message}", kinds[severity]]
        for path, line, column, rule, message, severity in EXPECTED
    ]


def from_emacs(literal: str) -> str:
    """An Emacs regular expression, as its Lisp string, in Python's spelling: plain and escaped groups change places."""
    text = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], literal)
    out, at = "", 0
    while at < len(text):
        two = text[at : at + 2]
        if two in (r"\(", r"\)", r"\|"):
            out, at = out + two[1], at + 2
        elif text[at] in "()|":
            out, at = out + "\\" + text[at], at + 1
        elif text[at] == "[":
            end = text.index("]", at + 2)
            out, at = out + text[at : end + 1], end + 1
        elif text[at] == "\\":
            out, at = out + two, at + 2
        else:
            out, at = out + text[at], at + 1
    return out


def emacs_regexps() -> list[str]:
    code = block("elisp", "compilation-error-regexp") + block("elisp", "flymake")
    return [from_emacs(literal) for literal in re.findall(r'"(\^(?:[^"\\]|\\.)*)"', code, re.DOTALL)]


def test_emacs_compile() -> None:
    """Groups 1, 2, 3 are the place; 4 makes a warning, 5 a note."""
    compiled, _ = emacs_regexps()
    found = []
    for line in LINES:
        match = re.match(compiled, line)
        assert match is not None, line
        level = "warning" if match[4] else "info" if match[5] else "error"
        found.append((match[1], int(match[2]), int(match[3]), level))
    assert found == [(path, line, column, severity) for path, line, column, _, _, severity in EXPECTED]


def test_emacs_flymake() -> None:
    """Line, column, the rule with its message, the level."""
    _, flymake = emacs_regexps()
    found = [match.groups() for match in re.finditer(flymake, "\n".join(LINES), re.MULTILINE)]
    assert found == [
        (str(line), str(column), f"{rule}: {message}", None if severity == "error" else severity)
        for _, line, column, rule, message, severity in EXPECTED
    ]


def test_the_sample_lines_of_the_page_are_of_this_shape() -> None:
    """What the page shows first is what its snippets read."""
    sample = block("", "app/tasks.py:12:9").splitlines()
    regexp = json.loads(block("json", "problemMatcher"))["tasks"][0]["problemMatcher"]["pattern"]["regexp"]
    assert [(re.match(regexp, line) or [None] * 7)[6] for line in sample] == [None, "warning", "info"]
