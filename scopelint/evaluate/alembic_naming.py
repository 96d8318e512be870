"""The naming convention under which Alembic's operations run: that of the metadata that env.py configures."""

from scopelint.evaluate import calls, mappings
from scopelint.evaluate.alembic_terms import given, head
from scopelint.evaluate.interpreter import Run, World
from scopelint.evaluate.revisions import History
from scopelint.evaluate.values import Attr, CallResult, Class, External, Term, constant_text
from scopelint.model import body as ir
from scopelint.model.node import Place


class Unwatched:
    """A watcher that watches nothing: module variables are values, not acts."""

    def called(self, run: Run, result: Term, callee: Term) -> Term | None:
        """Nothing is known of it."""

    def wrote(self, run: Run, base: Term, name: str, value: Term, place: Place) -> None:
        """Nothing to do."""

    def iterated(self, run: Run, value: Term, place: Place) -> None:
        """Nothing to do."""


class _Configured(Unwatched):
    """Collects what ``context.configure`` is given for ``target_metadata``."""

    def __init__(self) -> None:
        self.metadata: list[Term] = []

    def called(self, run: Run, result: Term, callee: Term) -> Term | None:
        """``context.configure(..., target_metadata=...)``"""
        if isinstance(result, CallResult) and isinstance(result.function, External):
            found = given(result.arguments).keywords.get("target_metadata")
            if result.function.name == "alembic.context.configure" and found is not None:
                self.metadata.append(found)
        return None


def convention(world: World, history: History) -> dict[str, str]:
    """Templates by kind of constraint; empty where there are none, or where they are not constants."""
    if history.env is None:
        return {}
    watcher = _Configured()
    module = world.program.modules[history.env]
    for function in world.program.functions.values():
        body = world.body(function.path, function.outline.qualname) if function.module == history.env else None
        if isinstance(body, ir.FunctionBody) and function.owner is None and not watcher.metadata:
            run = Run(world, watcher)
            frame = run.new_frame(function.id, module.name, module.path, None)
            run.frames.append(frame)
            run.state.open(frame.scope)
            calls.bind_parameters(run, body.parameters, (), function.id)
            run.execute(body.effects)
    for metadata in (*watcher.metadata, world.variable(f"{history.env}:target_metadata")):
        found = _of_metadata(world, metadata)
        if found:
            return found
    return {}


def _of_metadata(world: World, metadata: Term) -> dict[str, str]:
    """The convention of ``MetaData(naming_convention=...)``, also as ``Base.metadata``."""
    if isinstance(metadata, Attr) and metadata.name == "metadata":
        metadata = _inside(world, metadata.base) or metadata
    if head(metadata) != "MetaData" or not isinstance(metadata, CallResult):
        return {}
    templates = given(metadata.arguments).keywords.get("naming_convention")
    entries = mappings.known_entries(templates) if templates is not None else None
    texts = {key: constant_text(value) for key, value in (entries or {}).items()}
    return {key: text for key, text in texts.items() if text is not None}


def _inside(world: World, base: Term) -> Term | None:
    if isinstance(base, CallResult):  # declarative_base(metadata=...)
        return given(base.arguments).keywords.get("metadata")
    found = world.program.classes.get(base.id) if isinstance(base, Class) else None
    own = (world.class_variable(owner, "metadata") for owner in (found.mro if found is not None else ()) if owner in world.program.classes)  # fmt: skip
    return next((value for value in own if value is not None), None)
