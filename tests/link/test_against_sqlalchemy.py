"""The linked schema is the one that SQLAlchemy itself builds when the models are really imported."""

import importlib
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from scopelint.model.program import Program
from tests.link.project import linked_files

SAMPLES = Path(__file__).parent / "samples"
ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in SAMPLES.glob("*.py") if path.stem != "__init__")


@pytest.fixture(scope="module")
def program() -> Program:
    packages = [ROOT / "tests" / "__init__.py", ROOT / "tests" / "link" / "__init__.py"]
    return linked_files(ROOT, packages + sorted(SAMPLES.glob("*.py")))


@pytest.fixture(params=NAMES)
def sample(request: pytest.FixtureRequest) -> Any:
    module = importlib.import_module(f"tests.link.samples.{request.param}")
    for mapper in mappers_of(module).values():
        mapper.registry.configure(cascade=True)
    return module


def metadata_of(module: Any) -> sa.MetaData:
    values = list(vars(module).values())
    found = [value for value in values if isinstance(value, sa.MetaData)]
    found += [value.metadata for value in values if hasattr(value, "__table__") and hasattr(value, "metadata")]
    return found[0]


def mappers_of(module: Any) -> dict[str, orm.Mapper[Any]]:
    found = {}
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__:
            mapper = sa.inspect(value, raiseerr=False)
            if mapper is not None:
                found[f"{module.__name__}:{value.__qualname__}"] = mapper
    return found


def tables_of(program: Program, module: Any) -> dict[str, Any]:
    path = f"tests/link/samples/{module.__name__.rpartition('.')[2]}.py"
    return {name: table for name, table in program.schema.tables.items() if table.place and table.place.path == path}


def full(table: Any) -> str:
    return str(table.fullname)


def test_the_same_tables_are_found(program: Program, sample: Any) -> None:
    assert sorted(tables_of(program, sample)) == sorted(metadata_of(sample).tables)


def test_columns_have_the_same_names_and_nullability(program: Program, sample: Any) -> None:
    mine = {
        (name, column.name, column.nullable)
        for name, table in tables_of(program, sample).items()
        for column in table.columns
    }
    theirs = {
        (full(table), column.name, bool(column.nullable and not column.primary_key))
        for table in metadata_of(sample).tables.values()
        for column in table.columns
    }
    assert mine == theirs


def test_primary_keys_are_the_same(program: Program, sample: Any) -> None:
    mine = {name: table.primary_key for name, table in tables_of(program, sample).items()}
    theirs = {
        full(table): tuple(column.name for column in table.primary_key.columns)
        for table in metadata_of(sample).tables.values()
    }
    assert {name: sorted(key) for name, key in mine.items()} == {name: sorted(key) for name, key in theirs.items()}


def test_unique_keys_are_the_same(program: Program, sample: Any) -> None:
    mine = {(name, tuple(sorted(key))) for name, table in tables_of(program, sample).items() for key in table.unique}
    theirs = set()
    for table in metadata_of(sample).tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint) and constraint.columns:
                theirs.add((full(table), tuple(sorted(column.name for column in constraint.columns))))
        for index in table.indexes:
            plain = all(isinstance(one, sa.Column) for one in index.expressions)
            if index.unique and plain and index.dialect_options["postgresql"]["where"] is None:
                theirs.add((full(table), tuple(sorted(column.name for column in index.columns))))
    assert mine == theirs


def test_foreign_keys_are_the_same(program: Program, sample: Any) -> None:
    mine = {
        (name, key.columns, key.table, key.referred_columns)
        for name, table in tables_of(program, sample).items()
        for key in table.foreign_keys
    }
    theirs = {
        (
            full(table),
            tuple(one.parent.name for one in constraint.elements),
            full(constraint.referred_table),
            tuple(one.column.name for one in constraint.elements),
        )
        for table in metadata_of(sample).tables.values()
        for constraint in table.foreign_key_constraints
    }
    assert mine == theirs


def test_attributes_map_the_same_columns(program: Program, sample: Any) -> None:
    mappers = mappers_of(sample)
    mine = {
        id: {(one.attribute, one.table or mapped.table, one.column) for one in mapped.columns.values()}
        for id, mapped in program.mapped.items()
        if id in mappers
    }
    theirs = {
        id: {
            (attribute.key, full(attribute.columns[0].table), attribute.columns[0].name)
            for attribute in mapper.column_attrs
            if isinstance(attribute.columns[0], sa.Column)
        }
        for id, mapper in mappers.items()
    }
    assert mine == theirs


def test_relationships_lead_to_the_same_rows(program: Program, sample: Any) -> None:
    mappers = mappers_of(sample)
    mine = {
        (
            id,
            one.attribute,
            one.target,
            one.many,
            one.secondary,
            frozenset(one.pairs),
            frozenset(one.secondary_pairs),
            frozenset(one.secondary_remote_pairs),
        )
        for id, mapped in program.mapped.items()
        if id in mappers
        for one in mapped.relationships.values()
    }
    assert mine == {described(id, one) for id, mapper in mappers.items() for one in mapper.relationships}


def described(id: str, relationship: Any) -> tuple[Any, ...]:
    target = relationship.mapper.class_
    pairs = frozenset((local.name, remote.name) for local, remote in relationship.local_remote_pairs)
    near = far = frozenset()
    if relationship.secondary is not None:
        pairs = frozenset()
        near = frozenset((local.name, own.name) for local, own in relationship.synchronize_pairs)
        far = frozenset((own.name, remote.name) for remote, own in relationship.secondary_synchronize_pairs)
    return (
        id,
        relationship.key,
        f"{target.__module__}:{target.__qualname__}",
        bool(relationship.uselist),
        full(relationship.secondary) if relationship.secondary is not None else None,
        pairs,
        near,
        far,
    )


def test_synonyms_and_other_attributes_are_told(program: Program, sample: Any) -> None:
    mappers = mappers_of(sample)
    mine = {id: mapped.synonyms for id, mapped in program.mapped.items() if id in mappers}
    theirs = {id: {one.key: one.name for one in mapper.synonyms} for id, mapper in mappers.items()}
    assert mine == theirs
