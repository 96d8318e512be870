"""Which function a stored foreign key is told in: the outermost one in view that hands in its value unverified."""

from scopelint.evaluate import terms
from scopelint.evaluate.frames import Frames
from scopelint.evaluate.held import is_entry
from scopelint.evaluate.references import Stored
from scopelint.model.node import Place
from scopelint.model.reference import StoredReference

Key = tuple[tuple[Place, ...], tuple[str, str]]


def placed(frames: Frames) -> tuple[StoredReference, ...]:
    """The unverified references of all roots, each once, in order of place."""
    evaluated = {root: found for root, found in frames.world.evaluated.items() if frames.wanted(root)}
    by_key: dict[tuple[str, Key], list[Stored]] = {}
    from_callers: set[Key] = set()
    for root, one in evaluated.items():
        for stored in one.references:
            chain = stored.item.seen.chain
            by_key.setdefault((root, (chain, stored.key)), []).append(stored)
            if len(stored.item.seen.frames) > 1:
                from_callers.add((chain[1:], stored.key))

    def asks_callers(root: str, stored: Stored) -> bool:
        """Whether callers in view say where the value comes from."""
        handed_in = stored.is_handed_in(root) and not is_entry(frames.program, root)
        return handed_in and (stored.item.seen.chain, stored.key) in from_callers

    def told_inside(stored: Stored) -> bool:
        """Whether a function on the way down answers for it: it verifies the value, or has it from elsewhere."""
        steps, chain = stored.item.seen.frames, stored.item.seen.chain
        for depth in range(1, len(steps)):
            callee = steps[depth].function
            inner = by_key.get((callee, (chain[depth:], stored.key)), [])
            if inner and not any(asks_callers(callee, one) for one in inner):
                return True
        return False

    found = {
        _reference(frames, root, stored): None
        for root, one in evaluated.items()
        for stored in one.references
        if not stored.own and not asks_callers(root, stored) and not told_inside(stored)
    }
    return tuple(sorted(found, key=_order))


def _reference(frames: Frames, root: str, stored: Stored) -> StoredReference:
    module, _, qualname = root.partition(":")
    place, _ = frames.where(root, stored.item)
    return StoredReference(
        place=place,
        executed=stored.item.seen.executed,
        module=module,
        qualname=qualname,
        operation=stored.operation,
        table=stored.table,
        column=stored.column,
        referred=stored.referred,
        value=stored.origin,
        source=terms.describe(stored.value),
    )


def _order(found: StoredReference) -> tuple[object, ...]:
    span = found.place.span
    return (found.place.path, span.line, span.column, found.table, found.column, found.qualname, found.source)
