-- One case begins with "-- case: name"; each is run on a fresh database.
-- case: enable
CREATE TABLE t (id int, org_id int NOT NULL); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- case: force
CREATE TABLE t (org_id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- case: force without enable
CREATE TABLE t (org_id int); ALTER TABLE ONLY public.t FORCE ROW LEVEL SECURITY;
-- case: disable and no force
CREATE TABLE t (org_id int); CREATE TABLE "U" (org_id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
ALTER TABLE t NO FORCE ROW LEVEL SECURITY; ALTER TABLE t DISABLE ROW LEVEL SECURITY;
ALTER TABLE IF EXISTS "U" ENABLE ROW LEVEL SECURITY; ALTER TABLE IF EXISTS nowhere ENABLE ROW LEVEL SECURITY;
-- case: policy with everything
CREATE TABLE t (org_id int, owner name);
CREATE ROLE app; CREATE ROLE "Other App";
CREATE POLICY p ON t AS PERMISSIVE FOR ALL TO app, "Other App" USING (org_id = current_setting('app.org')::int)
  WITH CHECK (org_id = current_setting('app.org')::int AND owner = current_user);
-- case: policy for each command
CREATE TABLE t (org_id int, "weird name" text);
CREATE POLICY s ON t FOR SELECT USING (true);
CREATE POLICY i ON t FOR INSERT WITH CHECK (org_id > 0);
CREATE POLICY u ON t FOR UPDATE TO PUBLIC USING (org_id = 1) WITH CHECK (org_id IN (1, 2));
CREATE POLICY d ON t FOR DELETE TO CURRENT_USER USING ("weird name" = 'x');
CREATE POLICY "all of it" ON public.t AS RESTRICTIVE TO SESSION_USER USING (org_id BETWEEN 1 AND 5);
-- case: alter policy
CREATE TABLE t (org_id int); CREATE ROLE app; CREATE ROLE web;
CREATE POLICY p ON t TO app USING (org_id = 1);
ALTER POLICY p ON t TO web, app;
ALTER POLICY p ON t USING (org_id = 2);
ALTER POLICY p ON t WITH CHECK (org_id = 3);
ALTER POLICY p ON t RENAME TO q;
-- case: drop policy
CREATE TABLE t (org_id int);
CREATE POLICY p ON t USING (org_id = 1); CREATE POLICY q ON t USING (org_id = 1);
DROP POLICY p ON t; DROP POLICY IF EXISTS p ON t; DROP POLICY IF EXISTS z ON nowhere;
-- case: policy through a parent
CREATE TABLE conversations (id int PRIMARY KEY, org_id int NOT NULL);
CREATE TABLE messages (id int PRIMARY KEY, conversation_id int NOT NULL REFERENCES conversations ON DELETE CASCADE);
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY m ON messages USING (EXISTS (SELECT 1 FROM conversations c WHERE c.id = conversation_id
  AND c.org_id = nullif(current_setting('app.org', true), '')::int));
CREATE POLICY n ON messages FOR SELECT USING (conversation_id IN (SELECT id FROM conversations WHERE org_id = 1));
CREATE POLICY o ON messages FOR SELECT USING (conversation_id = ANY (SELECT c.id FROM conversations c) OR NOT (id > 3));
-- case: policy through memberships
CREATE TABLE memberships (user_id uuid, org_id uuid, role text, PRIMARY KEY (org_id, user_id));
CREATE TABLE docs (id bigint GENERATED ALWAYS AS IDENTITY, org_id uuid NOT NULL, public bool NOT NULL DEFAULT false);
CREATE POLICY d ON docs USING (public OR org_id IN (SELECT m.org_id FROM memberships m JOIN memberships k USING (org_id)
  WHERE m.user_id = current_setting('app.user')::uuid AND m.role IN ('admin', 'member')));
CREATE POLICY e ON docs FOR UPDATE USING (org_id = (SELECT current_setting('app.org')::uuid));
-- case: policy on strings
CREATE TABLE t (org varchar(20), kind char(2), note text);
CREATE POLICY p ON t USING (org = current_setting('app.org', true) AND note LIKE 'a%' AND kind <> 'xx' AND note IS NOT NULL);
CREATE POLICY q ON t USING (lower(org) = 'it''s' OR coalesce(note, '') = '' OR org IS NOT DISTINCT FROM note);
-- case: policy with bypass setting
CREATE TABLE t (org_id int);
CREATE POLICY p ON t USING (current_setting('app.bypass', true) = 'on' OR org_id = current_setting('app.org')::int);
CREATE POLICY q ON t USING (CASE WHEN current_user = 'admin' THEN true ELSE org_id = 1 END);
-- case: policy with a function
CREATE SCHEMA auth;
CREATE FUNCTION auth.org() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT current_setting('app.org')::uuid $$;
CREATE TABLE t (org_id uuid);
CREATE POLICY p ON t USING (org_id = auth.org());
CREATE POLICY q ON t USING (org_id = (SELECT auth.org()));
-- case: columns of many types
CREATE TABLE t (a int2, b integer, c int8, d real, e float, f float(10), g decimal(10, 2), h numeric(5), i numeric,
  j bool, k varchar, l varchar(10), m char, n character(3), o text, p timestamptz, q timestamp(3), r time, s timetz(2),
  t date, u interval, v interval day to second, w uuid, x jsonb, y bytea, z int[], aa text[][], ab bit(3), ac varbit(4),
  ad inet, ae double precision, af character varying(5)[], ag national character varying(7), ah "char", ai pg_catalog.int4,
  aj timestamp with time zone, ak interval(2), al bpchar, am int array);
-- case: defaults
CREATE TABLE t (a int DEFAULT 0, b bigint DEFAULT -1, c text DEFAULT 'x', d varchar(5) DEFAULT '', e timestamptz DEFAULT now(),
  f bool DEFAULT false NOT NULL, g jsonb DEFAULT '{}', h numeric(12,6) DEFAULT 0.5, i uuid DEFAULT gen_random_uuid(),
  j text[] DEFAULT '{}', k timestamp DEFAULT (now() AT TIME ZONE 'utc'), l int DEFAULT (1 + 2) * 3, m text DEFAULT NULL,
  n date DEFAULT CURRENT_DATE, o text DEFAULT current_user, p text DEFAULT 'a' || 'b', q timestamptz DEFAULT CURRENT_TIMESTAMP,
  r text DEFAULT lower('X') NOT NULL CHECK (r <> ''), s int DEFAULT '7', t bool DEFAULT 'true', u text[] DEFAULT ARRAY['a']::text[]);
-- case: serials and identities
CREATE TABLE t (a serial PRIMARY KEY, b bigserial, c int GENERATED BY DEFAULT AS IDENTITY, d bigint GENERATED ALWAYS AS IDENTITY (START 5));
CREATE TABLE u (a smallserial UNIQUE); ALTER TABLE u ADD COLUMN b serial, ADD c int GENERATED ALWAYS AS IDENTITY;
ALTER TABLE t ALTER c SET GENERATED ALWAYS; ALTER TABLE t ALTER COLUMN d DROP IDENTITY;
CREATE TABLE v (a int NOT NULL); ALTER TABLE v ALTER a ADD GENERATED BY DEFAULT AS IDENTITY;
-- case: generated columns
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * (a + 2)) STORED, c text, d text GENERATED ALWAYS AS (lower(c) || '!') STORED);
ALTER TABLE t ALTER COLUMN b DROP EXPRESSION; ALTER TABLE t RENAME COLUMN c TO e;
-- case: alter columns
CREATE TABLE t (a int, b text NOT NULL DEFAULT 'x', c varchar(5));
ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER a SET DEFAULT 5, ALTER COLUMN b DROP NOT NULL, ALTER b DROP DEFAULT,
  ALTER COLUMN c TYPE varchar(50), ADD COLUMN d uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE t ALTER COLUMN c SET DATA TYPE integer USING c::integer; ALTER TABLE t ALTER a SET DEFAULT NULL;
