"""Module and class variables: the value of the last plain assignment, evaluated once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate.assignments import last_assignment
from scopelint.evaluate.freezing import freeze
from scopelint.evaluate.values import Attr, Class, External, Term, Unknown, intern
from scopelint.model import body as ir
from scopelint.model.program import Program

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

LOGGERS = frozenset({"log", "logger", "LOG", "_logger", "LOGGER"})
"""In nearly every module, and never part of a statement: not worth reading the module for."""


class Variables:
    """Those of one program; ``new_run`` makes the run that evaluates one."""

    def __init__(
        self, program: Program, body_of: Callable[[str, str], "ir.Body | None"], new_run: Callable[[], "Run"]
    ) -> None:
        self.program = program
        self.body_of = body_of
        self.new_run = new_run
        self._of_modules: dict[str, Term] = {}
        self._of_classes: dict[tuple[str, str], Term | None] = {}

    def of_module(self, id: str) -> Term:
        """The value of a module-level variable: its last plain assignment."""
        found = self._of_modules.get(id)
        if found is None:
            self._of_modules[id] = intern(Unknown(f"variable {id} while it is evaluated"))
            module, _, name = id.partition(":")
            found = intern(Attr(intern(External(module)), name)) if name in LOGGERS else None
            found = found or self._assigned(module, None, name) or intern(Attr(intern(External(module)), name))
            self._of_modules[id] = found
        return found

    def of_class(self, class_id: str, name: str) -> Term | None:
        """The value of a name assigned in a class's own body; None where it is only annotated."""
        key = (class_id, name)
        if key not in self._of_classes:
            self._of_classes[key] = None
            self._of_classes[key] = self._assigned(class_id.partition(":")[0], class_id, name)
        return self._of_classes[key]

    def _assigned(self, module: str, class_id: str | None, name: str) -> Term | None:
        known = self.program.modules.get(module)
        if known is None:
            return None
        qualname = "<module>" if class_id is None else self.program.classes[class_id].outline.qualname
        body = self.body_of(known.path, qualname)
        if not isinstance(body, ir.ModuleBody | ir.ClassBody):
            return None
        value = last_assignment(body.effects, name)
        if value is None:
            return None
        run = self.new_run()
        frame = run.new_frame(f"{module}:{qualname}", module, known.path, None)
        run.frames.append(frame)
        mapped = None if class_id is None else self.program.mapped.get(class_id)
        columns = {} if mapped is None or class_id is None else mapped.columns
        names: dict[str, Term] = {name: intern(Attr(intern(Class(class_id or "")), name)) for name in columns}
        run.state.open(frame.scope, names)
        return freeze(run, run.evaluate(value))
