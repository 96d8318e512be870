"""DDL to tables, keys, views and posture."""

from scopelint.model.schema import ForeignKey
from scopelint.sql import read_schema


def test_columns_and_keys_of_create_table() -> None:
    schema, _ = read_schema(
        "CREATE TABLE s.t (id int PRIMARY KEY, org_id uuid NOT NULL REFERENCES orgs (id), n text UNIQUE)"
    )
    table = schema.tables["s.t"]
    assert [(c.name, c.nullable, c.type) for c in table.columns] == [
        ("id", False, "int"),
        ("org_id", False, "uuid"),
        ("n", True, "text"),
    ]
    assert (table.unique, table.foreign_keys) == ((("id",), ("n",)), (ForeignKey(("org_id",), "orgs", ("id",)),))


def test_a_reference_without_columns_means_the_primary_key() -> None:
    schema, _ = read_schema("CREATE TABLE t (o int REFERENCES orgs); CREATE TABLE orgs (id int PRIMARY KEY)")
    assert schema.tables["t"].foreign_keys == (ForeignKey(("o",), "orgs", ("id",)),)


def test_a_dump_adds_its_constraints_later() -> None:
    schema, _ = read_schema(
        "CREATE TABLE public.t (id int NOT NULL, a int); CREATE TABLE public.p (id int NOT NULL);"
        "ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);"
        "ALTER TABLE ONLY public.t ADD CONSTRAINT t_fk FOREIGN KEY (a) REFERENCES public.p(id) ON DELETE CASCADE;"
        "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL; CREATE UNIQUE INDEX u ON public.t USING btree (a);"
    )
    table = schema.tables["t"]
    assert (table.primary_key, table.unique, table.foreign_keys[0].table) == (("id",), (("id",), ("a",)), "p")
    assert [c.nullable for c in table.columns] == [False, False]


def test_a_partial_unique_index_is_no_key() -> None:
    schema, _ = read_schema(
        "CREATE TABLE t (a int); CREATE UNIQUE INDEX u ON t (a) WHERE a > 1; CREATE UNIQUE INDEX w ON t (lower(a))"
    )
    assert schema.tables["t"].unique == ()


def test_drops_and_renames_are_replayed() -> None:
    schema, _ = read_schema(
        "CREATE TABLE a (id int PRIMARY KEY, x int UNIQUE, y int); CREATE TABLE b (a_id int REFERENCES a (id)); CREATE TABLE c (i int);"
        "ALTER TABLE a DROP COLUMN x; ALTER TABLE a RENAME COLUMN id TO key; ALTER TABLE a RENAME TO z; DROP TABLE c"
    )
    assert sorted(schema.tables) == ["b", "z"]
    assert (schema.tables["z"].unique, schema.tables["b"].foreign_keys) == (
        (("key",),),
        (ForeignKey(("a_id",), "z", ("key",)),),
    )


def test_posture_needs_both_enable_and_force() -> None:
    _, posture = read_schema(
        "CREATE TABLE a (i int); CREATE TABLE b (i int); CREATE TABLE c (i int); CREATE TABLE d (i int);"
        "ALTER TABLE a ENABLE ROW LEVEL SECURITY; ALTER TABLE ONLY public.b ENABLE ROW LEVEL SECURITY; ALTER TABLE b FORCE ROW LEVEL SECURITY;"
        "ALTER TABLE c FORCE ROW LEVEL SECURITY; ALTER TABLE d ENABLE ROW LEVEL SECURITY; ALTER TABLE d DISABLE ROW LEVEL SECURITY"
    )
    assert posture == {"a": "enabled", "b": "forced", "c": "none", "d": "none"}


def test_views_keep_their_definition() -> None:
    schema, _ = read_schema("CREATE OR REPLACE VIEW v (a) WITH (security_invoker) AS SELECT x FROM t WITH CHECK OPTION")
    assert (schema.tables["v"].view, [c.name for c in schema.tables["v"].columns]) == ("SELECT x FROM t", ["a"])


def test_partitions_have_their_parents_columns() -> None:
    schema, _ = read_schema(
        "CREATE TABLE t (id int, org_id int NOT NULL) PARTITION BY LIST (org_id); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)"
    )
    assert [c.name for c in schema.tables["t1"].columns] == ["id", "org_id"]


def test_what_does_not_parse_is_passed_by() -> None:
    schema, _ = read_schema(
        "CREATE POLICY p ON t USING (true); CREATE EXTENSION x; SELECT 1; nonsense; CREATE TABLE t (i int)"
    )
    assert list(schema.tables) == ["t"]
