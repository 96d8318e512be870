"""Queries on PostgreSQL's catalogs: all readable by any role, none touches a row of a user's table."""

_OURS = r"""n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"""
_NO_EXTENSION = """NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e WHERE e.classid = '{catalog}'::regclass AND e.objid = {oid} AND e.deptype = 'e')"""
_RELATIONS = f"""{_OURS} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't'
    AND {_NO_EXTENSION.format(catalog="pg_catalog.pg_class", oid="c.oid")}"""
_FROM = "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
_NAMES = """ARRAY(SELECT a.attname::text FROM unnest({numbers}) WITH ORDINALITY s(number, at)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = {relation} AND a.attnum = s.number ORDER BY s.at)"""

RELATIONS = f"""
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AS row_security,
  c.relforcerowsecurity AS forced, c.relispartition AS is_partition, c.reloptions AS options,
  CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition
FROM {_FROM} WHERE {_RELATIONS} ORDER BY 2, 3"""

COLUMNS = f"""
SELECT c.oid AS relation, a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  NOT a.attnotnull AS nullable, a.attidentity::text AS identity, a.attgenerated <> '' AS generated,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression
FROM {_FROM} JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE {_RELATIONS} ORDER BY c.oid, a.attnum"""

KEYS = f"""
SELECT c.oid AS relation, k.conname AS name, k.contype::text AS type,
  {_NAMES.format(numbers="k.conkey", relation="c.oid")} AS columns
FROM {_FROM} JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u')
WHERE {_RELATIONS} ORDER BY c.oid, k.conname"""

# A reference to a partitioned table has further rows, one a partition of that table: they say nothing new.
REFERENCES = f"""
SELECT c.oid AS relation, k.conname AS name, k.confdeltype::text AS on_delete,
  {_NAMES.format(numbers="k.conkey", relation="c.oid")} AS columns,
  rn.nspname AS referred_schema, r.relname AS referred_name,
  {_NAMES.format(numbers="k.confkey", relation="k.confrelid")} AS referred_columns
FROM {_FROM} JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
WHERE {_RELATIONS} AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_constraint above WHERE above.oid = k.conparentid AND above.conrelid = k.conrelid)
ORDER BY c.oid, k.conname"""

INDEXES = f"""
SELECT c.oid AS relation, i.relname AS name, x.indisunique AS is_unique, m.amname AS method,
  x.indnkeyatts AS keys, pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
  ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k(number, at)
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0
    ORDER BY k.at) AS columns,
  ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, k.at::int, false)
    FROM unnest(x.indkey) WITH ORDINALITY k(number, at) ORDER BY k.at) AS expressions
FROM {_FROM} JOIN pg_catalog.pg_index x ON x.indrelid = c.oid
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_am m ON m.oid = i.relam
WHERE {_RELATIONS} AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.oid, i.relname"""

POLICIES = f"""
SELECT c.oid AS relation, p.polname AS name, p.polcmd::text AS command, p.polpermissive AS permissive,
  ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r WHERE r.oid = ANY (p.polroles)) AS roles,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS qual,
  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
FROM {_FROM} JOIN pg_catalog.pg_policy p ON p.polrelid = c.oid
WHERE {_RELATIONS} ORDER BY c.oid, p.polname"""

PARENTS = f"""
SELECT c.oid AS relation, pn.nspname AS schema, p.relname AS name
FROM {_FROM} JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid
JOIN pg_catalog.pg_class p ON p.oid = h.inhparent JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
WHERE {_RELATIONS} ORDER BY c.oid, h.inhseqno"""

READS = f"""
SELECT DISTINCT c.oid AS relation, rn.nspname AS schema, r.relname AS name
FROM {_FROM} JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> c.oid
JOIN pg_catalog.pg_class r ON r.oid = d.refobjid AND r.relkind IN ('r', 'p', 'f', 'v', 'm')
JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
WHERE {_RELATIONS} AND c.relkind IN ('v', 'm') ORDER BY 1, 2, 3"""

_ARGUMENTS = """ARRAY(SELECT pg_catalog.format_type(t.type, NULL)
    FROM unnest(p.proargtypes) WITH ORDINALITY t(type, at) ORDER BY t.at)"""
_ROUTINES = f"""{_OURS} AND p.prokind IN ('f', 'p')
    AND {_NO_EXTENSION.format(catalog="pg_catalog.pg_proc", oid="p.oid")}"""
_FROM_ROUTINES = "pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"

ROUTINES = f"""
SELECT n.nspname AS schema, p.proname AS name, {_ARGUMENTS} AS arguments, l.lanname AS language,
  p.prosecdef AS security_definer, pg_catalog.pg_get_userbyid(p.proowner) AS owner, p.proconfig AS settings,
  p.prosrc AS body, /*sqlbody*/ AS sqlbody
FROM {_FROM_ROUTINES} JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE {_ROUTINES} ORDER BY 1, 2, 3"""

ROLES = r"""
SELECT rolname AS name, rolsuper AS superuser, rolbypassrls AS bypass_rls, rolcanlogin AS login,
  rolinherit AS inherit, rolcreaterole AS create_role
FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY 1"""

MEMBERS = r"""
SELECT a.rolname AS role, b.rolname AS member, m.admin_option AS admin, /*options*/
FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles a ON a.oid = m.roleid
JOIN pg_catalog.pg_roles b ON b.oid = m.member
WHERE b.rolname !~ '^pg_' ORDER BY 1, 2"""

_ACL = """lower(x.privilege_type) AS privilege, x.is_grantable AS grantable,
  CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(x.grantee)::text END AS grantee"""

PRIVILEGES = f"""
SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, n.nspname::text AS schema,
  c.relname::text AS name, NULL::text AS column, NULL::text[] AS arguments, {_ACL}
FROM {_FROM}, pg_catalog.aclexplode(c.relacl) x
WHERE {_OURS} AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relpersistence <> 't' AND x.grantee <> c.relowner
  AND {_NO_EXTENSION.format(catalog="pg_catalog.pg_class", oid="c.oid")}
UNION
SELECT 'table', n.nspname, c.relname, a.attname, NULL, {_ACL}
FROM {_FROM} JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped,
  pg_catalog.aclexplode(a.attacl) x
WHERE {_RELATIONS} AND x.grantee <> c.relowner
UNION
SELECT 'function', n.nspname, p.proname, NULL, {_ARGUMENTS}, {_ACL}
FROM {_FROM_ROUTINES}, pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) x
WHERE {_ROUTINES} AND x.grantee <> p.proowner
UNION
SELECT 'schema', NULL, n.nspname, NULL, NULL, {_ACL}
FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) x
WHERE {_OURS} AND x.grantee <> n.nspowner"""

DEFAULTS = f"""
SELECT d.defaclobjtype::text AS kind, pg_catalog.pg_get_userbyid(d.defaclrole)::text AS creator,
  n.nspname::text AS schema, {_ACL}
FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace,
  pg_catalog.aclexplode(d.defaclacl) x
WHERE d.defaclobjtype IN ('r', 'S', 'f')
ORDER BY 1, 2, 3, 4, 6"""
