"""Why: one statement as SQL, each table's verdict with its proof or missing step, and the way to the database."""

from collections.abc import Iterator, Sequence

from scopelint.model.node import Place
from scopelint.model.site import Site
from scopelint.report.frame import Sources, frame
from scopelint.report.paint import Paint, harmless
from scopelint.report.prove_report import table_lines


def trace_text(sites: Sequence[Site], sources: Sources, paint: Paint) -> str:
    """Every site given, one block each."""
    return "\n".join("".join(line + "\n" for line in _block(site, sources, paint)) for site in sites)


def _block(site: Site, sources: Sources, paint: Paint) -> Iterator[str]:
    name = site.module if site.qualname in ("", "<module>") else f"{site.module}.{site.qualname}"
    yield f"{paint('bold', _at(site.place))} in {harmless(name)}"
    span = site.place.span
    place = (span.line, span.column, span.end_line, span.end_column)
    for line in frame(sources, site.place.path, place, paint, "bold"):
        yield f"    {line}"
    yield f"    {site.judgement.operation}: {harmless(site.sql) or 'the statement cannot be shown as SQL'}"
    if not site.judgement.tables:
        yield "    touches no tenant table"
    for table in site.judgement.tables:
        for line in table_lines(table, paint):
            yield f"    {line}"
    if site.judgement.partial:
        yield "    seen only in part; what could not be seen leaves the proofs above intact"
    for note in site.judgement.notes:
        yield f"    note: {harmless(note)}"
    for fault in site.faults:
        yield f"    {_at(fault.place)}: {harmless(fault.message)}"
    if site.origin != site.place:
        yield f"    built at {_at(site.origin)}"
    for call in site.calls:
        yield f"    {_at(call.place)}: {harmless(call.message)}"
    yield f"    executed at {_at(site.executed)}{' in a bypass session' if site.bypass else ''}"


def _at(place: Place) -> str:
    return harmless(f"{place.path}:{place.span.line}:{place.span.column}")