-- case: add and drop columns
CREATE TABLE t (a int); ALTER TABLE t ADD b int UNIQUE, ADD COLUMN IF NOT EXISTS a text, ADD COLUMN IF NOT EXISTS c int REFERENCES t (b);
CREATE INDEX ON t (a, b); CREATE INDEX ON t (c); CREATE INDEX ON t ((a + 1)) WHERE c > 0;
ALTER TABLE t DROP COLUMN b CASCADE; ALTER TABLE t DROP COLUMN IF EXISTS zz; ALTER TABLE t DROP c;
-- case: drop a column that a policy and a view use
CREATE TABLE t (a int, b int); CREATE POLICY p ON t USING (b = 1); CREATE POLICY q ON t USING (a = 1);
CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT a FROM t;
ALTER TABLE t DROP COLUMN b CASCADE;
-- case: rename column
CREATE TABLE t (id int PRIMARY KEY, org int NOT NULL, UNIQUE (org, id)); CREATE INDEX i ON t (org) INCLUDE (id) WHERE org > 3;
CREATE TABLE k (t_id int, org int, FOREIGN KEY (org, t_id) REFERENCES t (org, id));
CREATE POLICY p ON t USING (org = 1 AND t.org IN (SELECT org FROM k)); CREATE POLICY q ON k USING (EXISTS (SELECT FROM t WHERE t.org = k.org));
CREATE VIEW v AS SELECT org, id AS i FROM t WHERE org > 1;
ALTER TABLE t RENAME COLUMN org TO "Tenant"; ALTER TABLE k RENAME org TO tenant_id;
-- case: rename table
CREATE TABLE a (id int PRIMARY KEY, org int); CREATE TABLE b (a_id int REFERENCES a, s serial);
CREATE POLICY p ON b USING (EXISTS (SELECT 1 FROM a WHERE a.id = a_id)); CREATE POLICY q ON a USING (a.org = 1);
CREATE VIEW v AS SELECT a.id, b.a_id FROM a JOIN b ON a.id = b.a_id; GRANT SELECT ON a TO PUBLIC;
ALTER TABLE a RENAME TO accounts; ALTER TABLE b RENAME TO bills;
-- case: set schema
CREATE SCHEMA s; CREATE TABLE a (id serial PRIMARY KEY, org int); CREATE TABLE b (a_id int REFERENCES a);
CREATE POLICY p ON b USING (EXISTS (SELECT 1 FROM a WHERE a.id = b.a_id)); CREATE VIEW v AS SELECT a.id FROM a;
ALTER TABLE a SET SCHEMA s; CREATE TABLE s.c (x int REFERENCES s.a);
-- case: rename schema
CREATE SCHEMA s; CREATE TABLE s.t (id serial PRIMARY KEY); CREATE TABLE u (t_id int REFERENCES s.t (id));
CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql AS 'SELECT $1'; GRANT USAGE ON SCHEMA s TO PUBLIC; ALTER SCHEMA s RENAME TO z;
-- case: rename constraints, indexes, policies
CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b int REFERENCES t); CREATE INDEX i ON t (b);
ALTER TABLE t RENAME CONSTRAINT t_pkey TO pk_t; ALTER INDEX i RENAME TO j; ALTER INDEX t_a_key RENAME TO uq;
ALTER TABLE t RENAME CONSTRAINT t_b_fkey TO fk; ALTER TABLE j RENAME TO k;
-- case: keys
CREATE TABLE t (a int, b int, c int, PRIMARY KEY (a, b), UNIQUE (b, c), CONSTRAINT named UNIQUE (c) DEFERRABLE INITIALLY DEFERRED, CHECK (a > 0));
CREATE TABLE u (a int CONSTRAINT pk PRIMARY KEY, b int CONSTRAINT uq UNIQUE NULLS NOT DISTINCT, c int, d int,
  CONSTRAINT fk FOREIGN KEY (c, d) REFERENCES t ON DELETE SET NULL ON UPDATE CASCADE, FOREIGN KEY (d, c) REFERENCES t (b, c) MATCH FULL ON DELETE CASCADE);
