"""What a module's or class's own body binds a name to."""

from collections.abc import Iterable

from scopelint.model import body as ir


def last_assignment(effects: Iterable[ir.Effect], name: str) -> ir.Expression | None:
    """The expression of the last plain assignment to the name, in whatever branch it stands."""
    found: ir.Expression | None = None
    for effect in effects:
        match effect:
            case ir.Assign(targets=targets, value=value) if value is not None:
                if any(isinstance(target, ir.Name) and target.id == name for target in targets):
                    found = value
            case ir.If():
                inner = last_assignment(effect.then, name) or last_assignment(effect.otherwise, name)
                found = inner or found
            case ir.Try():
                inner = last_assignment(effect.body, name)
                found = inner or found
            case ir.With():
                found = last_assignment(effect.body, name) or found
    return found
