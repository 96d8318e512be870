"""JUnit XML, for build servers: a suite a file, a test case a finding; a failure is what makes the exit status 1."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from itertools import groupby

from scopelint.model.finding import Finding, Result
from scopelint.model.rule import Severity

_LEVELS: tuple[Severity, ...] = ("info", "warning", "error")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(result: Result, severity: Severity = "warning", prefix: str = "") -> str:
    """Findings at or above ``severity`` fail, milder ones pass with a note; what could not be looked at is skipped.

    ``prefix``: the project's path in its repository.
    """
    suites = ElementTree.Element("testsuites", name="scopelint")
    for path, findings in groupby(result.findings, key=lambda finding: finding.path):
        suite = ElementTree.SubElement(suites, "testsuite", name=_clean(path))
        for finding in findings:
            fails = _LEVELS.index(finding.severity) >= _LEVELS.index(severity)
            _finding(suite, finding, prefix, fails)
    _not_analyzed(suites, result, prefix)
    if not len(suites):
        suite = ElementTree.SubElement(suites, "testsuite", name="scopelint")
        ElementTree.SubElement(suite, "testcase", classname="scopelint", name="no findings")
    for suite in suites:
        _count(suite, suite)
    _count(suites, suites)
    ElementTree.indent(suites)
    # References instead of other characters than ASCII: no encoding of a stream or file can be wrong then.
    written: bytes = ElementTree.tostring(suites, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii") + "\n"


def _finding(suite: ElementTree.Element, finding: Finding, prefix: str, fails: bool) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_clean(finding.function or finding.path),
        name=_clean(f"{finding.rule}: {finding.message}"),
        file=_clean(prefix + finding.path),
        line=str(finding.line),
    )
    place = f"{finding.path}:{finding.line}:{finding.column}: {finding.severity}"
    related = [f"{related.path}:{related.line}: {related.message}" for related in finding.related]
    body = _lines([place, *finding.detail, f"help: {finding.help}", *related])
    if fails:
        failure = ElementTree.SubElement(case, "failure", type=finding.rule, message=_clean(finding.message))
        failure.text = body
    else:
        ElementTree.SubElement(case, "system-out").text = body


def _not_analyzed(suites: ElementTree.Element, result: Result, prefix: str) -> None:
    if not (result.coverage.gaps or result.errors):
        return
    suite = ElementTree.SubElement(suites, "testsuite", name="not analyzed")
    for gap in result.coverage.gaps:
        path = _clean(prefix + gap.place.path)
        case = ElementTree.SubElement(
            suite, "testcase", classname=path, name=_clean(gap.reason), file=path, line=str(gap.place.span.line)
        )
        ElementTree.SubElement(case, "skipped", message=_clean(gap.reason))
    for error in result.errors:
        case = ElementTree.SubElement(suite, "testcase", classname="scopelint", name="internal failure")
        ElementTree.SubElement(case, "error", type="internal", message=_clean(error))


def _count(element: ElementTree.Element, among: ElementTree.Element) -> None:
    counts = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for name, tag in counts.items():
        element.set(name, str(sum(1 for _ in among.iter(tag))))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(_clean(line) for line in lines)


def _clean(words: str) -> str:
    """Characters that XML cannot hold, not even as references, as escapes."""
    return _NO_XML.sub(lambda match: f"\\x{ord(match[0]):02x}", words)