CREATE TABLE w (a int REFERENCES u, b int REFERENCES u ON DELETE RESTRICT NOT NULL);
-- case: keys added later
CREATE TABLE t (id int NOT NULL, o int); CREATE TABLE p (id int NOT NULL); CREATE UNIQUE INDEX px ON p (id);
ALTER TABLE ONLY t ADD CONSTRAINT t_pk PRIMARY KEY (id); ALTER TABLE p ADD CONSTRAINT p_pk PRIMARY KEY USING INDEX px;
ALTER TABLE t ADD FOREIGN KEY (o) REFERENCES p NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT t_o_fkey;
ALTER TABLE t ADD CONSTRAINT fk2 FOREIGN KEY (o) REFERENCES p (id) ON DELETE SET DEFAULT, ADD UNIQUE (o), ADD CHECK (o > 1);
ALTER TABLE t DROP CONSTRAINT fk2; ALTER TABLE t DROP CONSTRAINT IF EXISTS nothing; ALTER TABLE p DROP CONSTRAINT p_pk CASCADE;
-- case: not null by name
CREATE TABLE t (a int CONSTRAINT nn NOT NULL, b int PRIMARY KEY, c int);
ALTER TABLE t ALTER a DROP NOT NULL; ALTER TABLE t ADD CONSTRAINT named NOT NULL c; ALTER TABLE t DROP CONSTRAINT named; ALTER TABLE t ADD NOT NULL a;
-- case: names that collide
CREATE TABLE t (a int UNIQUE, b int); ALTER TABLE t ADD UNIQUE (b); CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE UNIQUE INDEX ON t (b, a);
CREATE TABLE t_a (key int); CREATE INDEX ON t ((a + b)); CREATE INDEX ON t (lower(b::text), (a * 2)); CREATE INDEX ON t (coalesce(a, 0));
CREATE TABLE a_table_with_a_name_that_is_rather_long_to_say_the_least_x (a_column_with_a_long_name_too int UNIQUE REFERENCES t (a));
CREATE INDEX ON a_table_with_a_name_that_is_rather_long_to_say_the_least_x (a_column_with_a_long_name_too);
CREATE TABLE s_id (x int); CREATE TABLE s_id_seq (x int); CREATE TABLE s (id serial);
-- case: indexes
CREATE TABLE t (a int, b text, c jsonb, org int);
CREATE INDEX i1 ON t (org, a DESC NULLS LAST); CREATE UNIQUE INDEX CONCURRENTLY i2 ON t (lower(b)) WHERE a IS NOT NULL;
CREATE INDEX IF NOT EXISTS i1 ON t (b); CREATE INDEX i3 ON t USING gin (c jsonb_path_ops); CREATE INDEX i4 ON t USING hash (b);
CREATE INDEX i5 ON t (org) INCLUDE (a, b) WITH (fillfactor = 70) WHERE b = 'x' AND a > 1; CREATE INDEX i6 ON t ((c ->> 'k'), b COLLATE "C" text_pattern_ops);
DROP INDEX i4, i3; DROP INDEX IF EXISTS nothing; DROP INDEX CONCURRENTLY i1;
-- case: partitions
CREATE TABLE t (org_id int NOT NULL, id int, note text DEFAULT 'x', PRIMARY KEY (org_id, id)) PARTITION BY LIST (org_id);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE t2 PARTITION OF t (note DEFAULT 'y' NOT NULL) DEFAULT;
ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (org_id = 1); CREATE INDEX ON t (note); CREATE INDEX named ON t (id);
CREATE TABLE t3 PARTITION OF t FOR VALUES IN (3, 4) PARTITION BY RANGE (id); CREATE TABLE t31 PARTITION OF t3 FOR VALUES FROM (1) TO (10);
ALTER TABLE t ADD COLUMN x int, ADD UNIQUE (org_id, id, x); ALTER TABLE t RENAME COLUMN note TO remark;
-- case: attach and detach
CREATE TABLE o (id int PRIMARY KEY); CREATE TABLE t (id int NOT NULL, o int REFERENCES o) PARTITION BY HASH (id);
CREATE INDEX ti ON t (o); CREATE TABLE t1 (id int NOT NULL, o int); CREATE INDEX mine ON t1 (o); CREATE TABLE t2 (LIKE t);
ALTER TABLE t ATTACH PARTITION t1 FOR VALUES WITH (MODULUS 2, REMAINDER 0); ALTER TABLE t ATTACH PARTITION t2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE t DETACH PARTITION t1; ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES o;
-- case: drop a partitioned table
CREATE TABLE t (id int) PARTITION BY RANGE ((id + 1), id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1, 1) TO (2, 2); CREATE TABLE z (a int);
DROP TABLE t; CREATE TABLE u (d date) PARTITION BY RANGE (d);
-- case: inheritance
CREATE TABLE p (id int PRIMARY KEY, org_id int NOT NULL DEFAULT 1, n text UNIQUE); CREATE TABLE c (extra int, n text NOT NULL) INHERITS (p);
ALTER TABLE p ADD COLUMN later int; ALTER TABLE p RENAME COLUMN n TO m; ALTER TABLE p ENABLE ROW LEVEL SECURITY; ALTER TABLE ONLY p ALTER COLUMN org_id SET DEFAULT 7;
CREATE TABLE d (id int NOT NULL, org_id int NOT NULL, m text, later int); ALTER TABLE d INHERIT p; ALTER TABLE c NO INHERIT p;
-- case: like
CREATE TABLE m (id int PRIMARY KEY, a int DEFAULT 3 NOT NULL, b text UNIQUE, c int GENERATED ALWAYS AS IDENTITY, d int GENERATED ALWAYS AS (a + 1) STORED, CHECK (a > 0));
CREATE INDEX ON m (a, b); CREATE INDEX ON m (lower(b)); CREATE TABLE l1 (LIKE m); CREATE TABLE l2 (LIKE m INCLUDING ALL); CREATE TABLE l3 (x int, LIKE m INCLUDING DEFAULTS INCLUDING INDEXES, y int);
CREATE TABLE l4 (LIKE m INCLUDING ALL EXCLUDING INDEXES);
-- case: create table as
CREATE TABLE t (a int, b varchar(5)); CREATE TABLE u AS SELECT a, b AS c FROM t; CREATE TABLE IF NOT EXISTS u AS SELECT 1; CREATE TABLE w AS SELECT * FROM t WITH NO DATA;
CREATE TABLE x (p, q) AS SELECT * FROM t; CREATE TEMPORARY TABLE tmp AS SELECT 1; CREATE TEMP TABLE tmp2 (a int);
-- case: views
CREATE TABLE t (id int, org_id int, note text); CREATE VIEW v1 AS SELECT * FROM t; CREATE VIEW v2 WITH (security_invoker = true, security_barrier) AS SELECT id, note AS n FROM t WHERE org_id = 1;
CREATE VIEW v3 (x, y) AS SELECT id, org_id FROM v1 WHERE id > 3 WITH LOCAL CHECK OPTION; ALTER TABLE t ADD COLUMN later int;
CREATE OR REPLACE VIEW v2 WITH (security_invoker=on) AS SELECT id, note AS n, org_id FROM t; ALTER VIEW v1 SET (security_invoker = true); ALTER VIEW v2 RESET (security_invoker);
CREATE VIEW v4 AS SELECT org_id, count(*) AS n, max(note) FROM t GROUP BY org_id HAVING count(*) > 1 ORDER BY 2;
-- case: more views
CREATE TABLE a (id int PRIMARY KEY, org_id int); CREATE TABLE b (a_id int, x text);
CREATE VIEW j AS SELECT a.id, b.x FROM a LEFT JOIN b ON b.a_id = a.id WHERE a.org_id = current_setting('app.org')::int;
CREATE VIEW k AS WITH q AS (SELECT id FROM a WHERE org_id = 1) SELECT q.id FROM q; CREATE VIEW l AS SELECT id FROM a UNION ALL SELECT a_id FROM b;
CREATE VIEW m AS SELECT s.id FROM (SELECT id, org_id FROM a) s WHERE s.org_id IN (1, 2); CREATE VIEW n AS SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a_id = a.id);
ALTER VIEW j RENAME TO jj; ALTER VIEW jj RENAME COLUMN x TO y; DROP VIEW k;
-- case: materialized views
CREATE TABLE t (id int, org_id int); CREATE MATERIALIZED VIEW m AS SELECT org_id, id FROM t WITH NO DATA; CREATE UNIQUE INDEX ON m (id); REFRESH MATERIALIZED VIEW m;
CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1; CREATE MATERIALIZED VIEW n AS SELECT id FROM m; DROP MATERIALIZED VIEW m CASCADE; CREATE MATERIALIZED VIEW o AS SELECT t.id FROM t;
ALTER MATERIALIZED VIEW o RENAME TO r;
-- case: functions
CREATE TABLE t (id int, org_id int);
CREATE FUNCTION f(a int, b text DEFAULT 'x', VARIADIC c int[] DEFAULT '{}') RETURNS SETOF t LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT * FROM t $$;
CREATE OR REPLACE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NEW; END $body$; CREATE FUNCTION h(OUT x int, INOUT y text, IN z double precision) LANGUAGE sql AS 'SELECT 1, $1';
CREATE FUNCTION i(x timestamp with time zone, character varying) RETURNS TABLE (a int, b int) LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$ SELECT 1, 2 $$;
ALTER FUNCTION g() SECURITY DEFINER SET search_path TO 'public'; ALTER FUNCTION f SECURITY INVOKER; ALTER FUNCTION f(int, text, int[]) RESET ALL; CREATE PROCEDURE p(n int) LANGUAGE sql AS 'DELETE FROM t WHERE id = n';
CREATE FUNCTION k() RETURNS int SECURITY DEFINER SET app.x = 'y' RETURN 1; ALTER FUNCTION k() RENAME TO kk; DROP FUNCTION i(timestamptz, varchar); DROP FUNCTION IF EXISTS nothing(int); ALTER PROCEDURE p(int) SECURITY DEFINER;
CREATE OR REPLACE FUNCTION kk() RETURNS int LANGUAGE sql SECURITY INVOKER AS 'SELECT 2';
-- case: sql body functions
CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 3; END; CREATE TABLE u (id int);
-- case: roles
CREATE ROLE a; CREATE ROLE b LOGIN PASSWORD 'secret' NOSUPERUSER BYPASSRLS VALID UNTIL 'infinity' CONNECTION LIMIT -1; CREATE USER c WITH NOINHERIT CREATEDB CREATEROLE; CREATE ROLE "D e" SUPERUSER;
CREATE ROLE e IN ROLE a ROLE b ADMIN c; ALTER ROLE a WITH BYPASSRLS LOGIN; ALTER USER b NOBYPASSRLS; ALTER ROLE c SET search_path = x; ALTER ROLE "D e" RENAME TO d; CREATE GROUP g; ALTER GROUP g ADD USER a, b;
DROP ROLE IF EXISTS nobody; CREATE ROLE z; DROP ROLE z; ALTER GROUP g DROP USER b; ALTER ROLE ALL SET statement_timeout = 0;
-- case: memberships
CREATE ROLE a; CREATE ROLE b NOINHERIT; CREATE ROLE c; CREATE ROLE d; GRANT a TO b; GRANT a, b TO c WITH ADMIN OPTION; GRANT c TO d WITH INHERIT FALSE, SET TRUE; REVOKE a FROM b; REVOKE ADMIN OPTION FOR a FROM c;
GRANT pg_read_all_data TO d; REVOKE INHERIT OPTION FOR b FROM c; GRANT a TO d GRANTED BY CURRENT_USER;
-- case: grants on tables
CREATE ROLE app; CREATE ROLE ro; CREATE TABLE t (id int, secret text); CREATE TABLE u (id int); CREATE VIEW v AS SELECT id FROM t;
GRANT ALL ON t TO app; GRANT SELECT, INSERT ON TABLE t, u TO ro WITH GRANT OPTION; REVOKE TRUNCATE, REFERENCES ON t FROM app; GRANT TRUNCATE ON u TO PUBLIC; GRANT SELECT (id), UPDATE (id, secret) ON t TO GROUP app;
REVOKE GRANT OPTION FOR INSERT ON u FROM ro; GRANT SELECT ON ALL TABLES IN SCHEMA public TO app; REVOKE SELECT ON u FROM ro CASCADE; REVOKE UPDATE ON t FROM app; GRANT SELECT ON v TO ro; GRANT SELECT (secret) ON t TO ro; GRANT ALL PRIVILEGES ON u TO CURRENT_USER;
-- case: grants on the rest
CREATE ROLE app; CREATE SCHEMA s; CREATE SEQUENCE q; CREATE TABLE t (id serial); CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT USAGE ON SCHEMA s, public TO app; REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE, SELECT ON SEQUENCE q TO app; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO app; REVOKE EXECUTE ON FUNCTION f(int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f TO app; REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC; GRANT EXECUTE ON ROUTINE g() TO app WITH GRANT OPTION; GRANT CONNECT ON DATABASE postgres TO app; REVOKE UPDATE ON SEQUENCE t_id_seq FROM app; GRANT CREATE ON SCHEMA s TO app; REVOKE CONNECT ON DATABASE postgres FROM app;
-- case: default privileges
CREATE ROLE app; CREATE ROLE maker; GRANT CREATE ON SCHEMA public TO maker; CREATE SCHEMA s; CREATE TABLE before (id int);
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT INSERT, UPDATE ON TABLES TO app WITH GRANT OPTION; ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA public GRANT ALL ON TABLES TO app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO app; CREATE TABLE t (id serial); CREATE TABLE s.u (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT id FROM t;
SET ROLE maker; CREATE TABLE made (id int); RESET ROLE; ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM app; CREATE TABLE last (id int);
-- case: owners
CREATE ROLE owner_a; CREATE ROLE owner_b; GRANT ALL ON SCHEMA public TO owner_a, owner_b; CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t; CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
GRANT SELECT ON t TO owner_a; ALTER TABLE t OWNER TO owner_a; ALTER VIEW v OWNER TO owner_b; ALTER FUNCTION f() OWNER TO owner_b; SET ROLE owner_b; CREATE TABLE mine (id int); RESET ROLE; SET SESSION AUTHORIZATION owner_a; CREATE TABLE his (id int); RESET SESSION AUTHORIZATION;
CREATE TABLE again (id int); ALTER TABLE IF EXISTS again OWNER TO CURRENT_USER; CREATE MATERIALIZED VIEW m AS SELECT id FROM t; ALTER MATERIALIZED VIEW m OWNER TO owner_a; REASSIGN OWNED BY owner_b TO owner_a;
-- case: drop owned
CREATE ROLE a; CREATE ROLE b; GRANT ALL ON SCHEMA public TO a; CREATE TABLE t (id int); GRANT SELECT ON t TO a, b; CREATE POLICY p ON t TO a USING (true); CREATE POLICY q ON t TO a, b USING (true); SET ROLE a; CREATE TABLE mine (id int); RESET ROLE; DROP OWNED BY a;
-- case: rename role
CREATE ROLE a; CREATE TABLE t (id int); GRANT SELECT ON t TO a; CREATE POLICY p ON t TO a USING (true); ALTER TABLE t OWNER TO a; ALTER ROLE a RENAME TO z;
-- case: drop cascades
CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a); CREATE VIEW v AS SELECT id FROM a; CREATE VIEW w AS SELECT id FROM v; CREATE TABLE c (x int); CREATE POLICY p ON c USING (EXISTS (SELECT FROM a WHERE id = x)); DROP TABLE a CASCADE; DROP TABLE IF EXISTS a, nothing;
-- case: drop schema
CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY); CREATE TABLE u (t_id int REFERENCES s.t); CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP SCHEMA s CASCADE; CREATE SCHEMA IF NOT EXISTS public; CREATE SCHEMA AUTHORIZATION CURRENT_USER;
-- case: types
CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%'); CREATE SCHEMA s; CREATE TYPE s.kind AS ENUM ('a'); CREATE TYPE "Mixed" AS ENUM ('x');
CREATE TABLE t (m mood DEFAULT 'sad' NOT NULL, e email, k s.kind, x "Mixed", ms mood[]); ALTER TYPE mood RENAME TO feeling; ALTER TYPE feeling ADD VALUE 'meh'; ALTER TYPE s.kind SET SCHEMA public; CREATE TABLE u (f public.feeling); DROP TYPE "Mixed" CASCADE;
-- case: search path
CREATE SCHEMA app; SET search_path = app, public; CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE public.t (other int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (id = 1); RESET search_path; ALTER TABLE t FORCE ROW LEVEL SECURITY;
SET search_path TO app; CREATE TABLE u (t_id int REFERENCES t); CREATE INDEX ON u (t_id); SET search_path TO DEFAULT; CREATE TABLE w (id int);
-- case: local search path
CREATE SCHEMA app; BEGIN; SET LOCAL search_path TO app; CREATE TABLE t (id int); COMMIT; CREATE TABLE u (id int);
-- case: do block with a constant array
CREATE TABLE a (org_id int); CREATE TABLE b (org_id int);
DO $$
DECLARE t text; tables text[] := ARRAY['a', 'b'];
BEGIN
  FOREACH t IN ARRAY tables LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING (org_id = current_setting(%L)::int)', t || '_tenant', t, 'app.org');
    EXECUTE 'ALTER TABLE ' || quote_ident(t) || ' FORCE ROW LEVEL SECURITY';
  END LOOP;
END $$;
-- case: do block with unnest and values
CREATE TABLE a (org_id int); CREATE TABLE b (org_id int);
DO LANGUAGE plpgsql $do$
DECLARE r record; name text;
BEGIN
  FOR name IN SELECT unnest(ARRAY['a', 'b']) LOOP
    EXECUTE format('ALTER TABLE public.%s ENABLE ROW LEVEL SECURITY;', name);
  END LOOP;
  FOREACH name IN ARRAY '{a,b}'::text[] LOOP
    EXECUTE 'CREATE POLICY p ON ' || name || $q$ USING (org_id = 'x'::text::int)$q$;
  END LOOP;
END;
$do$;
-- case: do block with guards
CREATE TABLE t (a int);
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'agent') THEN CREATE ROLE agent LOGIN; END IF;
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') THEN
    ALTER TABLE t ADD COLUMN a text; ELSE ALTER TABLE t ENABLE ROW LEVEL SECURITY; END IF;
  IF EXISTS (SELECT 1 FROM pg_policies WHERE policyname = 'p') THEN DROP POLICY p ON t; END IF;
  CREATE POLICY p ON t USING (a = 1);
  BEGIN CREATE POLICY p ON t USING (a = 2); EXCEPTION WHEN duplicate_object THEN NULL; END;
  RAISE NOTICE 'done'; PERFORM set_config('app.x', 'y', false);
END $$;
-- case: do block over pg_constraint
CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT odd_name REFERENCES p, b int REFERENCES p, c text UNIQUE, CHECK (a > 0));
DO $$
DECLARE c text;
BEGIN
    FOR c IN
        SELECT con.conname FROM pg_constraint con
        JOIN pg_class rel ON rel.oid = con.conrelid
        JOIN pg_attribute att ON att.attrelid = rel.oid AND att.attnum = ANY(con.conkey)
        WHERE rel.relname = 't' AND con.contype = 'f' AND att.attname = 'a'
    LOOP
        EXECUTE format('ALTER TABLE "t" DROP CONSTRAINT %I', c);
    END LOOP;
END $$;
DO $$
DECLARE r record; tbl text := 'p';
BEGIN
    FOR r IN SELECT conname FROM pg_constraint WHERE conrelid = 'p'::regclass AND contype IN ('u') LOOP
        RAISE NOTICE 'dropping %', r.conname;
        EXECUTE 'ALTER TABLE p DROP CONSTRAINT ' || quote_ident(r.conname) || ' CASCADE';
    END LOOP;
END $$;
DO $$
DECLARE c name;
BEGIN
    FOR c IN SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
        JOIN pg_namespace n ON n.oid = relnamespace
        WHERE n.nspname = current_schema() AND relname = 't' AND contype IN ('u', 'p') LOOP
        EXECUTE format('ALTER TABLE t DROP CONSTRAINT IF EXISTS %I', c);
    END LOOP;
END $$;
-- case: do block plain
DO $$ BEGIN CREATE TABLE made (id int PRIMARY KEY); ALTER TABLE made ENABLE ROW LEVEL SECURITY; END $$; DO 'BEGIN CREATE TABLE quoted (id int); END';
-- case: comments and strings
CREATE TABLE t (a int /* ; nested /* ; */ */, b text DEFAULT 'x;y' /* ; */, c text DEFAULT $$;$$, d text DEFAULT E'\';'); -- ; CREATE TABLE no (a int);
COMMENT ON TABLE t IS 'a; b'; INSERT INTO t (a, b) VALUES (1, ';'); UPDATE t SET a = 2; DELETE FROM t; TRUNCATE t; ANALYZE t; SELECT 1; VALUES (1); CREATE TABLE u (id int);
-- case: what is aside
CREATE TABLE t (id int, org_id int); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
CREATE EXTENSION IF NOT EXISTS plpgsql; CREATE RULE r AS ON INSERT TO t DO ALSO NOTHING; CREATE STATISTICS st ON id, org_id FROM t; ALTER TABLE t DISABLE TRIGGER tr; ALTER TABLE t SET (fillfactor = 50), SET WITHOUT CLUSTER; BEGIN; LOCK TABLE t; COMMIT; SET statement_timeout = 0; ALTER TABLE t REPLICA IDENTITY FULL; DROP TRIGGER tr ON t; ALTER TABLE t ALTER id SET STATISTICS 5;
-- case: unlogged and if not exists
CREATE UNLOGGED TABLE t (id int); CREATE TABLE IF NOT EXISTS t (other int); CREATE TABLE IF NOT EXISTS u (id int); ALTER TABLE u SET LOGGED; CREATE SEQUENCE IF NOT EXISTS sq; ALTER SEQUENCE sq OWNED BY u.id; ALTER SEQUENCE sq RENAME TO sr;
-- case: exclusion and named checks
CREATE TABLE t (a int, r int4range, EXCLUDE USING gist (r WITH &&), CONSTRAINT c CHECK (a > 0)); ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t RENAME CONSTRAINT t_r_excl TO ex; ALTER TABLE t DROP CONSTRAINT ex;
-- case: quoted names
CREATE SCHEMA "My Schema"; CREATE TABLE "My Schema"."My Table" ("Id" int PRIMARY KEY, "select" int, "Org""Id" int UNIQUE); CREATE POLICY "My Policy" ON "My Schema"."My Table" USING ("Id" = 1 AND "select" > 2);
CREATE INDEX "My Index" ON "My Schema"."My Table" ("select", "Id"); CREATE VIEW "My View" AS SELECT "Id" FROM "My Schema"."My Table"; GRANT SELECT ON "My Schema"."My Table" TO PUBLIC; ALTER TABLE "My Schema"."My Table" RENAME "select" TO chosen;
-- case: composite tenancy
CREATE TABLE orgs (id uuid PRIMARY KEY DEFAULT gen_random_uuid()); CREATE TABLE projects (org_id uuid NOT NULL REFERENCES orgs ON DELETE CASCADE, id uuid NOT NULL, PRIMARY KEY (org_id, id));
CREATE TABLE tasks (org_id uuid NOT NULL, id uuid NOT NULL, project_id uuid, PRIMARY KEY (org_id, id), FOREIGN KEY (org_id, project_id) REFERENCES projects (org_id, id) ON DELETE CASCADE);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY; ALTER TABLE tasks FORCE ROW LEVEL SECURITY; CREATE POLICY tenant ON tasks USING (org_id = nullif(current_setting('app.org', true), '')::uuid) WITH CHECK (org_id = nullif(current_setting('app.org', true), '')::uuid);
-- case: keys said twice
CREATE TABLE t (id int UNIQUE, a int UNIQUE, PRIMARY KEY (id), CONSTRAINT named UNIQUE (a)); CREATE TABLE u (id int PRIMARY KEY, CONSTRAINT again UNIQUE (id));
CREATE TABLE v (id int CONSTRAINT pk PRIMARY KEY, b int, UNIQUE (id), UNIQUE (b, id), UNIQUE (id, b));
