-- Statements with their verdicts, one a line:  SQL; -- answer [flags]
--   answer  `scoped`, or groups `verdict: table (cause), table (cause)` separated by `;`. The cause of `unscoped` is (none)
--           unless said. Tables not named must be scoped.
--   flags   `partial`: the judgement must be partial. `not run`: PostgreSQL cannot run it as it stands here, or
--           its effect is outside what the judge observes. `from 17`: PostgreSQL 17 is the first to run it.
-- The schema is schema.sql, the tenancy world.py. :org is the tenant, :user the principal, :other another tenant.

-- one table
SELECT * FROM tasks WHERE org_id = :org; -- scoped
SELECT * FROM tasks; -- unscoped: tasks
SELECT * FROM tasks WHERE :org = org_id; -- scoped
SELECT * FROM tasks WHERE org_id = :org AND done; -- scoped
SELECT * FROM tasks WHERE done AND (priority > 1 AND org_id = :org); -- scoped
SELECT * FROM tasks WHERE done; -- unscoped: tasks
SELECT * FROM tasks WHERE id = :id; -- unscoped: tasks (by-key)
SELECT * FROM tasks WHERE id IN (1, 2, 3); -- unscoped: tasks (by-key)
SELECT * FROM tasks WHERE id = ANY(:ids); -- unscoped: tasks (by-key)
SELECT * FROM tasks WHERE id = :id AND org_id = :org; -- scoped
SELECT * FROM tasks WHERE org_id = :org::int; -- scoped
SELECT * FROM tasks WHERE org_id::text = :org::text; -- scoped
SELECT * FROM tasks WHERE CAST(org_id AS bigint) = :org; -- scoped
SELECT * FROM tasks WHERE org_id::boolean = (:org = 1); -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id::varchar(1) = :org::text; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id = :org::numeric; -- scoped
SELECT * FROM tasks WHERE org_id = 1; -- ineffective: tasks (literal)
SELECT * FROM tasks WHERE org_id IN (1); -- ineffective: tasks (literal)
SELECT * FROM tasks WHERE org_id IN (1, 2); -- ineffective: tasks (literal)
SELECT * FROM tasks WHERE org_id IN (:org, 2); -- ineffective: tasks (literal)
SELECT * FROM tasks WHERE org_id = :org OR org_id = 2; -- ineffective: tasks (literal)
SELECT * FROM tasks WHERE org_id = :org AND org_id = 1; -- scoped
SELECT * FROM tasks WHERE org_id IN (:org); -- scoped
SELECT * FROM tasks WHERE org_id = ANY(:orgs); -- scoped
SELECT * FROM tasks WHERE org_id = ANY(:orgs::int[]); -- scoped
SELECT * FROM tasks WHERE org_id = ANY(ARRAY[:org]); -- scoped
SELECT * FROM tasks WHERE org_id = ALL(:orgs); -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id <> :org; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE NOT (org_id = :org); -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE NOT (org_id <> :org); -- scoped
SELECT * FROM tasks WHERE NOT (NOT (org_id = :org)); -- scoped
SELECT * FROM tasks WHERE NOT (org_id <> :org OR done); -- scoped
SELECT * FROM tasks WHERE NOT (org_id <> :org AND done); -- ineffective: tasks (or-arm)
SELECT * FROM tasks WHERE NOT org_id IN (:other); -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id NOT IN (:other); -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id >= :org; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id BETWEEN :org AND :org; -- scoped
SELECT * FROM tasks WHERE org_id::text LIKE :org::text; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id = org_id; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id IS NOT NULL; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id IS NULL; -- scoped
SELECT * FROM tasks WHERE org_id = COALESCE(:org, org_id); -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE COALESCE(org_id, :org) = :org; -- scoped
SELECT * FROM tasks WHERE org_id + 0 = :org; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id = project_id; -- unscoped: tasks
SELECT * FROM tasks WHERE (:org IS NULL OR org_id = :org); -- ineffective: tasks (or-arm)
SELECT * FROM tasks WHERE org_id = :org OR done; -- ineffective: tasks (or-arm)
SELECT * FROM tasks WHERE org_id = :org AND (done OR priority = 1); -- scoped
SELECT * FROM tasks WHERE (org_id = :org AND done) OR (org_id = :org AND priority = 1); -- scoped
SELECT * FROM tasks WHERE (org_id = :org AND done) OR (org_id = :other AND priority = 1); -- ineffective: tasks (mixed-tenants)
SELECT * FROM tasks WHERE org_id = :org OR false; -- scoped
SELECT * FROM tasks WHERE org_id = :org OR true; -- ineffective: tasks (or-arm)
SELECT * FROM tasks WHERE false; -- scoped
SELECT * FROM tasks WHERE 1 = 0; -- scoped
SELECT * FROM tasks WHERE 1 = 1; -- unscoped: tasks
SELECT * FROM tasks WHERE true; -- unscoped: tasks
SELECT * FROM tasks WHERE (org_id = :org) IS TRUE; -- scoped
SELECT * FROM tasks WHERE (org_id = :org) IS NOT TRUE; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE (org_id <> :org) IS NOT TRUE; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id IS NOT DISTINCT FROM :org; -- scoped
SELECT * FROM tasks WHERE org_id IS DISTINCT FROM :org; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE (org_id, id) = (:org, :id); -- scoped
SELECT * FROM tasks WHERE ROW(org_id, id) = ROW(:org, :id); -- scoped
SELECT * FROM tasks WHERE (org_id, id) IN ((:org, 1), (:org, 2)); -- scoped
SELECT * FROM tasks WHERE (org_id, id) IN ((:org, 1), (:other, 2)); -- scoped [not run]
SELECT * FROM tasks WHERE (org_id, id) < (:org, 5); -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE CASE WHEN org_id = :org THEN true ELSE false END; -- scoped
SELECT * FROM tasks AS t(i, o, p) WHERE o = :org; -- scoped
SELECT * FROM tasks AS t(org_id, o, p) WHERE t.org_id = :org; -- unscoped: tasks (by-key)
SELECT * FROM public.tasks WHERE tasks.org_id = :org; -- scoped
SELECT * FROM ONLY tasks WHERE org_id = :org; -- scoped
SELECT * FROM tasks t WHERE t.org_id = :org ORDER BY t.id LIMIT 2 OFFSET 1; -- scoped
SELECT DISTINCT title FROM tasks WHERE org_id = :org; -- scoped
SELECT count(*) FROM tasks WHERE org_id = :org; -- scoped
SELECT count(*) FROM tasks; -- unscoped: tasks
SELECT * FROM tasks WHERE org_id = :org FOR UPDATE; -- scoped
SELECT * FROM tasks WHERE org_id = current_setting('app.current_org_id')::int; -- scoped
SELECT * FROM tasks WHERE org_id = nullif(current_setting('app.current_org_id', true), '')::int; -- scoped
SELECT * FROM tasks WHERE org_id = (SELECT current_setting('app.current_org_id', true)::int); -- scoped
SELECT * FROM tasks WHERE org_id::text = current_setting('app.current_org_id'); -- scoped
SELECT * FROM tasks WHERE org_id = current_setting('app.something')::int; -- unknown: tasks (unresolved) [not run]
SELECT * FROM tasks WHERE org_id = my_tenant(); -- unknown: tasks (unresolved) [not run, partial]
SELECT * FROM tasks WHERE org_id = :org AND my_check(id); -- scoped [not run, partial]
SELECT my_function(id) FROM tasks WHERE org_id = :org; -- scoped [not run, partial]
SELECT * FROM prices; -- scoped
SELECT 1; -- scoped
SELECT * FROM prices WHERE plan = :plan; -- scoped
SELECT * FROM organizations; -- unscoped: organizations
SELECT * FROM organizations WHERE id = :org; -- scoped
SELECT * FROM organizations WHERE slug = :slug; -- scoped
SELECT * FROM organizations WHERE slug = 'one'; -- ineffective: organizations (literal)
SELECT * FROM organizations WHERE name = :slug; -- unscoped: organizations
SELECT * FROM organizations WHERE id = 1; -- ineffective: organizations (literal)
SELECT * FROM documents WHERE org_id = :org; -- scoped
SELECT * FROM documents WHERE org_id = :org OR org_id IS NULL; -- scoped
SELECT * FROM documents WHERE org_id IS NULL; -- scoped
SELECT * FROM notes WHERE org_id = :org; -- scoped
SELECT * FROM notes WHERE org_id = :org OR org_id IS NULL; -- ineffective: notes (null-arm)
SELECT * FROM notes WHERE org_id IS NULL; -- ineffective: notes (null-arm)
SELECT * FROM notes WHERE org_id IS NOT DISTINCT FROM :org; -- ineffective: notes (null-arm)
SELECT * FROM tasks WHERE org_id = :org OR org_id IS NULL; -- scoped
SELECT * FROM settings WHERE org_id = :org; -- scoped
SELECT * FROM settings WHERE name = :name; -- unscoped: settings
SELECT * FROM counters WHERE name = :name; -- unscoped: counters (by-key)
SELECT * FROM boards WHERE workspace_id = :workspace; -- scoped
SELECT * FROM workspaces WHERE id = :workspace; -- scoped
SELECT * FROM workspaces WHERE org_id = :org; -- scoped
SELECT * FROM workspaces; -- unscoped: workspaces
TABLE tasks; -- unscoped: tasks
(SELECT * FROM tasks WHERE org_id = :org); -- scoped
SELECT * FROM tasks WHERE org_id >= :org AND org_id <= :org; -- scoped
SELECT * FROM tasks WHERE org_id >= :org AND org_id <= :other; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE CASE WHEN done THEN org_id = :org ELSE org_id = :org AND priority > 1 END; -- scoped
SELECT * FROM tasks WHERE CASE WHEN done THEN org_id = :org ELSE true END; -- ineffective: tasks (or-arm)
SELECT * FROM tasks WHERE CASE WHEN done THEN org_id = :org END; -- scoped
SELECT * FROM tasks WHERE CASE org_id WHEN :org THEN true ELSE false END; -- scoped
SELECT * FROM tasks WHERE CASE WHEN org_id = :org THEN false ELSE done END; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE (CASE WHEN org_id = :org THEN 1 ELSE 0 END) = 1; -- scoped
SELECT * FROM tasks WHERE (CASE WHEN org_id = :org THEN 1 ELSE 0 END) = 0; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id = CASE WHEN done THEN org_id ELSE :org END; -- ineffective: tasks (or-arm)
SELECT * FROM tasks t WHERE CASE WHEN EXISTS (SELECT 1 FROM projects p WHERE p.org_id = t.priority) THEN t.priority = :org AND t.org_id = :org ELSE t.org_id = :org END; -- ineffective: projects (tautology), tasks (tautology)
SELECT * FROM tasks WHERE COALESCE(org_id = :org, false); -- scoped
SELECT * FROM tasks WHERE COALESCE(org_id = :org, true); -- ineffective: tasks (tautology)
SELECT * FROM notes WHERE COALESCE(org_id, :org) = :org; -- ineffective: notes (tautology)
SELECT * FROM tasks WHERE (org_id = :org) = true; -- scoped
SELECT * FROM tasks WHERE (org_id = :org) <> true; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE (org_id <> :org) = false; -- scoped
SELECT * FROM tasks WHERE (org_id <> :org) IS FALSE; -- scoped
SELECT * FROM tasks WHERE (org_id = :org) IS NOT FALSE; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE NOT ((org_id = :org) IS NOT TRUE); -- scoped
SELECT * FROM tasks WHERE NOT (1 = 1) OR org_id = :org; -- scoped
SELECT * FROM tasks WHERE 2 > 1 OR org_id = :org; -- ineffective: tasks (or-arm)
SELECT * FROM tasks WHERE org_id = greatest(:org, :org); -- scoped
SELECT * FROM tasks WHERE org_id = coalesce(:org, 1); -- ineffective: tasks (literal)
SELECT * FROM tasks WHERE org_id = coalesce(:org, -1); -- ineffective: tasks (literal)
SELECT * FROM tasks WHERE org_id = ('{"org": 1}'::jsonb ->> 'org')::int; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE org_id = (jsonb_build_object('org', :org) ->> 'org')::int; -- unknown: tasks (unresolved)
SELECT * FROM tasks WHERE org_id = abs(:org); -- unknown: tasks (unresolved)
SELECT * FROM tasks WHERE org_id = :org + 0 * priority; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE (org_id, id) IN (:pairs); -- scoped [not run]
SELECT * FROM tasks WHERE org_id = ANY(string_to_array(:orgs, ',')::int[]); -- scoped [not run]
SELECT * FROM tasks t, tasks u, (SELECT array_agg(id) AS ids FROM prices) p WHERE t.org_id = ANY(p.ids) AND u.org_id = ANY(p.ids) AND t.org_id = :org; -- ineffective: tasks (tautology)
SELECT * FROM tasks WHERE :org = ANY(ARRAY[org_id]); -- scoped

-- principals: memberships, owners, credentials
SELECT * FROM memberships WHERE user_id = :user; -- scoped
SELECT * FROM memberships WHERE org_id = :org; -- scoped
SELECT * FROM memberships; -- unscoped: memberships
SELECT * FROM memberships WHERE user_id = 7; -- unscoped: memberships
WITH memberships AS (SELECT id AS org_id, 5 AS user_id FROM organizations) SELECT t.* FROM tasks t JOIN memberships m ON m.org_id = t.org_id WHERE m.user_id = :user; -- unscoped: tasks, organizations
SELECT t.id FROM tasks t JOIN (SELECT org_id, created_by AS user_id FROM tasks) memberships ON memberships.org_id = t.org_id WHERE memberships.user_id = :user; -- unscoped: tasks
SELECT * FROM tasks WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = :user); -- scoped
SELECT * FROM tasks WHERE org_id = ANY(SELECT org_id FROM memberships WHERE user_id = :user); -- scoped
SELECT * FROM tasks WHERE org_id = ANY(ARRAY(SELECT org_id FROM memberships WHERE user_id = :user)); -- scoped
SELECT * FROM tasks WHERE org_id IN (SELECT org_id FROM memberships); -- unscoped: memberships, tasks
SELECT * FROM tasks WHERE org_id IN (SELECT id FROM organizations); -- unscoped: organizations, tasks
SELECT * FROM tasks WHERE org_id IN (SELECT id FROM organizations WHERE slug = :slug); -- scoped
SELECT * FROM tasks t JOIN organizations o ON o.id = t.org_id WHERE o.slug = :slug; -- scoped
SELECT t.* FROM tasks t JOIN memberships m ON m.org_id = t.org_id WHERE m.user_id = :user; -- scoped
SELECT t.* FROM tasks t JOIN memberships m ON m.org_id = t.org_id WHERE m.role = 'admin'; -- unscoped: memberships, tasks
SELECT t.* FROM tasks t WHERE EXISTS (SELECT 1 FROM memberships m WHERE m.org_id = t.org_id AND m.user_id = :user); -- scoped
SELECT t.* FROM tasks t WHERE EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = :user); -- unscoped: tasks (other-table-confined)
SELECT t.* FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM memberships m WHERE m.org_id = t.org_id AND m.user_id = :user); -- scoped
SELECT t.* FROM tasks t WHERE t.org_id NOT IN (SELECT org_id FROM memberships WHERE user_id = :user); -- ineffective: tasks (tautology)
SELECT * FROM projects p WHERE p.org_id IN (SELECT m.org_id FROM memberships m WHERE m.user_id = :user AND m.role = 'admin') AND p.name = :name; -- scoped
SELECT o.* FROM organizations o JOIN memberships m ON m.org_id = o.id WHERE m.user_id = :user; -- scoped
SELECT * FROM tasks t, projects p WHERE t.org_id IN (SELECT org_id FROM memberships WHERE user_id = :user) AND p.org_id IN (SELECT org_id FROM memberships WHERE user_id = :user); -- scoped
SELECT * FROM tasks t, projects p WHERE t.org_id = :org AND p.org_id IN (SELECT org_id FROM memberships WHERE user_id = :user); -- ineffective: projects (mixed-tenants)
SELECT * FROM tasks WHERE created_by = :user; -- scoped
SELECT * FROM tasks WHERE org_id = :org OR created_by = :user; -- scoped
SELECT * FROM tasks WHERE org_id = :org AND created_by = :user; -- scoped
SELECT * FROM tasks WHERE created_by = 7; -- unscoped: tasks
SELECT * FROM tasks t JOIN projects p ON p.org_id = t.org_id WHERE t.created_by = :user; -- unscoped: projects (other-table-confined)
SELECT * FROM api_keys WHERE key_hash = :hash; -- scoped
SELECT o.* FROM api_keys k JOIN organizations o ON o.id = k.org_id WHERE k.key_hash = :hash; -- scoped
SELECT * FROM api_keys WHERE key_hash LIKE :hash; -- unscoped: api_keys
SELECT * FROM accounts WHERE id = :user; -- scoped
SELECT a.email FROM accounts a JOIN memberships m ON m.user_id = a.id WHERE m.org_id = :org; -- scoped
SELECT a.email FROM accounts a JOIN memberships m ON m.user_id = a.id; -- unscoped: memberships
SELECT a.email FROM accounts a JOIN memberships m ON m.user_id = a.id WHERE a.id = :user; -- scoped

-- joins
SELECT * FROM tasks t JOIN projects p ON p.id = t.project_id WHERE t.org_id = :org; -- scoped
SELECT * FROM tasks t JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM tasks t JOIN projects p ON p.id = t.project_id; -- unscoped: projects, tasks
SELECT * FROM tasks t JOIN projects p ON p.id = t.project_id WHERE t.id = :id; -- unscoped: projects, tasks (by-key)
SELECT * FROM tasks t JOIN projects p ON p.id = t.project_id AND p.org_id = :org; -- scoped
SELECT * FROM tasks t JOIN projects p ON true WHERE t.org_id = :org; -- unscoped: projects (other-table-confined)
SELECT * FROM tasks t, projects p WHERE t.org_id = :org; -- unscoped: projects (other-table-confined)
SELECT * FROM tasks t, projects p WHERE t.org_id = :org AND p.org_id = t.org_id; -- scoped
SELECT * FROM tasks t, projects p WHERE t.org_id = :org AND p.org_id = :org; -- scoped
SELECT * FROM tasks t, projects p WHERE t.org_id = :org AND p.org_id = :other; -- ineffective: projects (mixed-tenants)
SELECT * FROM tasks t, projects p WHERE t.org_id = :org AND p.org_id = :other AND :org = :other; -- scoped
SELECT * FROM tasks t CROSS JOIN projects p WHERE (t.org_id, p.org_id) = (:org, :org); -- scoped
SELECT * FROM tasks t JOIN projects p USING (org_id) WHERE t.org_id = :org; -- scoped
SELECT * FROM tasks t JOIN projects p USING (org_id) WHERE org_id = :org; -- scoped
SELECT * FROM tasks t JOIN projects p USING (id) WHERE t.org_id = :org; -- unscoped: projects (other-table-confined)
SELECT * FROM tasks NATURAL JOIN projects WHERE org_id = :org; -- scoped
SELECT * FROM tasks t NATURAL LEFT JOIN projects p WHERE t.org_id = :org; -- scoped
SELECT * FROM tasks t LEFT JOIN projects p ON p.id = t.project_id WHERE t.org_id = :org; -- scoped
SELECT * FROM tasks t LEFT JOIN projects p ON p.id = t.project_id AND p.org_id = :org; -- ineffective: tasks (outer-on)
SELECT * FROM tasks t LEFT JOIN projects p ON p.id = t.project_id AND t.org_id = :org; -- ineffective: tasks (outer-on)
SELECT * FROM tasks t LEFT JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM tasks t LEFT JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org OR p.id IS NULL; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.project_id = p.id WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.title = p.name WHERE p.org_id = :org; -- unscoped: tasks (other-table-confined)
SELECT * FROM projects p LEFT JOIN tasks t ON t.title = p.name AND t.org_id = p.org_id WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.title = p.name AND t.org_id = :org WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.title = p.name WHERE p.org_id = :org AND t.id IS NULL; -- unscoped: tasks (other-table-confined)
SELECT * FROM projects p LEFT JOIN tasks t ON t.title = p.name WHERE p.org_id = :org AND t.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.title = p.name WHERE p.org_id = :org AND (t.org_id = :org OR t.org_id IS NULL); -- ineffective: tasks (null-arm)
SELECT * FROM projects p LEFT JOIN tasks t ON t.title = p.name WHERE p.org_id = :org AND (t.org_id = :org OR p.budget > 1); -- ineffective: tasks (or-arm)
SELECT * FROM tasks t RIGHT JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM tasks t RIGHT JOIN projects p ON p.id = t.project_id AND p.org_id = :org WHERE p.budget > 0; -- ineffective: projects (outer-on)
SELECT * FROM tasks t RIGHT JOIN projects p ON p.id = t.project_id WHERE t.org_id = :org; -- scoped
SELECT * FROM tasks t FULL JOIN projects p ON p.id = t.project_id WHERE t.org_id = :org; -- scoped
SELECT * FROM tasks t FULL JOIN projects p ON p.id = t.project_id AND t.org_id = :org AND p.org_id = :org; -- ineffective: projects (outer-on), tasks (outer-on)
SELECT * FROM tasks t FULL JOIN projects p ON p.id = t.project_id WHERE t.org_id = :org AND p.org_id = :org; -- scoped
SELECT * FROM tasks t FULL JOIN projects p ON p.id = t.project_id WHERE t.org_id = :org OR p.org_id = :org; -- ineffective: projects (or-arm), tasks (or-arm)
SELECT * FROM (SELECT * FROM tasks WHERE org_id = :org) t FULL JOIN (SELECT * FROM projects WHERE org_id = :org) p ON p.id = t.project_id; -- scoped
SELECT * FROM tasks t FULL JOIN projects p USING (org_id) WHERE org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN (tasks t JOIN comments c ON c.task_id = t.id) ON t.project_id = p.id WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.project_id = p.id LEFT JOIN comments c ON c.task_id = t.id WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.project_id = p.id LEFT JOIN comments c ON c.task_id = t.id LEFT JOIN attachments a ON a.comment_id = c.id WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN tasks t ON t.project_id = p.id JOIN comments c ON c.task_id = t.id WHERE p.org_id = :org; -- scoped
SELECT * FROM prices x RIGHT JOIN tasks t ON t.priority = x.id, projects p WHERE t.org_id = :org AND p.org_id = t.org_id; -- scoped
SELECT * FROM projects p, tasks t RIGHT JOIN prices x ON x.id = t.priority AND t.org_id = :org WHERE p.org_id = :org; -- scoped
SELECT t.* FROM tasks t JOIN tasks u ON u.id = t.parent_id WHERE t.org_id = :org; -- scoped
SELECT t.* FROM tasks t JOIN tasks u ON u.parent_id = t.id WHERE t.org_id = :org; -- scoped
SELECT t.* FROM tasks t JOIN tasks u ON u.id = t.id WHERE u.org_id = :org; -- scoped
SELECT t.* FROM tasks t JOIN tasks u ON u.title = t.title WHERE u.org_id = :org; -- unscoped: tasks
SELECT t.* FROM tasks t JOIN tasks u ON u.project_id = t.project_id WHERE u.org_id = :org; -- scoped
SELECT t.* FROM tasks t JOIN tasks u ON u.created_by = t.created_by WHERE u.org_id = :org; -- unscoped: tasks
SELECT * FROM comments c JOIN tasks t ON t.id = c.task_id WHERE t.org_id = :org; -- scoped
SELECT * FROM comments c JOIN tasks t ON t.id = c.id WHERE t.org_id = :org; -- unscoped: comments (other-table-confined)
SELECT * FROM comments; -- unscoped: comments
SELECT * FROM comments WHERE id = :id; -- unscoped: comments (by-key)
SELECT * FROM comments WHERE task_id = :task; -- unscoped: comments
SELECT * FROM comments WHERE task_id IN (SELECT id FROM tasks WHERE org_id = :org); -- scoped
SELECT * FROM comments WHERE task_id = (SELECT id FROM tasks WHERE org_id = :org AND id = :id); -- scoped
SELECT * FROM comments WHERE task_id IN (SELECT id FROM tasks); -- unscoped: comments, tasks
SELECT * FROM comments c WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.id = c.task_id AND t.org_id = :org); -- scoped
SELECT * FROM comments c WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.org_id = :org); -- unscoped: comments (other-table-confined)
SELECT * FROM comments c WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = c.task_id AND t.org_id = :org); -- unscoped: comments (other-table-confined)
SELECT * FROM attachments a JOIN comments c ON c.id = a.comment_id JOIN tasks t ON t.id = c.task_id WHERE t.org_id = :org; -- scoped
SELECT * FROM attachments a WHERE a.comment_id IN (SELECT c.id FROM comments c JOIN tasks t ON t.id = c.task_id WHERE t.org_id = :org); -- scoped
SELECT * FROM attachments a WHERE a.comment_id IN (SELECT c.id FROM comments c WHERE c.task_id IN (SELECT t.id FROM tasks t WHERE t.org_id = :org)); -- scoped
SELECT * FROM comments a JOIN comments b ON b.task_id = a.task_id JOIN tasks t ON t.id = a.task_id WHERE t.org_id = :org; -- scoped
SELECT * FROM invoices i JOIN projects p ON p.org_id = i.org_id AND p.id = i.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM invoices i JOIN projects p ON p.id = i.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM invoices i JOIN projects p ON p.id = i.project_id WHERE i.org_id = :org; -- scoped
SELECT * FROM task_labels l JOIN tasks t ON t.id = l.task_id WHERE t.org_id = :org; -- scoped
SELECT * FROM task_labels l JOIN task_labels m ON m.label = l.label JOIN tasks t ON t.id = l.task_id WHERE t.org_id = :org; -- unscoped: task_labels (other-table-confined)
SELECT * FROM boards b JOIN workspaces w ON w.id = b.workspace_id WHERE w.org_id = :org; -- scoped
SELECT * FROM boards b JOIN workspaces w ON w.id = b.workspace_id JOIN organizations o ON o.id = w.org_id WHERE o.id = :org; -- scoped
SELECT * FROM boards b JOIN workspaces w ON w.id = b.workspace_id; -- unscoped: boards, workspaces
SELECT * FROM projects p JOIN workspaces w ON w.id = p.workspace_id WHERE p.org_id = :org; -- scoped
SELECT * FROM tasks t JOIN prices x ON x.id = t.priority WHERE t.org_id = :org; -- scoped
SELECT * FROM prices x LEFT JOIN tasks t ON t.priority = x.id AND t.org_id = :org; -- scoped
SELECT * FROM prices x LEFT JOIN tasks t ON t.priority = x.id WHERE t.org_id = :org; -- scoped
SELECT * FROM prices x LEFT JOIN tasks t ON t.priority = x.id; -- unscoped: tasks
SELECT * FROM documents d JOIN notes n ON n.org_id = d.org_id WHERE d.org_id = :org; -- scoped
SELECT * FROM documents d JOIN notes n ON n.org_id = d.org_id WHERE d.org_id = :org OR d.org_id IS NULL; -- scoped
SELECT t.* FROM tasks t JOIN LATERAL (SELECT * FROM comments c WHERE c.task_id = t.id LIMIT 1) x ON true WHERE t.org_id = :org; -- scoped
SELECT t.*, x.n FROM tasks t LEFT JOIN LATERAL (SELECT count(*) AS n FROM comments c WHERE c.task_id = t.id) x ON true WHERE t.org_id = :org; -- scoped
SELECT t.*, x.n FROM tasks t CROSS JOIN LATERAL (SELECT count(*) AS n FROM projects p WHERE p.org_id = t.org_id AND t.org_id = :org) x; -- unscoped: tasks (other-table-confined)
SELECT t.* FROM tasks t CROSS JOIN LATERAL (SELECT 1 FROM projects p WHERE p.org_id = t.org_id AND t.org_id = :org) x; -- scoped
SELECT t.* FROM tasks t JOIN unnest(:orgs::int[]) AS o(id) ON o.id = t.org_id; -- scoped
SELECT t.* FROM tasks t, generate_series(1, 3) AS g(n) WHERE t.org_id = g.n; -- unscoped: tasks
SELECT t.* FROM tasks t, generate_series(1, 3) AS g(n) WHERE t.org_id = :org; -- scoped
SELECT t.* FROM tasks t JOIN (VALUES (:org, 1), (:org, 2)) AS v(org, p) ON v.org = t.org_id AND v.p = t.priority; -- scoped
SELECT t.* FROM tasks t JOIN (VALUES (:org, 1), (:other, 2)) AS v(org, p) ON v.org = t.org_id AND v.p = t.priority; -- ineffective: tasks (mixed-tenants)
SELECT t.* FROM tasks t JOIN (VALUES (1), (2)) AS v(org) ON v.org = t.org_id; -- ineffective: tasks (literal)
SELECT * FROM my_tasks(:org); -- unknown: my_tasks() (unresolved) [not run, partial]
SELECT * FROM tasks t JOIN my_tasks(:org) m ON m.id = t.id; -- unknown: my_tasks() (unresolved); unscoped: tasks [not run, partial]

-- subqueries
SELECT * FROM tasks WHERE id IN (SELECT id FROM tasks WHERE org_id = :org); -- scoped
SELECT * FROM tasks WHERE id IN (SELECT id FROM tasks WHERE org_id = :org ORDER BY id LIMIT 2); -- scoped
SELECT * FROM tasks WHERE id IN (SELECT id FROM tasks ORDER BY id LIMIT 2) AND org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM tasks WHERE id IN (SELECT id FROM tasks) AND org_id = :org; -- scoped
SELECT * FROM tasks WHERE id NOT IN (SELECT id FROM tasks WHERE done) AND org_id = :org; -- scoped
SELECT * FROM tasks WHERE priority NOT IN (SELECT parent_id FROM tasks WHERE parent_id IS NOT NULL) AND org_id = :org; -- unscoped: tasks
SELECT * FROM tasks WHERE parent_id NOT IN (SELECT parent_id FROM tasks WHERE org_id = :org) AND org_id = :org; -- scoped
SELECT * FROM tasks t WHERE org_id = :org AND NOT EXISTS (SELECT 1 FROM tasks u WHERE u.parent_id = t.id); -- scoped
SELECT * FROM tasks t WHERE org_id = :org AND NOT EXISTS (SELECT 1 FROM tasks u WHERE u.title = t.title AND u.id <> t.id); -- unscoped: tasks
SELECT * FROM tasks t WHERE org_id = :org AND NOT EXISTS (SELECT 1 FROM projects u WHERE u.name = t.title AND u.org_id = t.org_id); -- scoped
SELECT * FROM tasks t WHERE org_id = :org AND NOT EXISTS (SELECT 1 FROM projects u WHERE u.name = t.title); -- unscoped: projects (other-table-confined)
SELECT * FROM tasks t WHERE org_id = :org OR EXISTS (SELECT 1 FROM projects p WHERE p.id = t.project_id AND p.org_id = :org); -- scoped
SELECT * FROM tasks t WHERE done OR EXISTS (SELECT 1 FROM projects p WHERE p.id = t.project_id AND p.org_id = :org); -- ineffective: tasks (or-arm)
SELECT * FROM tasks t WHERE t.org_id = :org AND (done OR EXISTS (SELECT 1 FROM projects p WHERE p.org_id = t.org_id AND p.name = t.title)); -- scoped
SELECT * FROM tasks t WHERE t.org_id = :org AND (done OR t.title IN (SELECT p.name FROM projects p)); -- unscoped: projects (other-table-confined)
SELECT * FROM tasks t WHERE EXISTS (SELECT 1 FROM projects p WHERE p.org_id = t.org_id AND p.org_id = :org); -- scoped
SELECT * FROM tasks t WHERE EXISTS (SELECT count(*) FROM projects p WHERE p.org_id = t.org_id AND t.org_id = :org); -- unscoped: tasks
SELECT * FROM tasks t WHERE EXISTS (SELECT p.id FROM projects p WHERE p.org_id = t.org_id AND p.org_id = :org GROUP BY p.id HAVING count(*) > 0); -- scoped
SELECT * FROM tasks t WHERE EXISTS (SELECT 1 FROM projects p WHERE p.id = t.project_id AND p.org_id = :org LIMIT 1); -- scoped
SELECT * FROM tasks t WHERE (SELECT p.org_id FROM projects p WHERE p.id = t.project_id) = :org; -- scoped
SELECT * FROM projects WHERE org_id = :org AND id = (SELECT project_id FROM tasks WHERE id = :id); -- scoped
SELECT * FROM projects WHERE org_id = :org AND id <> (SELECT max(project_id) FROM tasks WHERE id = :id); -- unscoped: tasks (by-key)
SELECT * FROM tasks t WHERE t.org_id = (SELECT org_id FROM projects WHERE id = :id); -- unscoped: projects (by-key), tasks
SELECT * FROM tasks t WHERE t.org_id = (SELECT id FROM organizations WHERE slug = :slug); -- scoped
SELECT * FROM tasks t WHERE t.priority > (SELECT avg(priority) FROM tasks WHERE org_id = :org) AND t.org_id = :org; -- scoped
SELECT * FROM tasks t WHERE t.priority > (SELECT avg(priority) FROM tasks) AND t.org_id = :org; -- unscoped: tasks
SELECT * FROM tasks t WHERE t.priority > (SELECT avg(u.priority) FROM tasks u WHERE u.org_id = t.org_id) AND t.org_id = :org; -- scoped
SELECT * FROM tasks t WHERE t.priority >= ALL (SELECT u.priority FROM tasks u WHERE u.org_id = t.org_id) AND t.org_id = :org; -- scoped
SELECT * FROM tasks t WHERE t.priority >= ALL (SELECT u.priority FROM tasks u) AND t.org_id = :org; -- unscoped: tasks
SELECT id, (SELECT count(*) FROM comments c WHERE c.task_id = t.id) FROM tasks t WHERE t.org_id = :org; -- scoped
SELECT id, (SELECT count(*) FROM comments c) FROM tasks t WHERE t.org_id = :org; -- unscoped: comments (other-table-confined)
SELECT id, EXISTS (SELECT 1 FROM projects p WHERE p.id = t.project_id) FROM tasks t WHERE t.org_id = :org; -- scoped
SELECT id, title IN (SELECT name FROM projects) FROM tasks t WHERE t.org_id = :org; -- unscoped: projects (other-table-confined)
SELECT id, org_id IN (SELECT org_id FROM projects) FROM tasks t WHERE t.org_id = :org; -- scoped
SELECT id, ARRAY(SELECT c.body FROM comments c WHERE c.task_id = t.id ORDER BY c.id) FROM tasks t WHERE t.org_id = :org; -- scoped
SELECT id FROM tasks t WHERE t.org_id = :org ORDER BY (SELECT count(*) FROM comments c WHERE c.task_id = t.id), id; -- scoped
SELECT id FROM tasks t WHERE t.org_id = :org ORDER BY (SELECT count(*) FROM comments c) * id % 7, id LIMIT 1; -- unscoped: comments (other-table-confined)
SELECT id FROM tasks t WHERE t.org_id = :org LIMIT (SELECT count(*) FROM projects); -- unscoped: projects (other-table-confined)
SELECT CASE WHEN EXISTS (SELECT 1 FROM projects) THEN 1 ELSE 0 END; -- unscoped: projects
SELECT (SELECT name FROM organizations WHERE id = :org); -- scoped
SELECT (SELECT count(*) FROM tasks WHERE org_id = :org), (SELECT count(*) FROM projects WHERE org_id = :org); -- scoped
SELECT (SELECT count(*) FROM tasks WHERE org_id = :org), (SELECT count(*) FROM projects); -- unscoped: projects (other-table-confined)
SELECT EXISTS (SELECT 1 FROM tasks WHERE id = :id); -- unscoped: tasks (by-key)
SELECT EXISTS (SELECT 1 FROM tasks WHERE id = :id AND org_id = :org); -- scoped
SELECT * FROM tasks t WHERE t.org_id = :org AND t.project_id IN (SELECT id FROM projects); -- scoped
SELECT * FROM tasks t WHERE t.project_id IN (SELECT id FROM projects WHERE org_id = :org); -- scoped
SELECT * FROM tasks t WHERE t.project_id IN (SELECT id FROM projects WHERE org_id = :org UNION SELECT id FROM projects WHERE org_id = :org AND budget > 1); -- scoped
SELECT * FROM tasks t WHERE t.project_id IN (SELECT id FROM projects WHERE org_id = :org UNION SELECT id FROM projects WHERE budget > 1); -- ineffective: tasks (or-arm); unscoped: projects
SELECT * FROM tasks t WHERE (t.org_id, t.project_id) IN (SELECT org_id, id FROM projects WHERE org_id = :org); -- scoped
SELECT * FROM tasks t WHERE (t.project_id, t.org_id) IN (SELECT id, org_id FROM projects) AND t.org_id = :org; -- scoped
SELECT * FROM tasks t WHERE (t.org_id, t.priority) IN (SELECT org_id, max(priority) FROM tasks GROUP BY org_id) AND t.org_id = :org; -- scoped
SELECT * FROM tasks t WHERE t.priority IN (SELECT max(priority) FROM tasks GROUP BY org_id) AND t.org_id = :org; -- unscoped: tasks
SELECT * FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND EXISTS (SELECT 1 FROM comments c WHERE c.task_id = t.id) WHERE p.org_id = :org; -- scoped
SELECT (SELECT count(*) FROM comments c WHERE c.task_id = t.id) FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org WHERE p.org_id = :org; -- scoped
SELECT (SELECT count(*) FROM comments c WHERE c.task_id = t.id OR c.author_id = t.created_by) FROM projects p LEFT JOIN tasks t ON t.project_id = p.id WHERE p.org_id = :org; -- ineffective: comments (or-arm)

-- derived tables, CTEs
SELECT * FROM (SELECT * FROM tasks) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT id, org_id AS o FROM tasks) t WHERE t.o = :org; -- scoped
SELECT * FROM (SELECT id, org_id FROM tasks) AS t(a, b) WHERE t.b = :org; -- scoped
SELECT * FROM (SELECT id FROM tasks) t; -- unscoped: tasks
SELECT * FROM (SELECT id FROM tasks WHERE org_id = :org) t; -- scoped
SELECT * FROM (SELECT DISTINCT org_id, title FROM tasks) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT * FROM tasks ORDER BY id LIMIT 3) t WHERE t.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT * FROM tasks ORDER BY id OFFSET 1) t WHERE t.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT * FROM tasks WHERE org_id = :org ORDER BY id LIMIT 3) t; -- scoped
SELECT * FROM (SELECT org_id, count(*) AS n FROM tasks GROUP BY org_id) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT org_id, count(*) AS n FROM tasks GROUP BY 1) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT min(org_id) AS org_id, title FROM tasks GROUP BY title) t WHERE t.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT max(org_id) AS org_id, count(*) AS n FROM tasks) t WHERE t.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT t.id, t.org_id, count(c.id) AS n FROM tasks t LEFT JOIN comments c ON c.task_id = t.id GROUP BY t.id) x WHERE x.org_id = :org; -- scoped
SELECT * FROM (SELECT org_id, title, count(*) AS n FROM tasks GROUP BY ROLLUP (org_id, title)) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT org_id, count(*) AS n FROM tasks GROUP BY GROUPING SETS ((org_id), ())) t; -- unscoped: tasks
SELECT * FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM tasks) t WHERE t.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY id) AS n FROM tasks) t WHERE t.org_id = :org AND n = 1; -- scoped
SELECT * FROM (SELECT *, row_number() OVER w AS n FROM tasks WINDOW w AS (PARTITION BY org_id ORDER BY id)) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY id) AS n, count(*) OVER () AS m FROM tasks) t WHERE t.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT *, count(*) OVER () AS n FROM tasks WHERE org_id = :org) t; -- scoped
SELECT * FROM (SELECT DISTINCT ON (title) * FROM tasks ORDER BY title, id) t WHERE t.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT DISTINCT ON (org_id, title) * FROM tasks ORDER BY org_id, title, id) t WHERE t.org_id = :org; -- scoped
SELECT DISTINCT ON (title) * FROM tasks WHERE org_id = :org ORDER BY title, id; -- scoped
SELECT rank() OVER (ORDER BY id), id FROM tasks WHERE org_id = :org; -- scoped
SELECT * FROM (SELECT t.id, t.org_id FROM tasks t JOIN projects p ON p.id = t.project_id) x WHERE x.org_id = :org; -- scoped
SELECT * FROM (SELECT t.project_id FROM tasks t) x JOIN projects p ON p.id = x.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM (SELECT project_id, count(*) AS n FROM tasks GROUP BY project_id) x JOIN projects p ON p.id = x.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN (SELECT project_id, count(*) AS n FROM tasks GROUP BY project_id) x ON x.project_id = p.id WHERE p.org_id = :org; -- scoped
SELECT * FROM projects p LEFT JOIN (SELECT priority, count(*) AS n FROM tasks GROUP BY priority) x ON x.priority = p.budget WHERE p.org_id = :org; -- unscoped: tasks (other-table-confined)
SELECT * FROM (SELECT a.id, b.org_id FROM tasks a LEFT JOIN projects b ON b.id = a.project_id AND b.budget > 1) d WHERE d.org_id = :org; -- scoped
SELECT * FROM (SELECT a.id, b.name FROM tasks a LEFT JOIN projects b ON b.id = a.project_id AND a.org_id = :org) d; -- ineffective: tasks (outer-on)
SELECT * FROM (SELECT a.id, b.name FROM tasks a LEFT JOIN projects b ON b.id = a.project_id AND a.org_id = :org) d WHERE d.name = 'x'; -- scoped
SELECT * FROM (SELECT a.id, b.name FROM tasks a LEFT JOIN projects b ON b.id = a.project_id AND a.org_id = :org) d JOIN prices x ON x.plan = d.name; -- scoped
WITH x AS (SELECT * FROM tasks WHERE org_id = :org) SELECT * FROM x; -- scoped
WITH x AS (SELECT * FROM tasks) SELECT * FROM x WHERE org_id = :org; -- scoped
WITH x AS (SELECT * FROM tasks) SELECT * FROM x; -- unscoped: tasks
WITH x AS (SELECT * FROM tasks) SELECT a.* FROM x a JOIN x b ON b.id = a.id WHERE a.org_id = :org; -- scoped
WITH x AS (SELECT * FROM tasks) SELECT a.* FROM x a, x b WHERE a.org_id = :org; -- unscoped: tasks
WITH x AS MATERIALIZED (SELECT * FROM tasks) SELECT * FROM x WHERE org_id = :org; -- scoped
WITH x(a, b) AS (SELECT id, org_id FROM tasks) SELECT * FROM x WHERE b = :org; -- scoped
WITH x AS (SELECT * FROM tasks ORDER BY id LIMIT 3) SELECT * FROM x WHERE org_id = :org; -- ineffective: tasks (aggregate)
WITH tasks AS (SELECT 1 AS id, :org AS org_id) SELECT * FROM tasks; -- scoped
WITH a AS (SELECT * FROM projects WHERE org_id = :org), b AS (SELECT t.* FROM tasks t JOIN a ON a.id = t.project_id) SELECT * FROM b; -- scoped
WITH a AS (SELECT * FROM projects WHERE org_id = :org) SELECT t.* FROM tasks t WHERE t.project_id IN (SELECT id FROM a); -- scoped
WITH a AS (SELECT id FROM organizations WHERE id = :org) SELECT t.* FROM tasks t, a WHERE t.org_id = a.id; -- scoped
WITH params AS (SELECT :org::int AS org) SELECT t.* FROM tasks t, params WHERE t.org_id = params.org; -- scoped
WITH params AS (SELECT :org::int AS org) SELECT t.* FROM tasks t JOIN params ON true; -- ineffective: tasks (unused-parameter)
WITH unused AS (SELECT * FROM tasks) SELECT 1; -- scoped
WITH RECURSIVE tree AS (SELECT * FROM tasks WHERE id = :id AND org_id = :org UNION ALL SELECT c.* FROM tasks c JOIN tree ON c.parent_id = tree.id) SELECT * FROM tree; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id FROM tasks WHERE id = :id AND org_id = :org UNION SELECT c.id, c.parent_id FROM tasks c JOIN tree t ON c.parent_id = t.id) SELECT * FROM tree; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id FROM tasks WHERE id = :id AND org_id = :org UNION ALL SELECT c.id, c.parent_id FROM tasks c JOIN tree t ON c.id = t.parent_id) SELECT * FROM tree; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE org_id = :org UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.parent_id = t.id AND c.org_id = t.org_id) SELECT * FROM tree; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id FROM tasks WHERE id = :id UNION ALL SELECT c.id, c.parent_id FROM tasks c JOIN tree t ON c.parent_id = t.id) SELECT * FROM tree; -- unscoped: tasks (by-key)
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE id = :id UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.parent_id = t.id) SELECT * FROM tree WHERE org_id = :org; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE id = :id UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.id = t.parent_id) SELECT * FROM tree WHERE org_id = :org; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.parent_id < t.id) SELECT * FROM tree WHERE org_id = :org; -- unscoped: tasks
WITH RECURSIVE tree AS (SELECT id, title FROM tasks WHERE org_id = :org UNION SELECT c.id, c.title FROM tasks c JOIN tree t ON c.title = t.title) SELECT * FROM tree; -- unscoped: tasks
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n JOIN tasks t ON t.priority = n.i WHERE t.org_id = :org; -- scoped
WITH RECURSIVE tree AS (SELECT id FROM tasks WHERE org_id = :org UNION ALL SELECT c.id FROM tasks c JOIN tree t ON c.parent_id = t.id) SELECT c.* FROM comments c JOIN tree ON tree.id = c.task_id; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.parent_id = t.id AND c.org_id = t.org_id) SELECT * FROM tree WHERE org_id = :org; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, t.org_id FROM tasks c JOIN tree t ON c.parent_id = t.id) SELECT * FROM tree WHERE org_id = :org; -- scoped
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.title = 'x' AND c.id > t.id) SELECT * FROM tree WHERE org_id = :org; -- unscoped: tasks
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, t.org_id FROM tasks c JOIN tree t ON c.title = 'x' AND c.id > t.id) SELECT * FROM tree WHERE org_id = :org; -- unscoped: tasks
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.parent_id = t.id AND c.org_id = t.org_id) SELECT * FROM tree; -- unscoped: tasks
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.parent_id = t.id AND c.org_id = t.org_id) SELECT * FROM tree ORDER BY id LIMIT 3; -- unscoped: tasks
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.org_id FROM tasks c JOIN tree t ON c.parent_id = t.id AND c.org_id = t.org_id) SELECT * FROM (SELECT * FROM tree ORDER BY id LIMIT 3) x WHERE org_id = :org; -- ineffective: tasks (aggregate)
WITH RECURSIVE tree AS (SELECT id, parent_id, org_id, 1 AS depth FROM tasks WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.org_id, t.depth + 1 FROM tasks c JOIN tree t ON c.parent_id = t.id AND c.org_id = t.org_id WHERE t.depth < 5) SELECT p.name, tree.depth FROM tree JOIN projects p ON p.org_id = tree.org_id WHERE p.org_id = :org; -- scoped

-- set operations
SELECT id FROM tasks WHERE org_id = :org UNION SELECT id FROM projects WHERE org_id = :org; -- scoped
SELECT id FROM tasks WHERE org_id = :org UNION ALL SELECT id FROM projects; -- unscoped: projects (other-table-confined)
SELECT id FROM tasks WHERE org_id = :org UNION SELECT id FROM projects WHERE org_id = :other; -- ineffective: projects (mixed-tenants)
SELECT * FROM (SELECT id, org_id FROM tasks UNION SELECT id, org_id FROM projects) x WHERE x.org_id = :org; -- scoped
SELECT * FROM (SELECT id, org_id FROM tasks UNION SELECT id, budget FROM projects) x WHERE x.org_id = :org; -- unscoped: projects (other-table-confined)
SELECT * FROM ((SELECT id, org_id FROM tasks ORDER BY id LIMIT 2) UNION SELECT id, org_id FROM projects) x WHERE x.org_id = :org; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT id, org_id FROM tasks UNION SELECT id, org_id FROM projects ORDER BY id LIMIT 4) x WHERE x.org_id = :org; -- ineffective: projects (aggregate), tasks (aggregate)
SELECT org_id, id FROM tasks WHERE org_id = :org INTERSECT SELECT org_id, id FROM projects; -- scoped
SELECT id FROM tasks WHERE org_id = :org INTERSECT SELECT id FROM projects; -- unscoped: projects (other-table-confined)
SELECT org_id FROM notes WHERE org_id = :org INTERSECT SELECT org_id FROM tasks; -- scoped
SELECT id FROM tasks WHERE org_id = :org EXCEPT SELECT id FROM projects; -- unscoped: projects (other-table-confined)
SELECT id FROM tasks WHERE org_id = :org EXCEPT SELECT id FROM projects WHERE org_id = :org; -- scoped
SELECT id FROM tasks EXCEPT SELECT id FROM projects WHERE org_id = :org; -- unscoped: tasks (other-table-confined)
SELECT * FROM (SELECT org_id, id FROM tasks EXCEPT SELECT org_id, id FROM projects WHERE org_id = :org) x WHERE x.org_id = :org; -- scoped
VALUES (1, 2), (3, 4); -- scoped
SELECT id FROM tasks WHERE org_id = :org UNION ALL (SELECT id FROM projects WHERE org_id = :org ORDER BY id LIMIT 1) ORDER BY 1; -- scoped
SELECT * FROM tasks t WHERE org_id = :org AND t.id NOT IN (SELECT c.task_id FROM comments c); -- scoped
SELECT * FROM tasks t WHERE org_id = :org AND t.id <> ALL (SELECT c.task_id FROM comments c); -- scoped
SELECT * FROM tasks t WHERE org_id = :org AND t.id NOT IN (SELECT c.task_id FROM comments c ORDER BY c.id LIMIT 2); -- ineffective: comments (aggregate)
SELECT * FROM tasks t WHERE org_id = :org AND t.parent_id NOT IN (SELECT c.task_id FROM comments c); -- unscoped: comments (other-table-confined)
SELECT * FROM tasks t WHERE org_id = :org AND t.id NOT IN (SELECT u.priority FROM tasks u); -- unscoped: tasks
SELECT * FROM tasks t WHERE org_id = :org AND t.id NOT IN (SELECT p.id FROM comments c LEFT JOIN tasks p ON p.id = c.task_id AND p.done); -- unscoped: comments (other-table-confined), tasks
SELECT org_id, id FROM tasks WHERE org_id = :org EXCEPT SELECT org_id, id FROM projects; -- scoped
SELECT org_id, id FROM notes WHERE org_id = :org EXCEPT ALL SELECT org_id, id FROM projects; -- scoped
SELECT org_id, id FROM notes EXCEPT SELECT org_id, id FROM projects; -- unscoped: notes, projects
SELECT * FROM (SELECT org_id, id FROM tasks EXCEPT SELECT org_id, id FROM projects) x WHERE org_id = :org; -- scoped
SELECT * FROM (SELECT org_id, id FROM tasks EXCEPT SELECT org_id, id FROM projects ORDER BY id LIMIT 3) x WHERE org_id = :org; -- ineffective: projects (aggregate), tasks (aggregate)

-- aggregates
SELECT org_id, count(*) FROM tasks GROUP BY org_id; -- unscoped: tasks
SELECT org_id, count(*) FROM tasks GROUP BY org_id HAVING org_id = :org; -- scoped
SELECT title, count(*) FROM tasks GROUP BY title HAVING min(org_id) = :org; -- unscoped: tasks
SELECT count(*) FILTER (WHERE org_id = :org) FROM tasks; -- scoped
SELECT count(*) FILTER (WHERE org_id = :org), sum(priority) FILTER (WHERE org_id = :org AND done) FROM tasks; -- scoped
SELECT count(*) FILTER (WHERE org_id = :org), count(*) FROM tasks; -- ineffective: tasks (aggregate)
SELECT title, count(*) FILTER (WHERE org_id = :org) FROM tasks GROUP BY title; -- ineffective: tasks (aggregate)
SELECT coalesce(sum(priority) FILTER (WHERE org_id = :org), 0) FROM tasks; -- scoped
SELECT sum(CASE WHEN org_id = :org THEN priority ELSE 0 END) FROM tasks; -- ineffective: tasks (aggregate)
SELECT sum(CASE WHEN done THEN 1 ELSE 0 END) FROM tasks WHERE org_id = :org; -- scoped
SELECT my_aggregate(priority) FROM tasks WHERE org_id = :org; -- scoped [not run, partial]
SELECT * FROM (SELECT org_id, my_aggregate(priority) AS n FROM tasks GROUP BY org_id) x WHERE org_id = :org; -- scoped [not run, partial]
SELECT string_agg(title, ',' ORDER BY id), array_agg(DISTINCT priority) FROM tasks WHERE org_id = :org; -- scoped
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY priority) FROM tasks WHERE org_id = :org; -- scoped
SELECT p.name, count(t.id) FROM projects p LEFT JOIN tasks t ON t.project_id = p.id WHERE p.org_id = :org GROUP BY p.id, p.name HAVING count(t.id) > 0; -- scoped
SELECT date_trunc('day', now()), count(*) FROM tasks WHERE org_id = :org GROUP BY 1; -- scoped [not run]

-- views
SELECT * FROM open_tasks WHERE org_id = :org; -- scoped
SELECT * FROM open_tasks; -- unscoped: tasks
SELECT * FROM task_counts WHERE org_id = :org; -- scoped
SELECT * FROM task_counts; -- unscoped: tasks
SELECT * FROM project_counts c JOIN projects p ON p.id = c.project_id WHERE p.org_id = :org; -- scoped
SELECT * FROM project_counts WHERE project_id = :id; -- unscoped: tasks
SELECT * FROM latest_tasks WHERE org_id = :org; -- ineffective: tasks (aggregate)

-- INSERT
INSERT INTO tasks (id, org_id, project_id, title) VALUES (900, :org, 10, 'x'); -- scoped
INSERT INTO tasks (id, org_id, project_id, title) VALUES (900, :org, 10, 'x'), (901, :org, 10, 'y'); -- scoped
INSERT INTO tasks (id, org_id, project_id, title) VALUES (900, :org, 10, 'x'), (901, :other, 20, 'y'); -- ineffective: tasks (mixed-tenants) [not run]
INSERT INTO tasks (id, org_id, project_id, title) VALUES (900, 1, 10, 'x'); -- ineffective: tasks (literal)
INSERT INTO tasks (id, project_id, title) VALUES (900, 10, 'x'); -- unscoped: tasks (not-written) [not run]
INSERT INTO tasks VALUES (900, :org, 10); -- scoped
INSERT INTO tasks DEFAULT VALUES; -- unscoped: tasks (not-written) [not run]
INSERT INTO tasks (id, org_id, project_id, title) VALUES (900, :org, 10, 'x') RETURNING id; -- scoped
INSERT INTO notes (id, body) VALUES (900, 'x'); -- unscoped: notes (not-written)
INSERT INTO notes (id, org_id, body) VALUES (900, NULL, 'x'); -- unscoped: notes (not-written)
INSERT INTO organizations (id, slug) VALUES (900, 'new'); -- scoped
INSERT INTO workspaces (id, org_id, name) VALUES (900, :org, 'new'); -- scoped
INSERT INTO workspaces (id, name) VALUES (900, 'new'); -- unscoped: workspaces (not-written) [not run]
INSERT INTO prices (id, plan) VALUES (900, 'new'); -- scoped
INSERT INTO comments (id, task_id, body) VALUES (900, :task, 'x'); -- unscoped: comments (not-written)
INSERT INTO comments (id, task_id, body) SELECT 900, t.id, 'x' FROM tasks t WHERE t.id = :task AND t.org_id = :org; -- scoped
INSERT INTO comments (id, task_id, body) SELECT 900, t.id, 'x' FROM tasks t WHERE t.id = :task; -- unscoped: comments (not-written), tasks (by-key)
INSERT INTO comments (id, task_id, body) VALUES (900, (SELECT id FROM tasks WHERE id = 100 AND org_id = :org), 'x'); -- scoped
INSERT INTO tasks (id, org_id, project_id, title) SELECT id + 900, org_id, project_id, title FROM tasks WHERE org_id = :org; -- scoped
INSERT INTO tasks (id, org_id, project_id, title) SELECT id + 900, org_id, project_id, title FROM tasks; -- unscoped: tasks (not-written)
INSERT INTO tasks (id, org_id, project_id, title) SELECT id + 900, :org, project_id, title FROM tasks WHERE org_id = :org; -- scoped
INSERT INTO tasks (id, org_id, project_id, title) SELECT id + 900, :other, project_id, title FROM tasks WHERE org_id = :org; -- ineffective: tasks (mixed-tenants)
INSERT INTO tasks (id, org_id, project_id, title) SELECT id + 900, :org, id, name FROM projects; -- unscoped: projects (other-table-confined)
INSERT INTO tasks (id, org_id, project_id, title) SELECT p.id + 900, o.id, p.id, name FROM projects p, prices o WHERE o.amount = 20 AND p.org_id = :org; -- unscoped: tasks (not-written)
INSERT INTO notes (id, body) SELECT id + 900, title FROM tasks WHERE org_id = :org; -- unscoped: notes (not-written)
INSERT INTO notes SELECT id + 900, org_id, title FROM tasks WHERE org_id = :org; -- scoped
INSERT INTO invoices (id, org_id, project_id) SELECT 900, p.org_id, p.id FROM projects p WHERE p.org_id = :org; -- scoped
INSERT INTO boards (id, workspace_id, title) VALUES (900, :workspace, 'x'); -- scoped
INSERT INTO settings (org_id, name, value) VALUES (:org, 'a', 'b') ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value; -- scoped
INSERT INTO settings (org_id, name, value) VALUES (:org, 'a', 'b') ON CONFLICT DO NOTHING; -- scoped
INSERT INTO counters (name, org_id, value) VALUES ('c1', :org, 1) ON CONFLICT (name) DO NOTHING; -- scoped [not run]
INSERT INTO counters (name, org_id, value) VALUES ('c2', :org, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1; -- unscoped: counters (conflict-key)
INSERT INTO counters (name, org_id, value) VALUES ('c2', :org, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 WHERE counters.org_id = :org; -- scoped [not run]
INSERT INTO counters (name, org_id, value) VALUES ('c2', :org, 1) ON CONFLICT (name) DO UPDATE SET value = 2 WHERE counters.org_id = excluded.org_id; -- scoped [not run]
INSERT INTO counters AS c (name, org_id, value) VALUES ('c2', :org, 1) ON CONFLICT (name) DO UPDATE SET org_id = excluded.org_id; -- unscoped: counters (conflict-key)
INSERT INTO settings (org_id, name, value) VALUES (:org, 'a', 'b') ON CONFLICT (org_id, name) DO UPDATE SET org_id = excluded.org_id, value = 'c'; -- scoped
INSERT INTO settings (org_id, name, value) VALUES (:org, 'a', 'b') ON CONFLICT (org_id, name) DO UPDATE SET value = (SELECT max(value) FROM settings); -- unscoped: settings
INSERT INTO task_labels (task_id, label) SELECT id, 'new' FROM tasks WHERE org_id = :org ON CONFLICT (task_id, label) DO UPDATE SET label = excluded.label; -- scoped
INSERT INTO settings (org_id, name, value) VALUES (:org, 'a', 'b') ON CONFLICT ON CONSTRAINT settings_pkey DO UPDATE SET value = excluded.value; -- scoped
INSERT INTO counters (name, org_id, value) VALUES ('c2', :org, 1) ON CONFLICT ON CONSTRAINT counters_pkey DO UPDATE SET value = 3; -- unscoped: counters (conflict-key)
INSERT INTO quotas (id, org_id, name) VALUES (900, :org, 'b') ON CONFLICT ON CONSTRAINT quota_name DO UPDATE SET name = excluded.name; -- scoped
INSERT INTO workspaces (id, org_id, name) VALUES (900, :org, 'b') ON CONFLICT ON CONSTRAINT workspaces_org_id_name_key DO UPDATE SET name = excluded.name; -- scoped
INSERT INTO counters (name, org_id, value) VALUES ('c2', :org, 1) ON CONFLICT ON CONSTRAINT no_such_key DO UPDATE SET value = 3; -- unscoped: counters (conflict-key) [not run]

-- UPDATE
UPDATE tasks SET done = true WHERE id = :id AND org_id = :org; -- scoped
UPDATE tasks SET done = true WHERE id = :id; -- unscoped: tasks (by-key)
UPDATE tasks SET done = true; -- unscoped: tasks
UPDATE tasks SET done = true WHERE org_id = :org RETURNING id, done; -- scoped
UPDATE tasks SET org_id = :org WHERE id = :id; -- unscoped: tasks (by-key)
UPDATE tasks SET org_id = :other WHERE org_id = :org; -- unscoped: tasks (reassigned)
UPDATE tasks SET org_id = :org WHERE org_id = :org; -- scoped
UPDATE tasks SET org_id = org_id, done = true WHERE org_id = :org; -- scoped
UPDATE notes SET org_id = NULL WHERE org_id = :org; -- unscoped: notes (reassigned)
UPDATE tasks SET org_id = 2 WHERE org_id = :org; -- unscoped: tasks (reassigned)
UPDATE tasks SET title = p.name FROM projects p WHERE p.id = tasks.project_id AND p.org_id = :org; -- scoped
UPDATE tasks SET title = p.name FROM projects p WHERE p.id = tasks.project_id AND tasks.org_id = :org; -- scoped
UPDATE tasks SET title = p.name FROM projects p WHERE tasks.org_id = :org; -- unscoped: projects (other-table-confined)
UPDATE tasks SET title = p.name FROM projects p WHERE p.org_id = :org; -- unscoped: tasks (other-table-confined)
UPDATE tasks t SET priority = (SELECT count(*) FROM comments c WHERE c.task_id = t.id) WHERE t.org_id = :org; -- scoped
UPDATE tasks t SET priority = (SELECT count(*) FROM comments c) WHERE t.org_id = :org; -- unscoped: comments (other-table-confined)
UPDATE tasks SET priority = CASE WHEN org_id = :org THEN 1 ELSE priority END; -- unscoped: tasks
UPDATE tasks SET done = true WHERE id IN (SELECT id FROM tasks WHERE org_id = :org ORDER BY id LIMIT 1); -- scoped
UPDATE tasks SET done = true FROM (SELECT id FROM tasks WHERE org_id = :org) x WHERE x.id = tasks.id; -- scoped
UPDATE tasks t SET (title, priority) = (SELECT p.name, p.budget FROM projects p WHERE p.id = t.project_id) WHERE t.org_id = :org; -- scoped
UPDATE comments SET body = 'x' WHERE task_id IN (SELECT id FROM tasks WHERE org_id = :org); -- scoped
UPDATE comments SET body = 'x' FROM tasks t WHERE t.id = comments.task_id AND t.org_id = :org; -- scoped
UPDATE comments SET body = 'x' WHERE id = :id; -- unscoped: comments (by-key)
UPDATE comments SET task_id = :task FROM tasks t WHERE t.id = comments.task_id AND t.org_id = :org; -- unscoped: comments (reassigned)
UPDATE comments SET task_id = u.id FROM tasks t, tasks u WHERE t.id = comments.task_id AND t.org_id = :org AND u.org_id = :org AND u.id = 100; -- scoped
UPDATE organizations SET name = 'x' WHERE id = :org; -- scoped
UPDATE organizations SET name = 'x'; -- unscoped: organizations
UPDATE accounts SET email = 'x' WHERE id = :user; -- scoped
UPDATE prices SET amount = 1; -- scoped

-- DELETE
DELETE FROM comments WHERE task_id IN (SELECT id FROM tasks WHERE org_id = :org); -- scoped
DELETE FROM comments c USING tasks t WHERE t.id = c.task_id AND t.org_id = :org; -- scoped
DELETE FROM comments c USING tasks t WHERE t.org_id = :org; -- unscoped: comments (other-table-confined) [not run]
DELETE FROM settings WHERE org_id = :org; -- scoped
DELETE FROM settings; -- unscoped: settings
DELETE FROM settings WHERE name = :name RETURNING *; -- unscoped: settings
DELETE FROM settings WHERE org_id = :org OR name = 'x'; -- ineffective: settings (or-arm)
DELETE FROM memberships WHERE user_id = :user; -- scoped
DELETE FROM task_labels USING tasks t JOIN projects p ON p.id = t.project_id WHERE t.id = task_labels.task_id AND p.org_id = :org; -- scoped
DELETE FROM attachments a WHERE NOT EXISTS (SELECT 1 FROM comments c WHERE c.id = a.comment_id AND c.body = 'a'); -- unscoped: attachments, comments
WITH gone AS (DELETE FROM settings WHERE org_id = :org RETURNING *) SELECT count(*) FROM gone; -- scoped
WITH gone AS (DELETE FROM settings RETURNING *) SELECT count(*) FROM gone WHERE org_id = :org; -- unscoped: settings
WITH gone AS (DELETE FROM settings) SELECT 1; -- unscoped: settings
WITH made AS (INSERT INTO projects (id, org_id, name) VALUES (900, :org, 'new') RETURNING id, org_id) INSERT INTO tasks (id, org_id, project_id) SELECT 900, m.org_id, m.id FROM made m; -- scoped [not run]
WITH done AS (UPDATE tasks SET done = true WHERE org_id = :org RETURNING id) DELETE FROM task_labels l USING done d WHERE d.id = l.task_id; -- scoped
WITH done AS (UPDATE tasks SET done = true RETURNING id, org_id) SELECT * FROM done WHERE org_id = :org; -- unscoped: tasks

-- MERGE
MERGE INTO settings s USING (SELECT :org::int AS org_id, 'a' AS name) v ON s.org_id = v.org_id AND s.name = v.name WHEN MATCHED THEN UPDATE SET value = 'm' WHEN NOT MATCHED THEN INSERT (org_id, name, value) VALUES (v.org_id, v.name, 'm'); -- scoped
MERGE INTO counters s USING (SELECT :org::int AS org_id, 'c2' AS name) v ON s.name = v.name WHEN MATCHED THEN UPDATE SET value = 9 WHEN NOT MATCHED THEN INSERT (name, org_id, value) VALUES (v.name, v.org_id, 1); -- unscoped: counters (by-key)
MERGE INTO tasks t USING projects p ON p.id = t.project_id AND p.org_id = :org WHEN MATCHED THEN UPDATE SET title = p.name; -- scoped
MERGE INTO tasks t USING (SELECT * FROM projects WHERE org_id = :org) p ON p.id = t.project_id WHEN MATCHED THEN UPDATE SET title = p.name; -- scoped
MERGE INTO task_labels l USING (SELECT * FROM tasks WHERE org_id = :org) t ON l.task_id = t.id WHEN MATCHED AND l.label = 'a' THEN DELETE WHEN NOT MATCHED THEN INSERT (task_id, label) VALUES (t.id, 'm'); -- scoped
MERGE INTO settings s USING (SELECT :org::int AS org_id, 'a' AS name) v ON s.org_id = v.org_id AND s.name = v.name WHEN NOT MATCHED BY SOURCE THEN DELETE; -- unscoped: settings [from 17]
MERGE INTO settings s USING (SELECT :org::int AS org_id, 'a' AS name) v ON s.org_id = v.org_id AND s.name = v.name WHEN NOT MATCHED BY SOURCE AND s.org_id = :org THEN DELETE; -- scoped [from 17]

-- other statements
TRUNCATE settings; -- unscoped: settings
COPY tasks TO STDOUT; -- unscoped: tasks [not run]
COPY (SELECT * FROM tasks WHERE org_id = :org) TO STDOUT; -- scoped [not run]
COPY tasks (id, title) FROM STDIN; -- unscoped: tasks (not-written) [not run]
COPY tasks (id, org_id) FROM STDIN; -- unknown: tasks (unresolved) [not run]
EXPLAIN ANALYZE SELECT * FROM tasks; -- unscoped: tasks [not run]
EXPLAIN (ANALYZE, COSTS OFF) SELECT * FROM tasks WHERE org_id = :org; -- scoped [not run]
PREPARE p AS SELECT * FROM tasks WHERE org_id = $1; -- scoped [not run]
DECLARE c CURSOR FOR SELECT * FROM tasks; -- unscoped: tasks [not run]
CREATE TEMP TABLE copy AS SELECT * FROM tasks; -- unscoped: tasks [not run]
SELECT * INTO TEMP copy FROM tasks WHERE org_id = :org; -- scoped [not run]
DO $$ BEGIN DELETE FROM tasks; END $$; -- unknown: ? (unresolved) [not run]
CALL archive(:org); -- unknown: ? (unresolved) [not run]
CREATE POLICY p ON tasks USING (org_id = 1); -- scoped [not run]
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM tasks'; -- scoped [not run]
CREATE MATERIALIZED VIEW m AS SELECT * FROM tasks; -- unscoped: tasks [not run]
INSERT INTO counters (name, org_id) VALUES ('c2', :org) ON CONFLICT (lower(name), (org_id + 1)) DO UPDATE SET value = 1; -- unscoped: counters (conflict-key) [not run]
WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT * FROM tasks) SELECT * FROM a; -- unscoped: tasks
SET LOCAL app.current_org_id = '1'; -- scoped [not run]
SELECT set_config('app.current_org_id', '1', true); -- scoped [not run]
SELECT FROM WHERE; -- unknown: ? (unparsed) [not run]
SELECT * FROM tasks WHERE org_id = %s AND project_id = %s; -- scoped [not run]
SELECT * FROM tasks t JOIN projects p ON p.name = t.title WHERE t.org_id = %s AND p.org_id = %s; -- scoped [not run]
SELECT * FROM tasks t JOIN projects p ON p.name = t.title WHERE t.org_id = $1 AND p.org_id = $2; -- ineffective: projects (mixed-tenants) [not run]
SELECT * FROM tasks WHERE org_id IN (%s, %s); -- scoped [not run]
SELECT * FROM tasks WHERE org_id = %(org)s AND title LIKE '%%x%%'; -- scoped [not run]
SELECT * FROM tasks WHERE org_id = ? AND title <> ?; -- scoped [not run]
SELECT * FROM no_such_table; -- scoped [not run, partial]
SELECT * FROM tasks t JOIN no_such_table n ON n.id = t.id WHERE t.org_id = :org; -- scoped [not run, partial]
SELECT query_to_xml('select * from tasks', true, true, ''); -- unknown: query_to_xml() (unresolved) [not run]
SELECT * FROM tasks WHERE org_id = :org AND id IN (SELECT lo_get(1)::text::int); -- unknown: lo_get() (unresolved) [not run]
SELECT * FROM pg_stats; -- unknown: pg_stats (unresolved) [not run]
SELECT relname FROM pg_catalog.pg_class WHERE relname = 'tasks'; -- scoped
UPDATE events SET payload['a'] = (SELECT to_jsonb(p) FROM projects p ORDER BY id LIMIT 1) WHERE org_id = :org; -- unscoped: projects (other-table-confined)
CREATE TABLE x AS EXECUTE q(1); -- unknown: ? (unresolved) [not run]

-- the value of a scalar subquery, or of max and min: there if a row is there
UPDATE reminders SET org_id = (SELECT t.org_id FROM tasks t WHERE t.id = reminders.task_id AND t.org_id = :org AND t.org_id = reminders.org_id); -- unscoped: reminders (other-table-confined)
UPDATE comments SET task_id = (SELECT t.id FROM tasks t WHERE t.id = comments.task_id AND t.org_id = :org); -- unscoped: comments (other-table-confined)
SELECT * FROM tasks t, LATERAL (VALUES ((SELECT p.id FROM projects p WHERE p.org_id = t.org_id AND p.org_id = :org))) v; -- unscoped: tasks (other-table-confined)
INSERT INTO comments (id, task_id, body) VALUES (9100, (SELECT max(t.id) FROM tasks t WHERE t.org_id = :org), 'n'); -- scoped
SELECT s.org_id FROM task_counts s WHERE s.org_id::text = (SELECT o.id FROM organizations o WHERE o.slug = :slug)::text; -- scoped
INSERT INTO comments (id, task_id, body) VALUES (9100, (SELECT max(t.id) FROM tasks t), 'n'); -- unscoped: comments (not-written), tasks
INSERT INTO reminders (id, org_id) SELECT 9000 + c.id, (SELECT t.org_id FROM tasks t WHERE t.id = c.task_id AND t.org_id = :org) FROM comments c; -- unscoped: comments (other-table-confined), reminders (not-written)
SELECT * FROM tasks t JOIN (SELECT max(id) AS m FROM tasks WHERE org_id = :org) d ON d.m = t.id; -- scoped
SELECT * FROM tasks t, (SELECT max(id) AS m FROM tasks WHERE org_id = :org) d; -- unscoped: tasks
SELECT * FROM comments WHERE task_id = (SELECT max(id) FROM tasks WHERE org_id = :org); -- scoped
SELECT * FROM comments c, (SELECT project_id, max(id) AS m FROM tasks WHERE org_id = :org GROUP BY 1) d WHERE d.m = c.task_id; -- scoped

-- what nobody uses
SELECT d.id FROM (SELECT id, org_id, rank() OVER (ORDER BY id) AS r FROM tasks) d WHERE d.org_id = :org; -- scoped
SELECT d.id, d.r FROM (SELECT id, org_id, rank() OVER (ORDER BY id) AS r FROM tasks) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.id FROM (SELECT id, org_id, rank() OVER (ORDER BY id) AS r FROM tasks) d WHERE d.org_id = :org ORDER BY r; -- ineffective: tasks (aggregate)
SELECT * FROM (SELECT id, org_id, rank() OVER (ORDER BY id) AS r FROM tasks) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.id FROM (SELECT DISTINCT id, org_id, rank() OVER (ORDER BY id) AS r FROM tasks) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT row_to_json(d) FROM (SELECT id, org_id, rank() OVER (ORDER BY id) AS r FROM tasks) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.a FROM (SELECT id, org_id, rank() OVER (ORDER BY id) FROM tasks) d(a, b, c) WHERE d.b = :org; -- scoped
SELECT d.c FROM (SELECT id, org_id, rank() OVER (ORDER BY id) FROM tasks) d(a, b, c) WHERE d.b = :org; -- ineffective: tasks (aggregate)
WITH unused AS (SELECT * FROM tasks) SELECT 1; -- scoped
WITH unused AS (DELETE FROM tasks RETURNING id) SELECT 1; -- unscoped: tasks
WITH a AS (SELECT * FROM tasks), b AS (SELECT * FROM a) SELECT 1; -- scoped
WITH a AS (SELECT * FROM tasks), b AS (DELETE FROM notes WHERE id IN (SELECT id FROM a)) SELECT 1; -- unscoped: notes, tasks
SELECT 1 WHERE EXISTS (SELECT count(*) FROM tasks); -- scoped
SELECT 1 WHERE EXISTS (SELECT count(*) FROM tasks HAVING count(*) > 3); -- unscoped: tasks
SELECT p.id FROM projects p WHERE p.org_id = :org AND EXISTS (SELECT (SELECT count(*) FROM tasks) FROM workspaces w WHERE w.org_id = :org); -- scoped
SELECT d.id FROM (SELECT p.id, p.org_id, (SELECT count(*) FROM tasks) AS n FROM projects p) d WHERE d.org_id = :org; -- scoped
SELECT d.id FROM (SELECT p.id, p.org_id, (SELECT count(*) FROM tasks) AS n FROM projects p LIMIT 3) d WHERE d.org_id = :org; -- ineffective: projects (aggregate)
SELECT d.one FROM (SELECT 1 AS one, count(*) AS n FROM tasks) d; -- scoped
SELECT d.one FROM (SELECT 1 AS one, count(*) AS n FROM tasks GROUP BY org_id) d; -- unscoped: tasks
SELECT d.one FROM (SELECT 1 AS one, unnest(ARRAY[1]) AS n FROM tasks) d; -- unscoped: tasks
SELECT d.x FROM (SELECT id AS x, (SELECT count(*) FROM tasks) AS n FROM projects WHERE org_id = :org UNION ALL SELECT id, (SELECT count(*) FROM tasks) FROM projects WHERE org_id = :org) d; -- scoped
SELECT d.x FROM (SELECT id AS x, least((SELECT count(*) FROM tasks), 5) AS n FROM projects WHERE org_id = :org UNION SELECT id, 5 FROM projects WHERE org_id = :org) d; -- unscoped: tasks (other-table-confined)
SELECT d.id FROM (SELECT id, org_id, (SELECT count(*) FROM tasks) AS n FROM projects WHERE org_id = :org) d JOIN prices USING (id); -- scoped
SELECT d.id FROM (SELECT id, org_id, (SELECT count(*) FROM tasks) AS amount FROM projects WHERE org_id = :org) d NATURAL JOIN prices; -- unscoped: tasks (other-table-confined)
SELECT d.id FROM (SELECT id, org_id, (SELECT count(*)::int FROM tasks) AS amount FROM projects WHERE org_id = :org) d JOIN prices USING (amount); -- unscoped: tasks (other-table-confined)
SELECT d.id FROM (SELECT id, org_id, (SELECT count(*)::int FROM tasks) AS amount FROM projects WHERE org_id = :org) d WHERE EXISTS (SELECT 1 FROM prices WHERE prices.amount = d.amount); -- unscoped: tasks (other-table-confined)
SELECT d.id FROM (SELECT id, org_id, (SELECT count(*)::int FROM tasks) AS n FROM projects WHERE org_id = :org) d WHERE EXISTS (SELECT 1 FROM prices WHERE prices.amount = n); -- unscoped: tasks (other-table-confined)
SELECT d.id, x.m FROM (SELECT id, org_id, (SELECT count(*)::int FROM tasks) AS n FROM projects WHERE org_id = :org) d, LATERAL (SELECT d.n AS m) x; -- unscoped: tasks (other-table-confined)

-- NULL excluded, predicates that are never true, sides that must be there, levels
SELECT s.id FROM task_comments s WHERE s.org_id IS NOT DISTINCT FROM :org AND s.org_id IS NOT NULL; -- scoped
SELECT s.id FROM task_comments s WHERE s.org_id IS NOT DISTINCT FROM :org; -- scoped
SELECT id FROM notes WHERE org_id IS NOT DISTINCT FROM :org AND org_id IS NOT NULL; -- scoped
SELECT id FROM notes WHERE org_id IS NOT NULL AND (org_id IS NOT DISTINCT FROM :org AND body = 'x'); -- scoped
SELECT id FROM notes WHERE org_id IS NOT DISTINCT FROM :org AND body IS NOT NULL; -- ineffective: notes (null-arm)
SELECT id FROM notes WHERE org_id IS NOT DISTINCT FROM :org OR org_id IS NOT NULL; -- unscoped: notes
SELECT d.id FROM (SELECT n.id, n.org_id FROM prices p LEFT JOIN notes n ON n.id = p.id) d WHERE d.org_id IS NOT DISTINCT FROM :org; -- unscoped: notes
SELECT d.id FROM (SELECT t.id, t.org_id FROM prices p LEFT JOIN tasks t ON t.id = p.id) d WHERE d.org_id IS NOT DISTINCT FROM :org; -- unscoped: tasks
SELECT d.id FROM (SELECT t.id, t.org_id FROM prices p LEFT JOIN tasks t ON t.id = p.id) d WHERE d.org_id = :org; -- scoped
SELECT id FROM tasks WHERE id IS DISTINCT FROM id; -- scoped
SELECT id FROM tasks WHERE id <> id; -- scoped
SELECT id FROM tasks WHERE title IN (SELECT NULL::text); -- scoped
SELECT id FROM tasks WHERE title NOT IN (SELECT NULL::text); -- unscoped: tasks
SELECT id FROM tasks WHERE NOT (id IS DISTINCT FROM id); -- unscoped: tasks
SELECT p.id FROM projects p FULL JOIN tasks t ON t.project_id = p.id WHERE to_jsonb(t.id) @> to_jsonb(p.id) AND p.org_id = :org; -- scoped
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.org_id = :org AND t.project_id = p.id WHERE lower(t.title) LIKE 'x%' AND p.id = t.project_id; -- scoped
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.org_id = :org AND t.project_id = p.id WHERE coalesce(t.title, 'x') LIKE 'x%'; -- ineffective: projects (outer-on)
WITH RECURSIVE a AS (SELECT * FROM b WHERE org_id = :org), b AS (SELECT * FROM tasks) SELECT * FROM a; -- scoped
SELECT id FROM notes n WHERE n.org_id IS NOT NULL AND EXISTS (SELECT 1 FROM notes m WHERE m.org_id IS NOT DISTINCT FROM n.org_id AND n.org_id = :org); -- scoped
UPDATE notes SET body = 'x' WHERE org_id IS NOT DISTINCT FROM (SELECT o.id FROM organizations o WHERE o.slug = :slug) AND org_id IS NOT NULL; -- scoped
UPDATE notes SET body = 'x' WHERE org_id IS NOT DISTINCT FROM (SELECT o.id FROM organizations o WHERE o.slug = :slug); -- ineffective: notes (tautology)
DELETE FROM boards b WHERE b.workspace_id IN (SELECT i.org_id FROM invoices i WHERE i.org_id = :org); -- ineffective: boards (mixed-tenants)
SELECT * FROM tasks t JOIN boards b ON b.workspace_id = t.org_id WHERE t.org_id = :org; -- ineffective: boards (mixed-tenants)
SELECT * FROM projects WHERE org_id = :org AND workspace_id = :org; -- scoped
SELECT * FROM tasks t JOIN boards b ON b.workspace_id = :workspace WHERE t.org_id = :org; -- scoped

-- FULL JOIN USING: one column of two
SELECT org_id, t.id FROM tasks t FULL JOIN projects p USING (org_id) WHERE org_id = :org; -- scoped
SELECT t.id, p.id FROM tasks t FULL JOIN projects p USING (org_id) WHERE t.org_id = :org; -- scoped
SELECT t.id, p.id FROM tasks t FULL JOIN projects p USING (org_id) WHERE p.org_id = :org AND t.org_id = :org; -- scoped
SELECT t.id, p.id FROM tasks t FULL JOIN projects p USING (org_id, id) WHERE org_id = :org; -- scoped
SELECT t.id, p.id FROM tasks t FULL JOIN projects p USING (id) WHERE org_id = :org; -- unknown: projects (unresolved), tasks (unresolved) [not run]
SELECT * FROM tasks t FULL JOIN projects p USING (org_id) FULL JOIN quotas q USING (org_id) WHERE org_id = :org; -- scoped
SELECT * FROM tasks t FULL JOIN projects p USING (org_id) JOIN quotas q USING (org_id) WHERE q.org_id = :org; -- scoped
SELECT * FROM quotas q LEFT JOIN (tasks t FULL JOIN projects p USING (org_id)) USING (org_id) WHERE q.org_id = :org; -- scoped
SELECT * FROM quotas q LEFT JOIN (tasks t FULL JOIN projects p USING (org_id)) USING (org_id); -- unscoped: projects, quotas, tasks
SELECT * FROM (SELECT org_id, t.title FROM tasks t NATURAL FULL JOIN projects p) d WHERE d.org_id = :org; -- scoped
SELECT * FROM notes FULL JOIN documents USING (org_id) WHERE org_id IS NULL; -- ineffective: notes (null-arm)
SELECT * FROM notes FULL JOIN reminders USING (org_id) WHERE org_id IS NOT DISTINCT FROM :org; -- ineffective: notes (null-arm), reminders (null-arm)
SELECT org_id, count(*) FROM tasks t FULL JOIN projects p USING (org_id) GROUP BY org_id HAVING org_id = :org; -- scoped
SELECT * FROM tasks t FULL JOIN projects p USING (org_id) WHERE org_id = :org AND p.name IS NULL; -- scoped
SELECT * FROM tasks t FULL JOIN projects p ON p.id = t.project_id AND p.org_id = t.org_id WHERE coalesce(t.org_id, p.org_id) = :org; -- ineffective: projects (tautology), tasks (tautology)

-- sides that a foreign key finds, keys of grouping sets, sources of MERGE
SELECT * FROM tasks t LEFT JOIN projects p ON t.project_id = p.id WHERE p.org_id = :org OR p.id IS NULL; -- scoped
SELECT * FROM comments c LEFT JOIN tasks t ON t.id = c.task_id LEFT JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org OR p.id IS NULL; -- scoped
SELECT * FROM tasks t LEFT JOIN tasks u ON u.id = t.parent_id WHERE u.org_id = :org OR u.id IS NULL; -- ineffective: tasks (or-arm)
SELECT * FROM tasks t LEFT JOIN projects p ON t.project_id = p.id AND p.budget > 1 WHERE p.org_id = :org OR p.id IS NULL; -- ineffective: projects (or-arm), tasks (or-arm)
SELECT * FROM prices x LEFT JOIN tasks t ON t.id = x.id LEFT JOIN projects p ON t.project_id = p.id WHERE p.org_id = :org OR p.id IS NULL; -- ineffective: projects (or-arm); unscoped: tasks
SELECT * FROM invoices i LEFT JOIN projects p ON p.id = i.project_id WHERE p.org_id = :org OR p.id IS NULL; -- ineffective: invoices (or-arm), projects (or-arm)
SELECT * FROM invoices i LEFT JOIN projects p ON p.id = i.project_id AND p.org_id = i.org_id WHERE p.org_id = :org OR p.id IS NULL; -- scoped
SELECT * FROM comments c RIGHT JOIN tasks t ON t.id = c.task_id LEFT JOIN accounts a ON a.id = c.author_id WHERE t.org_id = :org; -- scoped
SELECT * FROM comments c RIGHT JOIN prices x ON x.id = c.id LEFT JOIN tasks t ON t.id = c.task_id WHERE t.org_id = :org OR t.id IS NULL; -- unscoped: comments; ineffective: tasks (or-arm)
SELECT * FROM (SELECT org_id, title, count(*) AS n FROM tasks GROUP BY CUBE (org_id, title)) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT org_id, title, count(*) AS n FROM tasks GROUP BY GROUPING SETS ((org_id), (title), ())) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT org_id, title, count(*) AS n FROM tasks GROUP BY GROUPING SETS ((org_id), (title), ())) t WHERE t.title = :name; -- unscoped: tasks
SELECT * FROM (SELECT org_id, title, count(*) AS n FROM tasks GROUP BY ROLLUP (org_id, title)) t WHERE t.org_id IS NULL; -- unscoped: tasks
SELECT * FROM (SELECT id, org_id, count(*) AS n FROM tasks GROUP BY GROUPING SETS ((id, org_id), ())) t WHERE t.org_id = :org; -- scoped
SELECT * FROM (SELECT org_id, title, count(*) AS n FROM tasks GROUP BY title, ROLLUP (org_id)) t WHERE t.org_id = :org OR t.org_id IS NULL; -- unscoped: tasks
MERGE INTO tasks t USING projects p ON p.id = t.project_id AND p.org_id = :org WHEN MATCHED AND p.budget > 1 THEN DELETE; -- scoped
MERGE INTO tasks t USING projects p ON p.id = t.project_id WHEN MATCHED AND p.org_id = :org THEN DELETE; -- scoped
MERGE INTO tasks t USING projects p ON p.org_id = :org AND p.org_id = t.org_id AND p.id = t.project_id WHEN NOT MATCHED THEN INSERT (id, org_id, project_id) VALUES (p.id, :org, p.id); -- unscoped: projects (other-table-confined)
MERGE INTO tasks t USING projects p ON p.id = t.project_id AND p.org_id = :org WHEN MATCHED THEN UPDATE SET title = p.name WHEN NOT MATCHED BY SOURCE AND t.org_id = :org THEN DELETE; -- scoped [from 17]

-- forms of the language
INSERT INTO reminders (id, org_id) OVERRIDING SYSTEM VALUE VALUES (900, :org); -- scoped
INSERT INTO tasks OVERRIDING USER VALUE SELECT * FROM tasks WHERE org_id = :org; -- scoped
WITH RECURSIVE c AS (SELECT id, org_id, parent_id FROM tasks WHERE org_id = :org UNION ALL SELECT t.id, t.org_id, t.parent_id FROM tasks t JOIN c ON t.parent_id = c.id) SEARCH DEPTH FIRST BY id SET o SELECT * FROM c ORDER BY o; -- scoped
WITH RECURSIVE c AS (SELECT id, org_id, parent_id FROM tasks WHERE org_id = :org UNION ALL SELECT t.id, t.org_id, t.parent_id FROM tasks t JOIN c ON t.parent_id = c.id) CYCLE id SET is_cycle USING path SELECT * FROM c; -- scoped
MERGE INTO settings s USING (SELECT org_id, name, value FROM settings WHERE org_id = :org) v ON s.org_id = v.org_id AND s.name = v.name WHEN NOT MATCHED THEN INSERT VALUES (v.org_id, v.name, v.value); -- scoped
COPY (DELETE FROM tasks WHERE org_id = :org RETURNING id) TO STDOUT; -- scoped [not run]
SELECT json_array(id, title) FROM tasks WHERE org_id = :org; -- scoped [from 16]
SELECT json_object('id': id) FROM tasks WHERE org_id = :org; -- scoped [from 16]
SELECT id FROM tasks WHERE to_tsvector(title) @@ to_tsquery('a') AND org_id = :org; -- scoped
SELECT id FROM tasks WHERE org_id = :org ORDER BY point(id, 1) <-> point(0, 0); -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title LIKE ANY (ARRAY['a%', 'b%']); -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title ILIKE ANY (ARRAY['a%', 'b%']); -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title NOT LIKE ALL (ARRAY['a%', 'b%']); -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title LIKE ANY (SELECT name FROM projects); -- unscoped: projects (other-table-confined)
SELECT id FROM tasks WHERE org_id = :org AND title SIMILAR TO 'a%'; -- scoped
SELECT id FROM tasks TABLESAMPLE BERNOULLI (10) WHERE org_id = :org; -- scoped [not run]
SELECT id FROM tasks WHERE org_id = :org ORDER BY id FETCH FIRST 3 ROWS WITH TIES; -- scoped
SELECT (ARRAY[1,2])[1:2] FROM tasks WHERE org_id = :org; -- scoped
SELECT id FROM tasks WHERE org_id = :org AND (id, title) IN (VALUES (1, 'a')); -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title IS JSON; -- scoped [from 16]
SELECT id FROM tasks WHERE org_id = :org AND title COLLATE "C" > 'a'; -- scoped
SELECT id FROM tasks WHERE (priority, id) OVERLAPS (1, 2) AND org_id = :org; -- scoped [not run]
SELECT sum(priority) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM tasks WHERE org_id = :org; -- scoped
SELECT sum(priority) OVER (ORDER BY id GROUPS 2 PRECEDING) FROM tasks WHERE org_id = :org; -- scoped
SELECT string_agg(title, ',' ORDER BY id) WITHIN GROUP (ORDER BY id) FROM tasks WHERE org_id = :org; -- scoped [not run]
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY priority) FROM tasks WHERE org_id = :org; -- scoped
UPDATE tasks SET (title, done) = ROW('a', true) WHERE org_id = :org; -- scoped
UPDATE tasks SET (title, done) = (SELECT 'a', true) WHERE org_id = :org; -- scoped
SELECT id FROM ONLY tasks WHERE org_id = :org; -- scoped
SELECT id FROM tasks* WHERE org_id = :org; -- scoped
TABLE tasks; -- unscoped: tasks
SELECT GROUPING(org_id), org_id FROM tasks WHERE org_id = :org GROUP BY ROLLUP (org_id); -- scoped
SELECT DISTINCT ON (org_id) id FROM tasks WHERE org_id = :org ORDER BY org_id, id; -- scoped
SELECT xmlelement(name foo, title) FROM tasks WHERE org_id = :org; -- scoped [not run]
SELECT title::varchar COLLATE "de_DE" FROM tasks WHERE org_id = :org; -- scoped [not run]
SELECT interval '1 day' * priority FROM tasks WHERE org_id = :org; -- scoped
SELECT EXTRACT(epoch FROM now()) FROM tasks WHERE org_id = :org; -- scoped [not run]
SELECT id FROM tasks WHERE org_id = :org AND daterange(now()::date, NULL) @> now()::date; -- scoped
SELECT payload #> '{a}' , payload -> 'k', payload ?| ARRAY['a'] FROM events WHERE org_id = :org; -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title ~* 'x' AND title !~ 'y'; -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title OPERATOR(pg_catalog.=) 'x'; -- scoped
SELECT * FROM tasks WHERE org_id OPERATOR(pg_catalog.=) :org; -- scoped
SELECT CAST(:org AS int) FROM tasks WHERE org_id = CAST(:org AS int); -- scoped
SELECT id FROM tasks WHERE org_id = :org LIMIT ALL OFFSET 2 ROWS; -- scoped
SELECT trim(both 'x' from title), substring(title from 1 for 2), position('a' in title), overlay(title placing 'x' from 1) FROM tasks WHERE org_id = :org; -- scoped
SELECT id FROM tasks WHERE org_id = :org AND title ^@ 'a'; -- scoped
SELECT id FROM tasks t WHERE org_id = :org AND t.* IS NOT NULL; -- scoped
SELECT t FROM tasks t WHERE t.org_id = :org; -- scoped
SELECT json_agg(t) FROM tasks t WHERE t.org_id = :org; -- scoped
SELECT count(*) FILTER (WHERE done) OVER w FROM tasks WHERE org_id = :org WINDOW w AS (PARTITION BY done); -- scoped
VALUES (1, :org); -- scoped
INSERT INTO reminders (id, org_id) VALUES (900, :org) RETURNING old.id, new.id; -- scoped [from 18]
INSERT INTO tasks AS t (id, org_id, project_id) VALUES (900, :org, (SELECT min(p.id) FROM projects p WHERE p.org_id = :org)) ON CONFLICT (id) WHERE done DO UPDATE SET title = 'x' WHERE t.org_id = :org; -- scoped
MERGE INTO settings s USING (VALUES (:org, 'a')) v(o, n) ON s.org_id = v.o AND s.name = v.n WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED BY TARGET THEN INSERT (org_id, name) OVERRIDING SYSTEM VALUE VALUES (v.o, v.n); -- scoped [from 17]

-- as applications write them
SELECT id, title FROM (SELECT t.*, row_number() OVER (PARTITION BY t.project_id ORDER BY t.id) AS n FROM tasks t WHERE t.org_id = :org) d WHERE d.n = 1; -- scoped
WITH latest AS (SELECT project_id, max(id) AS id FROM tasks WHERE org_id = :org GROUP BY project_id) SELECT t.* FROM tasks t JOIN latest l ON l.id = t.id; -- scoped
SELECT p.id, (SELECT max(t.id) FROM tasks t WHERE t.project_id = p.id) FROM projects p WHERE p.org_id = :org; -- scoped
SELECT p.*, c.n FROM projects p LEFT JOIN LATERAL (SELECT count(*) AS n FROM tasks t WHERE t.project_id = p.id) c ON true WHERE p.org_id = :org; -- scoped
SELECT c.* FROM comments c LEFT JOIN tasks t ON t.id = c.task_id LEFT JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org; -- scoped
SELECT o.slug, s.value FROM organizations o LEFT JOIN settings s ON s.org_id = o.id AND s.name = 'theme' WHERE o.slug = :slug; -- scoped
SELECT org_id, project_id, count(*) FROM tasks WHERE org_id = :org GROUP BY ROLLUP (org_id, project_id); -- scoped
SELECT d.project_id, d.n FROM (SELECT org_id, project_id, count(*) AS n FROM tasks GROUP BY GROUPING SETS ((org_id, project_id), (org_id))) d WHERE d.org_id = :org; -- scoped
WITH old AS (SELECT id FROM tasks WHERE org_id = :org AND done), stats AS (SELECT count(*) FROM tasks) DELETE FROM task_labels WHERE task_id IN (SELECT id FROM old); -- scoped
UPDATE projects SET budget = (SELECT sum(i.amount) FROM invoices i WHERE i.project_id = projects.id AND i.org_id = projects.org_id) WHERE org_id = :org; -- scoped
INSERT INTO reminders (id, org_id, task_id) SELECT 9900, t.org_id, t.id FROM tasks t WHERE t.id = (SELECT max(u.id) FROM tasks u WHERE u.org_id = :org); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = (SELECT o.id FROM organizations o WHERE o.slug = :slug) AND t.priority >= (SELECT avg(u.priority) FROM tasks u WHERE u.org_id = t.org_id); -- scoped
SELECT coalesce(t.org_id, p.org_id) FROM tasks t JOIN projects p ON p.id = t.project_id WHERE lower(p.name) LIKE 'a%' AND p.org_id = :org; -- scoped
MERGE INTO quotas q USING (SELECT org_id, name, value FROM settings WHERE org_id = :org) s ON q.org_id = s.org_id AND q.name = s.name WHEN MATCHED THEN UPDATE SET amount = length(s.value); -- scoped
SELECT e.kind, e.payload ->> 'k' FROM events e WHERE e.org_id = :org AND e.payload @> '{"n": 1}' AND e.payload ? 'tags'; -- scoped
SELECT t.id, u.id FROM tasks t FULL JOIN tasks u USING (org_id) WHERE org_id = :org AND (t.parent_id IS NULL OR u.done); -- scoped
SELECT * FROM tasks WHERE org_id = :org AND EXISTS (SELECT DISTINCT title, count(*) OVER () FROM projects WHERE org_id = :org); -- scoped
SELECT * FROM tasks t WHERE t.org_id IS NOT NULL AND t.org_id IS NOT DISTINCT FROM :org; -- scoped
SELECT * FROM tasks WHERE created_by = ANY(:ids); -- unscoped: tasks
SELECT * FROM tasks WHERE created_by IN (:user, :other); -- unscoped: tasks
SELECT * FROM tasks WHERE created_by IN (:user); -- scoped
SELECT * FROM projects WHERE org_id IN (SELECT m.org_id FROM memberships m WHERE m.user_id = ANY(:ids)); -- unscoped: memberships, projects
WITH gone AS (DELETE FROM task_labels) SELECT t.id FROM tasks t WHERE t.org_id = :org AND false; -- unscoped: task_labels (other-table-confined)
WITH gone AS (DELETE FROM task_labels RETURNING task_id) SELECT t.id FROM tasks t JOIN gone ON gone.task_id = t.id WHERE t.org_id = :org AND t.id IS NULL; -- unscoped: task_labels (other-table-confined)
WITH made AS (INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, (SELECT t.org_id FROM tasks t WHERE t.id = :task), 'a', 7)) SELECT s.id FROM tasks s WHERE s.org_id = :org AND s.id IS NULL; -- unscoped: quotas (not-written), tasks (by-key)
SELECT count(*) FROM reminders WHERE false HAVING EXISTS (SELECT 1 FROM tasks); -- unscoped: tasks (other-table-confined)
SELECT count(*), (SELECT count(*) FROM tasks WHERE :org IS NULL OR org_id = :org) FROM reminders WHERE org_id = :org; -- ineffective: tasks (or-arm)
SELECT count(*) FROM reminders WHERE org_id = :org HAVING EXISTS (SELECT 1 FROM tasks WHERE org_id = :org); -- scoped
SELECT org_id, (SELECT count(*) FROM tasks t WHERE t.org_id = r.org_id) FROM reminders r WHERE org_id = :org GROUP BY GROUPING SETS ((org_id), ()); -- scoped
SELECT count(DISTINCT (SELECT t.title FROM tasks t WHERE t.id = r.task_id AND t.org_id = r.org_id)) FROM reminders r WHERE org_id = :org; -- scoped

-- functions in SQL
SELECT * FROM tasks_of(:org); -- scoped
SELECT * FROM tasks_of(o => :org); -- scoped
SELECT * FROM tasks_of(o := :org); -- scoped
SELECT owns(o => :org, t => 101); -- scoped
SELECT owns(101, o => :org); -- scoped
SELECT owns(o => 1, t => :org); -- ineffective: tasks (literal)
SELECT id, make_interval(days => priority) FROM tasks WHERE org_id = :org; -- scoped
SELECT * FROM tasks_of(:org) t JOIN projects p ON p.id = t.project_id; -- scoped
SELECT * FROM tasks_of(:org) t JOIN comments c ON c.task_id = t.id WHERE t.priority > 1; -- scoped
SELECT * FROM all_tasks(); -- unscoped: tasks
SELECT * FROM all_tasks() a WHERE a.org_id = :org; -- scoped
SELECT * FROM shadowed(:org); -- ineffective: tasks (tautology)
SELECT * FROM qualified(:org); -- scoped
SELECT * FROM first_task(:org) f WHERE f.priority > 0; -- scoped
SELECT * FROM any_task() f WHERE f.org_id = :org; -- ineffective: tasks (aggregate)
SELECT label FROM titles(:org) WHERE task > 1; -- scoped
SELECT label FROM titles((SELECT min(id) FROM organizations)); -- unscoped: organizations, tasks
SELECT task_count(); -- unscoped: tasks
SELECT id, task_count() FROM projects WHERE org_id = :org; -- unscoped: tasks (other-table-confined)
SELECT task_count_of(:org); -- scoped
SELECT counted_for(:org); -- scoped
SELECT o.id, task_count_of(o.id) FROM organizations o WHERE o.id = :org; -- scoped
SELECT o.id, task_count_of(o.id) FROM organizations o; -- unscoped: organizations, tasks
SELECT * FROM organizations o, tasks_of(o.id) t WHERE o.id = :org; -- scoped
SELECT * FROM organizations o CROSS JOIN LATERAL tasks_of(o.id) t WHERE t.org_id = :org; -- scoped
SELECT * FROM tasks WHERE org_id = current_org(); -- scoped
SELECT * FROM projects p WHERE p.org_id = :org AND owns(p.id, :org); -- scoped
SELECT * FROM tasks WHERE owns(id, :org); -- unscoped: tasks
DELETE FROM tasks WHERE id IN (SELECT t.id FROM tasks_of(:org) t); -- scoped
UPDATE tasks SET title = 'x' WHERE id = (SELECT f.id FROM any_task() f); -- unscoped: tasks
INSERT INTO reminders (id, org_id, task_id) SELECT 9900, f.org_id, f.id FROM first_task(:org) f; -- unknown: reminders (unresolved)
INSERT INTO reminders (id, org_id, task_id) SELECT 9900 + 1000 * p.id + coalesce(q.id, 0), q.org_id, q.id FROM prices p LEFT JOIN tasks q ON q.org_id = :org; -- unknown: reminders (unresolved)
INSERT INTO reminders (id, org_id) SELECT 9900, max(org_id) FROM tasks WHERE org_id = :org; -- unscoped: reminders (not-written)
INSERT INTO reminders (id, org_id, task_id) SELECT 9900, f.org_id, f.id FROM first_task(:org) f WHERE f.org_id = :org; -- scoped
INSERT INTO reminders (id, org_id, task_id) SELECT 9900 + f.id, f.org_id, f.id FROM tasks_of(:org) f; -- scoped

-- what an attacker writes: values made of values, names, aggregates, literals, rows as they are afterwards
SELECT set_config('app.current_org_id', '2', true), t.id FROM tasks t WHERE t.org_id = current_setting('app.current_org_id')::int; -- unknown: tasks (unresolved)
SELECT t.id FROM tasks t WHERE set_config('app.current_org_id', '2', true) = '2' AND t.org_id = current_setting('app.current_org_id')::int; -- unknown: tasks (unresolved)
WITH tasks AS (SELECT 1 AS id, :org AS org_id) SELECT a.id FROM all_tasks() a; -- unscoped: tasks
WITH tasks AS (SELECT id, org_id FROM documents WHERE org_id = :org) SELECT task_count(), t.id FROM tasks t; -- unscoped: tasks (other-table-confined)
SELECT count(*) FILTER (WHERE t.org_id = :org), (SELECT sum(t.priority)) FROM tasks t; -- unknown: sum() (unresolved)
SELECT count(*) FILTER (WHERE t.org_id = :org), (SELECT count(t.id) FROM prices LIMIT 1) FROM tasks t; -- unknown: count() (unresolved)
SELECT a.id FROM tasks a, LATERAL (SELECT (SELECT count(p.id)) AS n FROM projects p WHERE p.org_id = a.org_id AND a.org_id = :org) x; -- unknown: count() (unresolved)
SELECT a.id FROM tasks a, LATERAL (SELECT (SELECT max(p.id) FROM prices LIMIT 1) AS n FROM projects p WHERE p.org_id = a.org_id AND a.org_id = :org) x; -- unknown: max() (unresolved)
SELECT a.id FROM tasks a WHERE EXISTS (SELECT (SELECT count(p.id)) FROM projects p WHERE p.org_id = a.org_id AND a.org_id = :org); -- unknown: count() (unresolved)
SELECT id FROM tasks WHERE org_id = ANY(array_append(:orgs, 2)); -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id = ANY(:orgs || 2); -- unknown: tasks (unresolved) [not run]
SELECT id FROM tasks WHERE org_id = ANY(:orgs || ARRAY[2]); -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = :org + 1; -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id = ('1' || :org)::int; -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id = 3 - :org; -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id::text = replace(:org::text, '1', '2'); -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id::text = left(:org::text || 'x', 1); -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id = (jsonb_build_object('a', :org, 'b', 2) ->> 'b')::int; -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id = ANY(array_replace(:orgs, 1, 2)); -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id = length(repeat('x', :org + 1)); -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id = :org OR 10000000000000000.1 <> 10000000000000000.2; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR U&'\0041' = 'A'; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR $$a$$ = 'a'; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR $q$a$q$ = 'a'; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR B'1' = '1'; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR 1e0 = 1; -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE org_id = :org OR 1.0 = 1.00; -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE org_id = :org OR 0x10 = 16; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR 1_000 = 1000; -- unknown: tasks (unparsed)
SELECT id FROM tasks WHERE org_id = :org OR 1e400 <> 2e400; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR 9007199254740993.0 > 9007199254740992.0; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org OR 'a' = 'a '::char(3); -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE org_id = :org OR '10'::int > '9'::int; -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE org_id = :org OR '10' < '9'; -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE org_id = :org OR ('1' = '1.0') IS FALSE; -- ineffective: tasks (or-arm)
INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, :org, 'a', :org) ON CONFLICT (org_id, name) DO UPDATE SET name = 'a' RETURNING (SELECT count(*) FROM tasks t WHERE t.org_id = quotas.amount); -- ineffective: tasks (or-arm)
UPDATE quotas SET amount = 2 WHERE org_id = :org AND amount = :org RETURNING (SELECT count(*) FROM tasks t WHERE t.org_id = quotas.amount); -- ineffective: tasks (literal)
UPDATE quotas SET amount = 2 WHERE org_id = :org RETURNING (SELECT count(*) FROM tasks t WHERE t.org_id = quotas.amount); -- ineffective: tasks (literal)
WITH i AS (INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, :org, 'a', :org) ON CONFLICT (org_id, name) DO UPDATE SET name = 'a' RETURNING amount) SELECT t.id FROM tasks t, i WHERE t.org_id = i.amount; -- ineffective: tasks (or-arm)
WITH u AS (UPDATE quotas SET amount = 2 WHERE org_id = :org AND amount = :org RETURNING amount) SELECT t.id FROM tasks t, u WHERE t.org_id = u.amount; -- ineffective: tasks (literal)
WITH u AS (UPDATE quotas SET amount = amount + 1 WHERE org_id = :org AND amount = :org RETURNING *) SELECT t.id FROM tasks t, u WHERE t.org_id = u.amount; -- unscoped: tasks (other-table-confined)
WITH m AS (MERGE INTO quotas q USING (SELECT 1 AS one) v ON q.org_id = :org AND q.amount = :org WHEN MATCHED THEN UPDATE SET amount = 2 RETURNING q.amount) SELECT t.id FROM tasks t, m WHERE t.org_id = m.amount; -- unscoped: tasks (other-table-confined) [from 17]
MERGE INTO quotas q USING (SELECT 1 AS one) v ON q.org_id = :org AND q.amount = :org WHEN MATCHED THEN UPDATE SET amount = 2 RETURNING (SELECT count(*) FROM tasks t WHERE t.org_id = q.amount); -- ineffective: tasks (tautology) [from 17]
SELECT d.id FROM (SELECT DISTINCT ON (org_id) title AS org_id, org_id AS o, id FROM tasks ORDER BY org_id, id) d WHERE d.o = :org; -- ineffective: tasks (aggregate)
SELECT d.id FROM (SELECT DISTINCT ON (org_id) title AS org_id, org_id AS o, id FROM tasks ORDER BY title, id) d WHERE d.o = :org; -- ineffective: tasks (aggregate)
SELECT x.id FROM (WITH tasks AS (SELECT * FROM projects) SELECT * FROM tasks) x WHERE x.org_id = :org; -- scoped
WITH aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg1 AS (SELECT * FROM tasks WHERE org_id = :org) SELECT x.id FROM (WITH aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg2 AS (SELECT * FROM tasks) SELECT * FROM aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg1) x; -- unscoped: tasks
SELECT org_id, id FROM tasks UNION SELECT org_id, id FROM projects WHERE org_id = :org INTERSECT SELECT org_id, id FROM projects WHERE org_id = :org; -- unscoped: tasks (other-table-confined)
SELECT org_id, id FROM projects WHERE org_id = :org EXCEPT SELECT org_id, id FROM tasks INTERSECT SELECT org_id, id FROM projects WHERE org_id = :org; -- scoped
SELECT id FROM tasks /* /* */ WHERE org_id = :org -- */; -- unscoped: tasks
SELECT FROM tasks; -- unscoped: tasks
SELECT FROM tasks WHERE org_id = :org; -- scoped
SELECT "ORG_ID" FROM (SELECT id AS "ORG_ID", org_id FROM tasks) d WHERE d.org_id = :org; -- scoped
SELECT d.id FROM (SELECT id, org_id AS "o", project_id AS "O" FROM tasks) d WHERE d."O" = :org; -- unscoped: tasks
SELECT d.id FROM (SELECT id, org_id AS "o", project_id AS "O" FROM tasks) d WHERE d.O = :org; -- scoped
SELECT t.count FROM tasks t; -- unknown: count() (unresolved); unscoped: tasks
SELECT a.id FROM tasks a, LATERAL (SELECT p.count FROM projects p WHERE p.org_id = a.org_id AND a.org_id = :org) x; -- unknown: count() (unresolved)
SELECT id FROM tasks WHERE org_id = current_setting(:name)::int; -- unknown: tasks (unresolved) [not run]
SELECT id FROM tasks WHERE org_id = :org FETCH FIRST (SELECT count(*) FROM projects) ROWS ONLY; -- unscoped: projects (other-table-confined)
SELECT id FROM tasks WHERE org_id = :org ORDER BY id LIMIT 5 OFFSET (SELECT count(*) FROM projects); -- unscoped: projects (other-table-confined)
SELECT (ARRAY[1,2,3,4,5,6])[(SELECT count(*) FROM projects):] FROM tasks WHERE org_id = :org; -- unscoped: projects (other-table-confined)
SELECT (ARRAY[1,2,3,4,5,6])[(SELECT count(*) FROM projects)] FROM tasks WHERE org_id = :org; -- unscoped: projects (other-table-confined)
SELECT x.a FROM JSON_TABLE((SELECT jsonb_agg(p.id) FROM projects p), '$[*]' COLUMNS (a int PATH '$')) x; -- unscoped: projects [from 17]
SELECT x.a FROM unnest(ARRAY(SELECT id FROM projects)) x(a); -- unscoped: projects
SELECT x.a FROM ROWS FROM (generate_series(1, (SELECT count(*)::int FROM projects)), unnest(ARRAY[1])) x(a, b); -- unknown: projects (unparsed)
SELECT x.a FROM generate_series(1, (SELECT count(*)::int FROM projects)) x(a); -- unscoped: projects
SELECT j.i FROM (tasks t JOIN projects p ON p.id = t.project_id) AS j(i, o) WHERE j.o = :org; -- scoped
SELECT t.id FROM (tasks t JOIN projects p USING (org_id) ) WHERE t.org_id = :org; -- scoped
SELECT j.org_id, t.id FROM tasks t JOIN projects p USING (org_id) AS j WHERE j.org_id = :org; -- unknown: projects (unparsed), tasks (unparsed)
SELECT p.id FROM projects p LEFT JOIN tasks t JOIN comments c ON c.task_id = t.id ON t.project_id = p.id WHERE p.org_id = :org; -- scoped
SELECT p.id, t.id FROM projects p LEFT JOIN tasks t JOIN comments c ON c.task_id = t.id AND p.org_id = 5 ON t.title = p.name WHERE p.org_id = :org; -- unscoped: comments (other-table-confined); unknown: tasks (unresolved) [not run]

-- what an attacker writes: three-valued logic, correlation, grouping, casts
SELECT sum(priority) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND (SELECT count(*) FROM comments c WHERE c.body = 'a') FOLLOWING) FROM tasks WHERE org_id = :org; -- unknown: comments (unparsed), tasks (unparsed)
SELECT id FROM tasks WHERE (org_id = :org) IS NOT UNKNOWN; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = :org IS NOT UNKNOWN; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = :org IS NOT NULL; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = :org IS UNKNOWN OR done; -- unscoped: tasks
SELECT id FROM tasks WHERE done IS NOT DISTINCT FROM org_id = :org; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE NOT org_id = :org IS TRUE; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE NOT org_id <> :org IS TRUE; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = :org IS FALSE; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE (org_id = :org) = done; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE (org_id = :org) >= false; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE (org_id = :org)::int >= 0; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id NOTNULL AND org_id = :org OR org_id ISNULL; -- scoped
SELECT id FROM tasks WHERE org_id = :org OR org_id NOTNULL; -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE org_id = ALL (SELECT m.org_id FROM memberships m WHERE m.user_id = :user AND m.role = 'none'); -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = SOME (SELECT m.org_id FROM memberships m WHERE m.user_id = :user); -- scoped
SELECT id FROM tasks WHERE EXISTS (SELECT org_id = :org); -- unscoped: tasks
SELECT id FROM tasks WHERE EXISTS (VALUES (org_id = :org)); -- unscoped: tasks
SELECT id FROM tasks WHERE EXISTS (SELECT 1 WHERE org_id = :org); -- scoped
SELECT id FROM tasks WHERE (SELECT true WHERE org_id = :org); -- scoped
SELECT id FROM tasks WHERE (SELECT org_id = :org); -- scoped
SELECT id FROM tasks WHERE (SELECT count(*) FROM prices WHERE tasks.org_id = :org) >= 0; -- unscoped: tasks
SELECT id FROM tasks WHERE org_id IN (VALUES (:org), (2)); -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE org_id IN (SELECT org_id FROM prices); -- unscoped: tasks
SELECT id FROM tasks WHERE id IN (SELECT org_id FROM prices WHERE org_id = :org); -- scoped
UPDATE tasks AS tasks2 SET priority = 5 FROM tasks WHERE tasks.org_id = :org; -- unscoped: tasks
DELETE FROM settings s USING settings WHERE settings.org_id = :org; -- unscoped: settings
DELETE FROM settings USING settings s WHERE s.org_id = :org; -- unscoped: settings
WITH settings AS (SELECT * FROM settings WHERE org_id = :org) DELETE FROM settings; -- unscoped: settings
WITH settings AS (SELECT * FROM settings WHERE org_id = :org) UPDATE settings SET value = 'x' WHERE name IN (SELECT name FROM settings); -- unscoped: settings
WITH settings AS (SELECT * FROM settings WHERE org_id = :org) SELECT * FROM public.settings; -- unscoped: settings
WITH t AS (SELECT * FROM tasks WHERE org_id = :org) SELECT x.id FROM (WITH t AS (SELECT * FROM tasks) SELECT * FROM t) x; -- unscoped: tasks
WITH t AS (SELECT * FROM tasks WHERE org_id = :org), t2 AS (WITH t AS (SELECT * FROM tasks) SELECT * FROM t) SELECT id FROM t2; -- unscoped: tasks
WITH RECURSIVE t AS (SELECT * FROM tasks WHERE org_id = :org UNION ALL (WITH t AS (SELECT * FROM tasks) SELECT * FROM t WHERE false)) SELECT id FROM t; -- scoped
WITH RECURSIVE r AS (SELECT id, parent_id FROM tasks WHERE org_id = :org UNION (WITH s AS (SELECT * FROM r) SELECT t.id, t.parent_id FROM tasks t JOIN s ON t.parent_id = s.id)) SELECT * FROM r; -- scoped
WITH RECURSIVE r AS (SELECT id, priority FROM tasks WHERE org_id = :org UNION SELECT t.id, t.priority FROM tasks t, r WHERE t.id = r.priority) SELECT * FROM r; -- unscoped: tasks
WITH RECURSIVE r(id, o) AS (SELECT id, org_id FROM tasks WHERE org_id = :org UNION SELECT t.id, r.o FROM tasks t, r WHERE t.priority = r.o) SELECT * FROM r; -- unscoped: tasks
WITH RECURSIVE r(id, o) AS (SELECT id, org_id FROM tasks WHERE org_id = :org UNION SELECT t.id, r.o FROM tasks t, r WHERE t.priority = r.o) SELECT * FROM r WHERE o = :org; -- unscoped: tasks
WITH RECURSIVE r(a, b) AS (SELECT org_id, priority FROM tasks WHERE org_id = :org UNION SELECT r.b, r.a FROM r) SELECT t.id FROM tasks t, r WHERE t.org_id = r.a; -- unscoped: tasks
WITH RECURSIVE r(o, n) AS (SELECT :org::int, 1 UNION ALL SELECT o + 1, n + 1 FROM r WHERE n < 3) SELECT t.id FROM tasks t, r WHERE t.org_id = r.o; -- ineffective: tasks (unused-parameter)
WITH RECURSIVE r(o, n) AS (SELECT :org::int, 1 UNION ALL SELECT o, n + 1 FROM r WHERE n < 3) SELECT t.id FROM tasks t, r WHERE t.org_id = r.o; -- scoped
SELECT t.id FROM tasks t JOIN notes n ON n.org_id IS NOT DISTINCT FROM t.org_id WHERE n.org_id = :org; -- scoped
SELECT n.id FROM notes n LEFT JOIN tasks t ON t.org_id = n.org_id WHERE t.org_id = :org; -- scoped
SELECT n.id FROM notes n LEFT JOIN tasks t ON t.org_id = n.org_id AND t.org_id = :org WHERE t.id IS NULL; -- ineffective: notes (outer-on)
SELECT n.id FROM notes n WHERE (n.org_id, n.body) IS NOT DISTINCT FROM (:org, n.body); -- ineffective: notes (tautology)
SELECT n.id FROM notes n WHERE ROW(n.org_id, n.id) IS NOT DISTINCT FROM ROW(:org, n.id); -- ineffective: notes (tautology)
SELECT n.id FROM notes n WHERE (n.org_id, NULL) = (:org, NULL); -- scoped
SELECT id FROM tasks WHERE NOT ((org_id, id) <> (:org, :id)); -- scoped
SELECT id FROM tasks WHERE NOT ((org_id, id) = (:org, :id)); -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE ROW(org_id) = ROW(:org); -- scoped
SELECT id FROM tasks WHERE (org_id, priority) IN (SELECT :org::int, amount FROM prices); -- scoped
SELECT id FROM tasks WHERE (org_id, priority) = ANY (SELECT :org::int, amount FROM prices); -- scoped
SELECT id FROM tasks WHERE (priority, org_id) NOT IN (SELECT amount, :org::int FROM prices); -- ineffective: tasks (tautology)
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org WHERE (t.org_id = :org) IS NOT FALSE; -- ineffective: projects (outer-on)
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.project_id = p.id WHERE COALESCE(t.org_id, :org) = :org; -- unscoped: projects; ineffective: tasks (tautology)
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.project_id = p.id WHERE COALESCE(t.org_id = :org, true); -- unscoped: projects; ineffective: tasks (tautology)
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.project_id = p.id WHERE t IS NULL AND p.org_id = :org; -- scoped
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.title = p.name WHERE (t IS NULL) AND p.org_id = :org; -- unscoped: tasks (other-table-confined)
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.title = p.name AND t.org_id = p.org_id WHERE (t IS NOT NULL) IS FALSE AND p.org_id = :org; -- scoped
SELECT p.id FROM projects p FULL JOIN tasks t USING (id) WHERE p.org_id = :org OR t.org_id = :org; -- ineffective: projects (or-arm), tasks (or-arm)
SELECT org_id FROM notes FULL JOIN documents USING (org_id) WHERE COALESCE(org_id, :org) = :org; -- ineffective: documents (tautology), notes (tautology)
SELECT p.id FROM projects p RIGHT JOIN prices x ON p.budget = x.amount AND p.org_id = :org WHERE p.id IS NULL; -- scoped
SELECT p.id FROM projects p RIGHT JOIN prices x ON p.budget = x.amount WHERE p.org_id = :org OR p.org_id IS NULL; -- ineffective: projects (null-arm)
SELECT x.id FROM prices x WHERE x.amount NOT IN (SELECT p.budget FROM projects p WHERE p.org_id = :org); -- scoped
SELECT x.id FROM prices x WHERE NOT EXISTS (SELECT 1 FROM projects p WHERE p.budget = x.amount AND p.org_id = :org OR false); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.priority = (SELECT p.budget FROM projects p ORDER BY p.id LIMIT 1); -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.priority = (SELECT p.budget FROM projects p WHERE p.org_id = t.org_id ORDER BY p.id LIMIT 1); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = (SELECT p.org_id FROM projects p WHERE p.org_id = :org ORDER BY p.id LIMIT 1); -- scoped
SELECT d.id FROM (SELECT * FROM tasks ORDER BY priority FETCH FIRST 1 ROWS WITH TIES) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.id FROM (SELECT * FROM tasks ORDER BY id LIMIT ALL OFFSET 0) d WHERE d.org_id = :org; -- scoped
SELECT d.id FROM (SELECT * FROM tasks ORDER BY id OFFSET 1 ROWS) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.id FROM (SELECT * FROM tasks ORDER BY id OFFSET :other) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.id FROM (SELECT *, lag(id) OVER (PARTITION BY org_id ORDER BY id) AS l, first_value(id) OVER (ORDER BY id) AS f FROM tasks) d WHERE d.org_id = :org AND d.f > 0; -- ineffective: tasks (aggregate)
SELECT d.l FROM (SELECT *, lag(id) OVER (PARTITION BY org_id ORDER BY id) AS l, first_value(id) OVER (ORDER BY id) AS f FROM tasks) d WHERE d.org_id = :org; -- scoped
SELECT d.n FROM (SELECT org_id, count(*) OVER (PARTITION BY org_id::boolean) AS n FROM tasks) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.n FROM (SELECT org_id, sum(count(*)) OVER () AS n FROM tasks GROUP BY org_id) d WHERE d.org_id = :org; -- ineffective: tasks (aggregate)
SELECT d.n FROM (SELECT org_id, count(*) AS n FROM tasks GROUP BY org_id HAVING count(*) > (SELECT count(*) FROM tasks) / 3) d WHERE d.org_id = :org; -- unscoped: tasks
SELECT d.n FROM (SELECT org_id, rank() OVER (PARTITION BY title ORDER BY id) AS n, title FROM tasks WHERE org_id = :org) d; -- scoped
SELECT d.id FROM (SELECT t.id, t.org_id, p.id AS pid FROM tasks t, projects p GROUP BY t.id, p.id) d WHERE d.org_id = :org; -- unscoped: projects (other-table-confined)
SELECT d.o FROM (SELECT min(org_id) AS o, count(*) AS n FROM tasks GROUP BY id % 2) d WHERE d.o = :org; -- ineffective: tasks (aggregate)
SELECT d.o, d.n FROM (SELECT org_id AS o, count(*) AS n FROM tasks GROUP BY o) d WHERE d.o = :org; -- scoped
SELECT d.o, d.n FROM (SELECT org_id % 2 AS o, count(*) AS n FROM tasks GROUP BY o) d WHERE d.o = :org; -- unscoped: tasks
SELECT d.org_id, d.n FROM (SELECT org_id % 2 AS org_id, count(*) AS n FROM tasks GROUP BY 1) d WHERE d.org_id = :org; -- unscoped: tasks
SELECT title AS org_id, count(*) FROM tasks GROUP BY tasks.title HAVING min(org_id) = :org; -- unscoped: tasks
SELECT d.n FROM (SELECT org_id, count(*) AS n FROM tasks GROUP BY GROUPING SETS (org_id, title)) d WHERE d.org_id = :org; -- scoped
SELECT d.n FROM (SELECT org_id, count(*) AS n FROM tasks GROUP BY CUBE (org_id), ROLLUP (title)) d WHERE d.org_id = :org; -- scoped
SELECT d.n FROM (SELECT org_id, count(*) AS n, grouping(org_id) AS g FROM tasks GROUP BY ROLLUP (org_id)) d WHERE d.org_id = :org OR d.g = 1; -- unscoped: tasks
SELECT count(*) FILTER (WHERE org_id = :org OR true) FROM tasks; -- ineffective: tasks (or-arm)
SELECT count(*) FILTER (WHERE org_id = :org) FROM tasks HAVING true; -- scoped
SELECT count(*) FILTER (WHERE org_id = :org) FROM tasks HAVING count(id) > 2; -- ineffective: tasks (aggregate)
SELECT count(*) FILTER (WHERE org_id = :org) / (SELECT count(*) FROM tasks) FROM tasks; -- unscoped: tasks
SELECT array_agg(priority) FILTER (WHERE org_id = :org) FROM tasks WHERE id IN (SELECT id FROM tasks ORDER BY id LIMIT 5); -- ineffective: tasks (aggregate)
SELECT (SELECT array_agg(t.id ORDER BY t.id) FILTER (WHERE p.org_id = :org)) FROM tasks t, projects p GROUP BY p.org_id; -- unknown: array_agg() (unresolved); unscoped: projects, tasks
SELECT bool_or(org_id = :org) FROM tasks; -- ineffective: tasks (aggregate)
SELECT id FROM tasks WHERE org_id::text ~ :org::text; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id::text = ANY (string_to_array(:org::text || ',2', ',')); -- unknown: tasks (unresolved)
SELECT id FROM tasks WHERE org_id::char(1) = :org::text; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id::text::char(1) = :org::text; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id::int2 = :org; -- scoped
SELECT id FROM tasks WHERE org_id::numeric(3,-1) = :org::numeric(3,-1); -- unknown: tasks (unparsed)
SELECT id FROM tasks WHERE title COLLATE "C" = :name OR org_id = :org AND false; -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE org_id = ANY ('{1,2}'); -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE org_id = ANY ('{1,2}'::int[]); -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE org_id = ANY (ARRAY[:org, NULL, 2]); -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE org_id = ANY (ARRAY[[:org],[2]]); -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = ANY (ARRAY(SELECT :org::int UNION SELECT 2)); -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE org_id <@ int4range(:org, :org, '[]'); -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE ARRAY[org_id] && ARRAY[:org, 2]; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id BETWEEN SYMMETRIC :org AND 3; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id BETWEEN :org AND :org + 1; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE CASE org_id WHEN :org THEN 1 WHEN 2 THEN 1 END = 1; -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE CASE WHEN :org IS NULL THEN true ELSE org_id = :org END; -- ineffective: tasks (or-arm)
SELECT id FROM tasks WHERE CASE WHEN org_id <> :org THEN priority > 1 ELSE true END; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id = CASE WHEN done THEN :org ELSE 2 END; -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE org_id = NULLIF(:org, 99); -- scoped
SELECT id FROM tasks WHERE org_id = GREATEST(:org, priority); -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE GREATEST(org_id, :org) = :org; -- ineffective: tasks (tautology)
SELECT id FROM tasks WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = :user UNION SELECT 2); -- ineffective: tasks (literal)
SELECT id FROM tasks WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = :user OR role = 'admin'); -- ineffective: memberships (or-arm), tasks (or-arm)
SELECT id FROM tasks WHERE org_id IN (SELECT m.org_id FROM memberships m, memberships n WHERE n.user_id = :user); -- unscoped: memberships, tasks (other-table-confined)
SELECT id FROM tasks WHERE org_id IN (SELECT m.org_id FROM memberships m JOIN memberships n ON n.user_id = m.user_id WHERE n.org_id = :org); -- unscoped: memberships, tasks (other-table-confined)
SELECT t.id FROM tasks t LEFT JOIN memberships m ON m.org_id = t.org_id AND m.user_id = :user WHERE m.role = 'admin' OR m.role IS NULL; -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t LEFT JOIN memberships m ON m.org_id = t.org_id AND m.user_id = :user WHERE m.id IS NOT NULL; -- scoped
SELECT t.id, u.id FROM tasks t JOIN tasks u ON u.created_by = t.created_by WHERE t.org_id = :org; -- unscoped: tasks
SELECT t.id, c.id FROM tasks t JOIN comments c ON c.author_id = t.created_by WHERE t.org_id = :org; -- unscoped: comments (other-table-confined)
SELECT o.id FROM organizations o WHERE o.slug = :slug OR o.name = :slug; -- ineffective: organizations (or-arm)
SELECT t.id FROM tasks t JOIN organizations o ON o.id = t.org_id WHERE o.name = :slug; -- unscoped: organizations, tasks
SELECT t.id FROM tasks t, organizations o WHERE o.slug = :slug AND t.org_id = o.id + 1; -- ineffective: tasks (tautology)
SELECT w.id FROM workspaces w JOIN workspaces v ON v.name = w.name WHERE v.org_id = :org; -- unscoped: workspaces
SELECT b.id FROM boards b WHERE b.workspace_id = :workspace OR b.title = 'a'; -- ineffective: boards (or-arm)
SELECT p.id FROM projects p WHERE p.workspace_id = :workspace; -- scoped
SELECT p.id FROM projects p JOIN projects q ON q.workspace_id = p.workspace_id WHERE q.org_id = :org; -- scoped
SELECT p.id FROM projects p JOIN workspaces w ON w.id = p.workspace_id WHERE w.org_id = :org OR p.workspace_id IS NULL; -- scoped

-- what an attacker writes: text, catalogs, whole statements, writes
SELECT id FROM tasks WHERE org_id = @id; -- unknown: tasks (unresolved) [partial]
SELECT id FROM tasks WHERE org_id = @ project_id; -- unknown: tasks (unresolved) [partial]
SELECT id FROM tasks WHERE org_id = :org AND title <> E'a\\' OR true --'; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org AND title <> E'a\'' OR true --'; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org AND title <> $a$ ' $a$ OR true --'; -- ineffective: tasks (or-arm) [partial]
SELECT id FROM tasks WHERE org_id = :org AND title <> $a$ $b$ OR true --$a$; -- scoped [partial]
SELECT t.id FROM (SELECT id, org_id, id AS x$a$ FROM tasks) t WHERE org_id = :org AND x$a$ > 0 OR true --$a$; -- unknown: tasks (unparsed)
SELECT U&"\0069d" FROM tasks; -- unscoped: tasks
SELECT id FROM U&"t\0061sks"; -- unknown: u (unparsed)
SELECT id FROM "tasks" WHERE "org_id" = :org; -- scoped
SELECT id FROM "Tasks" WHERE "org_id" = :org; -- scoped [partial, not run]
SELECT t.id FROM tasks t WHERE t.org_id = :org AND ts_rewrite('a'::tsquery, 'SELECT title::tsquery, title::tsquery FROM tasks')::text <> ''; -- unknown: ts_rewrite() (unresolved) [not run]
SELECT pg_relation_size('tasks') FROM prices; -- unknown: pg_relation_size() (unresolved) [not run]
SELECT reltuples FROM pg_class WHERE relname = 'tasks'; -- scoped [not run]
SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 'tasks'; -- unknown: pg_stat_user_tables (unresolved) [not run]
SELECT most_common_vals FROM pg_catalog.pg_stats; -- unknown: pg_stats (unresolved) [not run]
SELECT query FROM pg_stat_activity; -- unknown: pg_stat_activity (unresolved) [not run]
SELECT pg_get_viewdef('open_tasks'); -- scoped [partial]
SELECT * FROM pg_locks; -- unknown: pg_locks (unresolved) [not run]
SELECT last_value FROM pg_sequences; -- scoped
SELECT pg_stat_get_live_tuples('tasks'::regclass); -- unknown: pg_stat_get_live_tuples() (unresolved) [not run]
SELECT ctid, id FROM tasks WHERE org_id = :org; -- scoped [partial, not run]
SELECT xmin, id FROM tasks WHERE org_id = :org; -- scoped [partial, not run]
FETCH ALL FROM c; -- unknown: ? (unresolved) [not run]
EXECUTE p(1); -- unknown: ? (unresolved) [not run]
CALL f(1); -- unknown: ? (unresolved) [not run]
DO 'BEGIN DELETE FROM tasks; END'; -- unknown: ? (unresolved) [not run]
CREATE TABLE c AS TABLE tasks; -- unscoped: tasks [not run]
CREATE TABLE c AS (SELECT * FROM tasks); -- unscoped: tasks [not run]
CREATE UNLOGGED TABLE c AS SELECT * FROM tasks WITH NO DATA; -- unscoped: tasks [not run]
CREATE TEMP TABLE c AS WITH x AS (SELECT * FROM tasks) SELECT * FROM x; -- unscoped: tasks [not run]
CREATE VIEW v AS SELECT * FROM tasks; -- scoped [not run]
COPY tasks TO PROGRAM 'cat'; -- unscoped: tasks [not run]
COPY (TABLE tasks) TO STDOUT; -- unscoped: tasks [not run]
COPY (WITH x AS (SELECT * FROM tasks) SELECT * FROM x) TO STDOUT; -- unscoped: tasks [not run]
COPY (INSERT INTO notes SELECT id, org_id, title FROM tasks RETURNING *) TO STDOUT; -- unscoped: notes (not-written), tasks [not run]
COPY tasks (id, title) TO STDOUT WHERE true; -- unscoped: tasks [not run]
COPY prices FROM STDIN; -- scoped [not run]
COPY notes FROM STDIN; -- unknown: notes (unresolved) [not run]
COPY notes (id, org_id) FROM STDIN WHERE org_id = 1; -- unknown: notes (unparsed) [not run]
TRUNCATE prices; -- scoped
LOCK TABLE tasks; -- scoped [not run]
EXPLAIN DELETE FROM tasks; -- unscoped: tasks [not run]
EXPLAIN (FORMAT JSON, ANALYZE) WITH x AS (DELETE FROM tasks RETURNING *) SELECT * FROM x; -- unscoped: tasks [not run]
EXPLAIN ANALYZE EXECUTE p(1); -- unknown: ? (unresolved) [not run]
EXPLAIN (ANALYZE, BUFFERS) CREATE TABLE x AS SELECT * FROM tasks; -- unscoped: tasks [not run]
PREPARE p(int) AS DELETE FROM tasks WHERE org_id = $1; -- scoped [not run]
PREPARE "p q" (int) AS SELECT * FROM tasks; -- unknown: tasks (unparsed) [not run]
DECLARE c BINARY INSENSITIVE NO SCROLL CURSOR WITH HOLD FOR SELECT * FROM tasks; -- unscoped: tasks [not run]
DECLARE "c d" CURSOR FOR TABLE tasks; -- unknown: tasks (unparsed) [not run]
DELETE FROM tasks WHERE CURRENT OF c; -- unknown: tasks (unparsed) [not run]
REFRESH MATERIALIZED VIEW mv; -- unknown: ? (unresolved) [not run]
SELECT id INTO c FROM tasks; -- unscoped: tasks [not run]
SELECT * FROM tasks t, LATERAL (SELECT t.org_id = :org) x; -- unscoped: tasks
SELECT id FROM tasks semi JOIN projects p USING (org_id) WHERE p.org_id = :org; -- unknown: projects (unparsed), tasks (unparsed) [not run]
SELECT tasks.id FROM tasks anti JOIN projects p USING (org_id); -- unknown: projects (unparsed), tasks (unparsed) [not run]
SELECT id FROM tasks final WHERE final.org_id = :org; -- scoped
SELECT id FROM tasks "limit" WHERE "limit".org_id = :org; -- scoped
SELECT id FROM tasks WHERE org_id = :org QUALIFY row_number() OVER () = 1; -- unknown: tasks (unparsed) [not run]
SELECT x.id FROM tasks x, tasks y WHERE x.org_id = :org; -- unscoped: tasks
SELECT x.id FROM tasks x CROSS JOIN tasks x2 WHERE x.org_id = :org AND x2.id = x.id; -- scoped
SELECT t.id FROM projects t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM tasks t WHERE t.title = 'a'); -- unscoped: tasks (other-table-confined)
SELECT t.id FROM projects t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM tasks u WHERE u.org_id = t.org_id); -- scoped
SELECT t.id FROM projects t WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.org_id = :org); -- unscoped: projects (other-table-confined)
SELECT org_id FROM projects WHERE org_id = :org AND EXISTS (SELECT 1 FROM tasks WHERE org_id = projects.org_id); -- scoped
SELECT org_id FROM projects WHERE org_id = :org AND EXISTS (SELECT 1 FROM tasks WHERE org_id = org_id); -- ineffective: tasks (tautology)
SELECT org_id FROM projects WHERE org_id = :org AND budget IN (SELECT priority FROM tasks WHERE projects.org_id = :org); -- unscoped: tasks (other-table-confined)
SELECT id FROM tasks WHERE org_id = :org EXCEPT ALL SELECT id FROM tasks; -- scoped
SELECT id, org_id FROM tasks INTERSECT SELECT id, org_id FROM tasks WHERE org_id = :org; -- scoped
SELECT org_id, body FROM notes INTERSECT SELECT org_id, body FROM notes WHERE org_id = :org OR org_id IS NULL; -- unscoped: notes
SELECT org_id FROM notes INTERSECT ALL SELECT org_id FROM tasks WHERE org_id = :org; -- scoped
SELECT 1 FROM tasks WHERE org_id = :org EXCEPT SELECT 1 FROM tasks WHERE org_id <> :org; -- ineffective: tasks (tautology)
INSERT INTO notes (id, org_id, body) SELECT 9001, org_id, 'x' FROM notes WHERE org_id = :org OR org_id IS NULL; -- ineffective: notes (null-arm)
INSERT INTO notes (id, org_id, body) VALUES (9001, (SELECT org_id FROM notes WHERE id = :id), 'x'); -- unscoped: notes (not-written)
INSERT INTO notes (id, org_id, body) VALUES (9001, COALESCE((SELECT org_id FROM notes WHERE id = :id), :org), 'x'); -- unscoped: notes (not-written)
INSERT INTO notes (id, org_id, body) VALUES (9001, :org, (SELECT body FROM notes ORDER BY id LIMIT 1)); -- unscoped: notes
INSERT INTO notes (id, org_id, body) VALUES (9001, :org, 'x') RETURNING (SELECT count(*) FROM notes); -- unscoped: notes
INSERT INTO notes (id, org_id, body) VALUES (9001, :org, 'x') RETURNING (SELECT count(*) FROM tasks t WHERE t.org_id = notes.org_id); -- scoped
INSERT INTO drafts (id, org_id) VALUES (9001, DEFAULT); -- unscoped: drafts (not-written)
INSERT INTO drafts (org_id, id) SELECT 9001, :org; -- ineffective: drafts (literal)
INSERT INTO drafts VALUES (9001, :org); -- scoped
INSERT INTO drafts VALUES (9001); -- unscoped: drafts (not-written)
INSERT INTO drafts SELECT * FROM (SELECT 9001 AS org_id, :org::int AS id) x; -- scoped
INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, :org, 'a', 1) ON CONFLICT (org_id, name) DO UPDATE SET org_id = quotas.org_id, amount = (SELECT max(amount) FROM quotas q); -- unscoped: quotas
INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, :org, 'a', 1) ON CONFLICT (org_id, name) DO UPDATE SET amount = (SELECT max(amount) FROM quotas q WHERE q.org_id = quotas.org_id); -- scoped
INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, :org, 'a', 1) ON CONFLICT (org_id, name) DO UPDATE SET amount = (SELECT max(amount) FROM quotas q WHERE q.org_id = excluded.org_id); -- scoped
INSERT INTO quotas (id, org_id, name, amount) VALUES (1, :org, 'zz', 1) ON CONFLICT (id) DO UPDATE SET amount = 5; -- unscoped: quotas (conflict-key)
INSERT INTO quotas (id, org_id, name, amount) VALUES (1, :org, 'zz', 1) ON CONFLICT (id) DO UPDATE SET amount = 5 WHERE excluded.org_id = :org; -- unscoped: quotas (conflict-key)
INSERT INTO quotas (id, org_id, name, amount) VALUES (1, :org, 'zz', 1) ON CONFLICT (id) DO UPDATE SET amount = 5 WHERE quotas.org_id = :org OR excluded.amount = 1; -- ineffective: quotas (or-arm)
INSERT INTO counters (name, org_id, value) VALUES ('c2', :org, 1) ON CONFLICT (name) DO UPDATE SET org_id = :org WHERE counters.value > 0; -- unscoped: counters (conflict-key)
UPDATE quotas SET (amount, org_id) = (SELECT amount, org_id FROM quotas q WHERE q.id = :id) WHERE org_id = :org; -- unscoped: quotas (reassigned)
UPDATE quotas SET (amount, name) = (SELECT q.amount, q.name FROM quotas q ORDER BY q.id LIMIT 1) WHERE org_id = :org; -- unscoped: quotas
UPDATE quotas SET amount = q.amount FROM quotas q WHERE q.name = quotas.name AND quotas.org_id = :org; -- unscoped: quotas
UPDATE quotas SET amount = q.amount FROM quotas q WHERE q.name = quotas.name AND quotas.org_id = :org AND q.org_id = quotas.org_id; -- scoped
UPDATE tasks SET org_id = p.org_id FROM projects p WHERE p.id = tasks.project_id AND tasks.org_id = :org; -- scoped
UPDATE tasks SET org_id = p.org_id FROM projects p WHERE p.name = tasks.title AND tasks.org_id = :org; -- unscoped: projects, tasks (reassigned)
UPDATE tasks SET priority = 5 WHERE org_id = :org OR EXISTS (SELECT 1 FROM projects p WHERE p.id = tasks.project_id AND p.org_id = :org AND tasks.done); -- scoped
UPDATE boards SET workspace_id = w.id FROM workspaces w WHERE w.name = boards.title AND boards.workspace_id IN (SELECT w.id FROM workspaces w WHERE w.org_id = :org); -- unscoped: boards (reassigned), workspaces
DELETE FROM settings WHERE org_id = :org AND value < (SELECT max(value) FROM settings s); -- unscoped: settings
DELETE FROM settings s WHERE s.org_id = :org AND EXISTS (SELECT 1 FROM settings t WHERE t.name = s.name AND t.org_id <> s.org_id); -- ineffective: settings (tautology)
DELETE FROM settings s WHERE s.org_id = :org RETURNING (SELECT count(*) FROM settings t WHERE t.name = s.name); -- unscoped: settings
DELETE FROM settings s WHERE s.org_id = :org RETURNING (SELECT count(*) FROM settings t WHERE t.org_id = s.org_id); -- scoped
MERGE INTO settings s USING settings v ON s.org_id = :org AND s.name = v.name WHEN MATCHED THEN UPDATE SET value = v.value; -- unscoped: settings
MERGE INTO settings s USING (SELECT :org::int AS o) v ON s.org_id = v.o WHEN MATCHED AND s.value = 'a' THEN DO NOTHING WHEN MATCHED THEN DELETE; -- scoped
MERGE INTO settings s USING (SELECT :org::int AS o) v ON s.org_id <> v.o WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT (org_id, name) VALUES (v.o, 'zz'); -- ineffective: settings (tautology)
MERGE INTO settings s USING (SELECT :org::int AS o) v ON s.name = 'a' WHEN MATCHED AND s.org_id = v.o THEN DELETE WHEN NOT MATCHED THEN INSERT (org_id, name) VALUES (v.o, 'zz'); -- unscoped: settings
MERGE INTO settings s USING (SELECT :org::int AS o) v ON s.name = 'a' WHEN MATCHED AND s.org_id = v.o THEN DELETE; -- scoped
MERGE INTO settings s USING (SELECT :org::int AS o) v ON s.name = 'a' AND s.org_id = v.o WHEN MATCHED THEN UPDATE SET org_id = 2; -- unscoped: settings (reassigned)
MERGE INTO settings s USING (SELECT :org::int AS o, 2 AS p) v ON s.org_id = v.o AND s.name = 'zz' WHEN NOT MATCHED THEN INSERT (org_id, name) VALUES (v.p, 'zz'); -- ineffective: settings (literal)
MERGE INTO tasks t USING projects p ON p.name = t.title WHEN NOT MATCHED BY SOURCE AND t.org_id = :org THEN UPDATE SET priority = 5; -- unscoped: projects (other-table-confined) [from 17]
MERGE INTO tasks t USING (SELECT * FROM projects WHERE org_id = :org) p ON p.name = t.title WHEN NOT MATCHED BY SOURCE AND t.org_id = :org THEN UPDATE SET priority = 5 WHEN MATCHED AND t.org_id = :org THEN UPDATE SET priority = 6; -- scoped [from 17]
WITH gone AS (DELETE FROM settings WHERE org_id = :org RETURNING name) SELECT s.name FROM settings s, gone g WHERE s.name = g.name; -- unscoped: settings
WITH gone AS (DELETE FROM settings WHERE org_id = :org RETURNING org_id, name) SELECT s.name FROM settings s, gone g WHERE s.org_id = g.org_id; -- scoped
WITH x AS (SELECT :org::int AS o), gone AS (DELETE FROM settings USING x WHERE org_id = x.o RETURNING *) SELECT * FROM gone; -- scoped
WITH x AS (SELECT 2 AS o), gone AS (DELETE FROM settings USING x WHERE org_id = x.o RETURNING *) SELECT * FROM gone WHERE org_id = :org; -- ineffective: settings (literal)

-- forms of item 1 of the prover's contract that stood nowhere else
SELECT t.id FROM tasks t NATURAL RIGHT JOIN settings s WHERE s.org_id = :org; -- scoped
SELECT s.name FROM settings s NATURAL FULL JOIN task_counts c WHERE org_id = :org; -- scoped
SELECT t.id FROM tasks t LEFT JOIN projects p USING (org_id) WHERE p.org_id = :org; -- scoped
SELECT t.id FROM tasks t RIGHT JOIN projects p USING (org_id) WHERE org_id = :org; -- scoped
SELECT t.id FROM tasks t RIGHT JOIN projects p USING (org_id) WHERE t.org_id IS NULL; -- unscoped: projects, tasks
SELECT p.id, max(t.id) FROM projects p JOIN tasks t ON t.project_id = p.id WHERE p.org_id = :org GROUP BY p.id HAVING max(t.id) = ANY (SELECT u.id FROM tasks u WHERE u.org_id = :org); -- scoped
SELECT p.id FROM projects p WHERE p.org_id = :org GROUP BY p.id HAVING count(*) > (SELECT count(*) FROM tasks); -- unscoped: tasks (other-table-confined)
SELECT p.id FROM projects p WHERE p.org_id = :org GROUP BY p.id HAVING EXISTS (SELECT 1 FROM tasks t WHERE t.project_id = p.id); -- scoped
SELECT p.id FROM projects p JOIN tasks t ON t.project_id = p.id AND t.id <> ALL (SELECT c.task_id FROM comments c) WHERE p.org_id = :org; -- scoped
SELECT p.id FROM projects p JOIN tasks t ON t.project_id = p.id AND t.title IN (SELECT c.body FROM comments c) WHERE p.org_id = :org; -- unscoped: comments (other-table-confined)
SELECT CASE WHEN t.id IN (SELECT c.task_id FROM comments c) THEN 1 ELSE 0 END FROM tasks t WHERE t.org_id = :org; -- scoped
SELECT CASE t.title WHEN (SELECT min(p.name) FROM projects p) THEN 1 ELSE 0 END FROM tasks t WHERE t.org_id = :org; -- unscoped: projects (other-table-confined)
SELECT id FROM tasks t WHERE org_id = :org ORDER BY EXISTS (SELECT 1 FROM comments c WHERE c.task_id = t.id), id LIMIT 1; -- scoped
SELECT id FROM tasks t WHERE org_id = :org ORDER BY priority = ANY (SELECT p.budget FROM projects p), id LIMIT 1; -- unscoped: projects (other-table-confined)
VALUES ((SELECT count(*) FROM tasks WHERE org_id = :org)), ((SELECT count(*) FROM projects WHERE org_id = :org)); -- scoped
VALUES ((SELECT count(*) FROM tasks)), (0); -- unscoped: tasks
INSERT INTO notes (id, org_id, body) VALUES (9001, :org, CASE WHEN EXISTS (SELECT 1 FROM tasks WHERE title = 'a') THEN 'y' ELSE 'n' END); -- unscoped: tasks (other-table-confined)
UPDATE notes SET body = 'x' WHERE org_id = :org RETURNING id IN (SELECT t.id FROM tasks t WHERE t.org_id = notes.org_id); -- scoped
DELETE FROM notes WHERE org_id = :org RETURNING CASE WHEN body = ANY (SELECT t.title FROM tasks t) THEN 1 ELSE 0 END; -- unscoped: tasks (other-table-confined)
SELECT e.id, x.v FROM events e CROSS JOIN LATERAL jsonb_each_text(e.payload) AS x(k, v) WHERE e.org_id = :org; -- scoped
SELECT e.id, x.v FROM events e, jsonb_array_elements_text(e.payload -> 'tags') AS x(v) WHERE x.v = 'y'; -- unscoped: events
SELECT x.* FROM events e, jsonb_to_record(e.payload) AS x(k text, n int) WHERE e.org_id = :org; -- scoped
SELECT g.n, u.o FROM generate_series(1, 3) WITH ORDINALITY AS g(n, i) JOIN unnest(:orgs::int[], ARRAY[1]) AS u(o, p) ON u.p = g.n; -- scoped
SELECT DISTINCT ON (t.project_id) t.project_id, t.id, first_value(t.id) OVER (PARTITION BY t.project_id ORDER BY t.id) FROM tasks t WHERE t.org_id = :org ORDER BY t.project_id, t.id DESC; -- scoped
WITH a AS NOT MATERIALIZED (SELECT * FROM tasks), b AS MATERIALIZED (SELECT * FROM a WHERE org_id = :org) SELECT id FROM b INTERSECT ALL SELECT id FROM b; -- scoped
WITH up AS (UPDATE quotas SET amount = 5 WHERE org_id = :org RETURNING org_id, amount), gone AS (DELETE FROM settings s USING up WHERE s.org_id = up.org_id RETURNING s.name) SELECT count(*) FROM gone; -- scoped
WITH up AS (UPDATE quotas SET amount = 5 WHERE org_id = :org RETURNING name), gone AS (DELETE FROM settings s USING up WHERE s.name = up.name RETURNING s.name) SELECT count(*) FROM gone; -- unscoped: settings (other-table-confined)
INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, :org, 'a', 1) ON CONFLICT (org_id, name) DO UPDATE SET amount = 7 RETURNING (SELECT count(*) FROM tasks t WHERE t.org_id = quotas.org_id); -- scoped
INSERT INTO counters (name, org_id, value) VALUES ('c9', :org, 1) ON CONFLICT (name) DO UPDATE SET value = 2 WHERE counters.org_id = :org RETURNING (SELECT count(*) FROM tasks t WHERE t.org_id = counters.org_id); -- scoped
UPDATE quotas AS q SET amount = 2 WHERE q.org_id = :org RETURNING q.id, (SELECT count(*) FROM tasks t WHERE t.org_id = q.org_id); -- scoped
UPDATE comments c SET body = 'x' FROM tasks t WHERE t.id = c.task_id AND t.org_id = :org RETURNING c.id, (SELECT count(*) FROM attachments a WHERE a.comment_id = c.id); -- scoped
SELECT * FROM current_tasks; -- scoped
SELECT c.id, p.name FROM current_tasks c JOIN projects p ON p.id = c.project_id; -- scoped
SELECT c.id, p.name FROM current_tasks c JOIN projects p ON p.name = c.title; -- unscoped: projects (other-table-confined)

-- a value that is compared is there, so :org IS NULL is false wherever the comparison holds
SELECT t.id FROM tasks t WHERE (:org IS NULL OR t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- scoped
SELECT t.id FROM tasks t WHERE (:org IS NULL OR t.org_id = :org) AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE (:org IS NULL OR t.org_id = :org) AND (SELECT count(*) FROM notes n WHERE n.org_id = :org) < 5; -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE (:org IS NULL OR t.org_id = :org) AND EXISTS (SELECT count(*) FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE (:org IS NULL OR t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id IS NOT DISTINCT FROM :org); -- ineffective: notes (null-arm), tasks (or-arm)
SELECT t.id FROM tasks t WHERE (:org IS NULL OR t.org_id = :org) AND (t.done OR EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org)); -- ineffective: tasks (or-arm)
SELECT p.id, t.title FROM projects p LEFT JOIN tasks t ON t.project_id = p.id WHERE (:org IS NULL OR t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- scoped
SELECT p.id, t.title FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org WHERE (:org IS NULL OR t.org_id = :org OR t.id IS NULL) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: projects (or-arm)
SELECT x.id, t.id FROM prices x LEFT JOIN notes n ON n.org_id = :org LEFT JOIN tasks t ON (:org IS NULL OR t.org_id = :org); -- ineffective: tasks (or-arm)
SELECT x.id, t.id FROM prices x JOIN notes n ON n.org_id = :org LEFT JOIN tasks t ON (:org IS NULL OR t.org_id = :org); -- scoped
(SELECT title FROM tasks WHERE :org IS NULL OR org_id = :org) UNION (SELECT body FROM notes WHERE org_id = :org); -- ineffective: tasks (or-arm)
(SELECT title FROM tasks WHERE :org IS NULL OR org_id = :org) INTERSECT (SELECT body FROM notes WHERE org_id = :org); -- scoped
(SELECT body FROM notes WHERE org_id = :org) EXCEPT (SELECT title FROM tasks WHERE :org IS NULL OR org_id = :org); -- scoped
(SELECT title FROM tasks WHERE :org IS NULL OR org_id = :org) EXCEPT (SELECT body FROM notes WHERE org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE (:orgs IS NULL OR t.org_id = ANY(:orgs)) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = ANY(:orgs)); -- scoped
SELECT t.id FROM tasks t WHERE (:orgs IS NULL OR t.org_id = ANY(:orgs)) AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.org_id = ANY(:orgs)); -- ineffective: tasks (or-arm)
SELECT count(*) FROM tasks, unnest(:orgs::int[]) AS u(o) WHERE u.o IS NULL; -- unscoped: tasks
SELECT count(*) FROM tasks t JOIN unnest(:orgs::int[]) AS u(o) ON u.o = t.org_id OR u.o IS NULL; -- ineffective: tasks (or-arm)
SELECT count(*) FROM tasks t JOIN unnest(:orgs::int[]) AS u(o) ON u.o = t.org_id WHERE (u.o IS NULL OR t.done); -- scoped
SELECT count(*) FROM tasks t, unnest(ARRAY[:org]) AS u(o) WHERE u.o IS NULL; -- ineffective: tasks (unused-parameter)
SELECT t.id FROM tasks t WHERE t.org_id = COALESCE(:org, t.org_id) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = COALESCE(:org, t.org_id) AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (tautology)
SELECT t.id FROM tasks t WHERE t.org_id = COALESCE(t.org_id, :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (tautology)
SELECT t.id FROM tasks t WHERE t.org_id <> COALESCE(:org, t.org_id) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (tautology)
(SELECT title FROM documents WHERE org_id = :org) INTERSECT (SELECT t.title FROM tasks t WHERE COALESCE(:org, t.org_id) = t.org_id); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = COALESCE(:org, t.org_id) AND t.project_id IN (SELECT p.id FROM projects p WHERE p.org_id = :org); -- scoped

-- a comparison that is true says that the optional side is there
SELECT count(*) FILTER (WHERE s.priority > 0) AS g FROM current_tasks s FULL JOIN api_keys k USING (org_id); -- scoped
SELECT count(*) FILTER (WHERE s.priority > 0 OR k.id > 0) AS g FROM current_tasks s FULL JOIN api_keys k USING (org_id); -- ineffective: api_keys (or-arm)
SELECT count(*) FILTER (WHERE s.priority IS NULL) AS g FROM current_tasks s FULL JOIN api_keys k USING (org_id); -- ineffective: api_keys (outer-on)
SELECT count(*) FILTER (WHERE coalesce(s.priority, 1) > 0) AS g FROM current_tasks s FULL JOIN api_keys k USING (org_id); -- ineffective: api_keys (outer-on)
SELECT count(*) FILTER (WHERE (k.id, s.priority) > (-1, 0)) AS g FROM current_tasks s FULL JOIN api_keys k USING (org_id); -- ineffective: api_keys (outer-on)
SELECT count(*) FILTER (WHERE s.priority > 0) AS g, count(*) AS n FROM current_tasks s FULL JOIN api_keys k USING (org_id); -- ineffective: api_keys (outer-on)
SELECT count(*) FILTER (WHERE s.priority IS DISTINCT FROM 3) AS g FROM current_tasks s FULL JOIN api_keys k USING (org_id); -- ineffective: api_keys (outer-on)
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE d.priority > 1; -- scoped
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE NOT (d.priority > 1); -- scoped
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE (d.priority > 1) IS NOT TRUE; -- ineffective: projects (outer-on)
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE d.priority > 1 OR d.id > 1; -- ineffective: projects (or-arm)
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE coalesce(d.priority, 9) > 1; -- ineffective: projects (outer-on)
SELECT d.id FROM (SELECT p.id, coalesce(t.priority, 9) AS priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE d.priority > 1; -- ineffective: projects (outer-on)
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE CASE WHEN d.priority > 1 THEN true ELSE d.id > 1 END; -- ineffective: projects (or-arm)
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE d.priority > ALL (ARRAY[]::int[]); -- ineffective: projects (outer-on)
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE EXISTS (SELECT 1 FROM prices x WHERE d.priority > x.id); -- scoped
SELECT d.id FROM (SELECT p.id, t.priority FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org) d WHERE NOT EXISTS (SELECT 1 FROM prices x WHERE d.priority > x.id); -- ineffective: projects (outer-on)
SELECT p.id, (SELECT count(*) FROM prices x WHERE t.priority > x.id) AS n FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = :org; -- ineffective: projects (outer-on)
SELECT d.id FROM (SELECT p.id, (SELECT max(t.priority) FROM tasks t WHERE t.project_id = p.id AND t.org_id = :org) AS m FROM projects p) d WHERE d.m > 1; -- scoped
SELECT d.id FROM (SELECT p.id, (SELECT count(*) FROM tasks t WHERE t.project_id = p.id AND t.org_id = :org) AS m FROM projects p) d WHERE d.m < 1; -- unscoped: projects (other-table-confined)

-- a sort key that is one value for all rows orders nothing
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY (SELECT count(*) FROM projects p), t.id LIMIT 2; -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY (SELECT count(DISTINCT x0) FROM (SELECT p.name AS x0 FROM projects p) a)::text, t.id DESC LIMIT 2; -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY NOT EXISTS (SELECT 1 FROM projects p WHERE p.name = 'a'), t.id LIMIT 2; -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY EXISTS (SELECT 1 FROM projects p WHERE p.name = t.title), t.id LIMIT 1; -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY EXISTS (SELECT 1 FROM projects p WHERE p.name = title), t.id LIMIT 1; -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY EXISTS (SELECT 1 FROM projects p WHERE to_jsonb(t) ->> 'title' = p.name), t.id LIMIT 1; -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY (SELECT p.name FROM projects p), t.id LIMIT 1; -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY t.id * ((SELECT count(*) FROM projects p) - 3), t.id LIMIT 1; -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY CASE WHEN (SELECT count(*) FROM projects p) > 3 THEN t.id ELSE -t.id END LIMIT 1; -- unscoped: projects (other-table-confined)
SELECT t.id, (SELECT count(*) FROM projects p) AS n FROM tasks t WHERE t.org_id = :org ORDER BY n, t.id; -- unscoped: projects (other-table-confined)
SELECT DISTINCT (SELECT count(*) FROM projects p) FROM tasks t WHERE t.org_id = :org ORDER BY (SELECT count(*) FROM projects p); -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org ORDER BY t.id LIMIT (SELECT count(*) FROM projects p); -- unscoped: projects (other-table-confined)
SELECT t.project_id FROM tasks t WHERE t.org_id = :org GROUP BY t.project_id ORDER BY (SELECT count(t.id) FROM projects p), t.project_id; -- unknown: count() (unresolved); unscoped: projects (other-table-confined)
SELECT n.id FROM notes n WHERE n.org_id = :org AND EXISTS (SELECT 1 FROM tasks t WHERE t.org_id = :org ORDER BY EXISTS (SELECT 1 FROM projects p WHERE p.name = t.title) LIMIT 1); -- scoped
SELECT n.id FROM notes n WHERE n.org_id = :org AND n.body IN (SELECT t.title FROM tasks t WHERE t.org_id = :org ORDER BY EXISTS (SELECT 1 FROM projects p WHERE p.name = t.title), t.id LIMIT 1); -- unscoped: projects (other-table-confined)

-- an optional side that only its own ON reads repeats rows: nothing that asks whether there is one can tell
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org AND n.body = t.title); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT q.id FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org AND n.body = t.title); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND NOT EXISTS (SELECT 1 FROM quotas q RIGHT JOIN notes n ON q.name = n.body WHERE n.org_id = :org AND n.body = t.title); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM quotas q LEFT JOIN notes n ON q.name = n.body AND n.org_id = :org WHERE q.name = t.title); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org AND q.id IS NULL); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM notes n FULL JOIN quotas q ON q.name = n.body WHERE n.org_id = :org OR t.done); -- ineffective: notes (or-arm); unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM notes n JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org OFFSET 1); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org HAVING count(*) > 1); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org GROUP BY n.body HAVING count(*) > 1); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT generate_series(1, q.amount) FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.title IN (SELECT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.title IN (SELECT q.name FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.title IN (SELECT coalesce(q.name, 'a') FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.title IN (SELECT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org ORDER BY n.id LIMIT 2); -- unscoped: quotas (other-table-confined)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.title <> ALL (SELECT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.priority > ANY (SELECT n.id FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.priority < (SELECT count(*) FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org); -- unscoped: quotas (other-table-confined)
SELECT DISTINCT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org; -- scoped
SELECT DISTINCT n.body, row_number() OVER (ORDER BY n.id) AS w FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org; -- unscoped: quotas (other-table-confined)
SELECT DISTINCT * FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org; -- unscoped: quotas (other-table-confined)
SELECT DISTINCT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body LEFT JOIN tasks t ON t.title = q.name WHERE n.org_id = :org; -- scoped
SELECT DISTINCT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body JOIN prices x ON x.id = q.amount WHERE n.org_id = :org; -- unscoped: quotas (other-table-confined)
SELECT DISTINCT n.body FROM notes n LEFT JOIN quotas q USING (org_id) WHERE n.org_id = :org; -- scoped
SELECT DISTINCT n.body FROM notes n LEFT JOIN LATERAL (SELECT q.name FROM quotas q WHERE q.name = n.body LIMIT 1) q ON true WHERE n.org_id = :org; -- scoped
SELECT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org; -- unscoped: quotas (other-table-confined)
SELECT DISTINCT n.body FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org AND (SELECT count(*) FROM prices x WHERE x.amount = q.amount) > 0; -- unscoped: quotas (other-table-confined)
SELECT DISTINCT n.body, count(*) AS g FROM notes n LEFT JOIN quotas q ON q.name = n.body WHERE n.org_id = :org GROUP BY n.body; -- unscoped: quotas (other-table-confined)
SELECT DISTINCT n.body FROM notes n LEFT JOIN open_tasks o ON o.title = n.body WHERE n.org_id = :org; -- unscoped: tasks (other-table-confined)

-- what differs from itself is nowhere
SELECT p.id FROM projects p WHERE p.org_id <> ANY (SELECT t.org_id FROM tasks t WHERE t.org_id = p.org_id); -- scoped
SELECT p.id FROM projects p WHERE p.org_id <> ANY (SELECT t.org_id FROM tasks t WHERE t.project_id = p.id); -- scoped
SELECT p.id FROM projects p WHERE p.org_id <> ALL (SELECT t.org_id FROM tasks t WHERE t.org_id = p.org_id); -- ineffective: projects (tautology), tasks (tautology)
SELECT p.id FROM projects p WHERE p.org_id <> SOME (SELECT t.org_id FROM tasks t WHERE t.org_id >= p.org_id); -- ineffective: projects (tautology), tasks (tautology)
SELECT p.id FROM projects p WHERE p.org_id <= ANY (SELECT t.org_id FROM tasks t WHERE t.org_id = p.org_id); -- ineffective: projects (tautology), tasks (tautology)
SELECT p.id FROM projects p WHERE NOT (p.org_id <> ANY (SELECT t.org_id FROM tasks t WHERE t.org_id = p.org_id)); -- ineffective: projects (tautology), tasks (tautology)
SELECT p.id, p.org_id <> ANY (SELECT t.org_id FROM tasks t WHERE t.org_id = p.org_id) AS b FROM projects p WHERE p.org_id = :org; -- scoped
SELECT p.id FROM projects p JOIN tasks t ON t.project_id = p.id WHERE t.org_id <> p.org_id; -- scoped
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id <> p.org_id; -- unscoped: projects (other-table-confined)
SELECT p.id FROM projects p LEFT JOIN tasks t ON t.project_id = p.id AND t.org_id = p.org_id WHERE t.org_id IS DISTINCT FROM p.org_id; -- ineffective: projects (tautology), tasks (tautology)
SELECT p.id FROM projects p JOIN tasks t ON t.project_id = p.id WHERE NOT (t.org_id = p.org_id); -- scoped
SELECT p.id FROM projects p JOIN tasks t ON t.project_id = p.id WHERE NOT (t.org_id < p.org_id); -- ineffective: projects (tautology), tasks (tautology)
SELECT a.id FROM projects a JOIN projects b ON a.name = b.name WHERE a.name::text <> b.name::text OR a.org_id < b.org_id; -- unscoped: projects
SELECT a.id FROM projects a JOIN quotas b ON a.org_id = b.org_id OR a.name = b.name WHERE a.org_id <> b.org_id; -- ineffective: projects (or-arm), quotas (or-arm)
UPDATE tasks t SET title = 'x' FROM projects p WHERE t.org_id = p.org_id AND t.org_id > p.org_id; -- scoped
UPDATE tasks t SET title = 'x' FROM projects p WHERE t.org_id = p.org_id AND t.org_id > p.workspace_id; -- ineffective: projects (tautology), tasks (tautology)
SELECT count(*) FROM projects p FULL JOIN workspaces w ON w.org_id = p.org_id WHERE w.org_id IS DISTINCT FROM p.org_id; -- ineffective: projects (tautology), workspaces (tautology)
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.org_id <> ANY (SELECT p.org_id FROM projects p WHERE p.org_id = :org); -- scoped
SELECT t.id FROM tasks t WHERE t.org_id = :org AND t.org_id <> ANY (SELECT p.org_id FROM projects p WHERE p.name = t.title); -- unscoped: projects (other-table-confined)

-- a row that compares with ANY of a query says that the query has a row
SELECT x.id FROM prices x WHERE x.id < ANY (SELECT t.priority FROM tasks t WHERE t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE :org IS NULL OR n.org_id = :org); -- scoped
SELECT x.id FROM prices x WHERE x.id < ALL (SELECT t.priority FROM tasks t WHERE t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE :org IS NULL OR n.org_id = :org); -- ineffective: notes (or-arm)
SELECT n.id FROM notes n WHERE n.id < ANY (SELECT t.priority FROM tasks t WHERE t.org_id = n.org_id AND t.org_id = :org); -- scoped
SELECT n.id FROM notes n WHERE n.id < ALL (SELECT t.priority FROM tasks t WHERE t.org_id = n.org_id AND t.org_id = :org); -- unscoped: notes (other-table-confined)
SELECT n.id FROM notes n WHERE NOT (n.id < ANY (SELECT t.priority FROM tasks t WHERE t.org_id = n.org_id AND t.org_id = :org)); -- unscoped: notes (other-table-confined)
SELECT n.id, n.id < ANY (SELECT t.priority FROM tasks t WHERE t.org_id = n.org_id AND t.org_id = :org) AS b FROM notes n; -- unscoped: notes (other-table-confined)
SELECT n.id FROM notes n WHERE n.id < ANY (SELECT max(t.priority) FROM tasks t WHERE t.org_id = n.org_id AND t.org_id = :org); -- scoped
SELECT n.id FROM notes n WHERE n.id >= ANY (SELECT count(*) FROM tasks t WHERE t.org_id = n.org_id AND t.org_id = :org); -- unscoped: notes (other-table-confined)
SELECT n.id FROM notes n WHERE n.org_id < ANY (SELECT t.org_id FROM tasks t WHERE t.org_id = :org); -- ineffective: notes (tautology)
SELECT n.id FROM notes n WHERE (n.id, n.org_id) <> ANY (SELECT t.priority, t.org_id FROM tasks t WHERE t.org_id = :org); -- ineffective: notes (tautology)
SELECT n.id FROM notes n WHERE n.id < ANY (SELECT t.priority FROM tasks t WHERE t.org_id = :org) OR n.org_id = :org; -- ineffective: notes (or-arm)

-- rows without a value are none to an aggregate that ignores NULL
SELECT max(s.id) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- scoped
SELECT count(s.id) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- scoped
SELECT count(*) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- ineffective: comments (outer-on)
SELECT count(1) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- ineffective: comments (outer-on)
SELECT array_agg(s.id ORDER BY s.id) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- ineffective: comments (outer-on)
SELECT sum(s.id), count(c.id) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- ineffective: comments (outer-on)
SELECT sum(s.id), count(s.title), max(s.priority) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- scoped
SELECT sum(s.id), count(*) FILTER (WHERE s.title = 'a') FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- scoped
SELECT sum(s.id) FILTER (WHERE c.id > 0), count(*) FILTER (WHERE c.id > 0) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- ineffective: comments (or-arm)
SELECT sum(s.id) FILTER (WHERE c.id > 0) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- scoped
SELECT sum(coalesce(s.id, 1)) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- ineffective: comments (outer-on)
SELECT max(s.id) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id GROUP BY c.author_id; -- ineffective: comments (outer-on)
SELECT max(s.id) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id HAVING count(*) > 2; -- ineffective: comments (outer-on)
SELECT max(s.id) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id HAVING count(s.id) > 2; -- scoped
SELECT max(s.id), (SELECT count(*) FROM comments) FROM current_tasks s RIGHT JOIN comments c ON s.id = c.task_id; -- unscoped: comments (other-table-confined)
SELECT count(DISTINCT r.note) FROM reminders r WHERE r.org_id = :org OR r.org_id IS NULL; -- ineffective: reminders (null-arm)

-- an aggregate over everything always yields a row
SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT count(*) FROM projects p); -- scoped
SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT max(p.id) FROM projects p WHERE p.org_id = t.org_id); -- scoped
SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT max(p.id) FROM projects p HAVING count(*) > 2); -- unscoped: projects, tasks
SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT max(p.id) FROM projects p LIMIT 0); -- unscoped: tasks
SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT max(p.id) FROM projects p OFFSET 1); -- unscoped: tasks
SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT max(p.id) FROM projects p WHERE p.name = 'a' GROUP BY p.org_id); -- unscoped: projects, tasks
SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT max(p.id) OVER () FROM projects p WHERE p.name = 'a'); -- unscoped: projects, tasks
SELECT n.id FROM notes n WHERE NOT EXISTS (SELECT generate_series(1, max(p.budget)) FROM projects p); -- unscoped: notes, projects
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT max(p.id) FROM projects p WHERE p.name = t.title); -- scoped
SELECT t.id, NOT EXISTS (SELECT max(p.id) FROM projects p) AS b FROM tasks t; -- unscoped: tasks
SELECT t.id FROM tasks t WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM projects p WHERE p.id = t.project_id ORDER BY max(p.id) OVER () LIMIT 1); -- scoped
SELECT EXISTS (SELECT 1 FROM projects p WHERE p.name = 'a' ORDER BY max(t.id)) FROM tasks t WHERE t.org_id = :org; -- unknown: max() (unresolved); unscoped: projects (other-table-confined)
SELECT EXISTS (SELECT max(t.id) FROM projects p WHERE p.name = 'a') FROM tasks t WHERE t.org_id = :org; -- unknown: max() (unresolved); unscoped: projects (other-table-confined)
SELECT NOT EXISTS (SELECT max(t.id) FROM projects p WHERE p.name = 'a') FROM tasks t WHERE t.org_id = :org; -- unknown: max() (unresolved); unscoped: projects (other-table-confined)
SELECT (SELECT x.id FROM prices x WHERE x.id = 1 AND NOT EXISTS (SELECT max(t.id) FROM projects p WHERE p.name = 'a')) FROM tasks t WHERE t.org_id = :org; -- unknown: max() (unresolved)
SELECT (SELECT x.id FROM prices x WHERE x.id = 1 AND EXISTS (SELECT max(t.id) FROM projects p WHERE p.name = 'a')) FROM tasks t WHERE t.org_id = :org; -- unknown: max() (unresolved); unscoped: projects (other-table-confined)
SELECT t.org_id FROM tasks t WHERE t.org_id = :org GROUP BY t.org_id HAVING EXISTS (SELECT max(t.id) FROM projects p WHERE p.name = 'a'); -- unknown: max() (unresolved); unscoped: projects (other-table-confined)
SELECT n.id FROM notes n WHERE NOT EXISTS (SELECT unnest(array_agg(p.id)) FROM projects p); -- unscoped: notes, projects
SELECT n.id FROM notes n WHERE n.org_id = :org AND EXISTS (SELECT unnest(array_agg(p.id)) FROM projects p); -- unscoped: projects (other-table-confined)

-- nullif may be NULL where the value that it names is not; what is NULL in a row is NULL only there
SELECT p.id FROM tasks t, projects p WHERE t.org_id = :org AND nullif(:org, 1) IS NULL; -- unscoped: projects (other-table-confined)
SELECT t.id FROM tasks t WHERE (nullif(:org, 1) IS NULL OR t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE (lower(nullif(:slug, 'one')) IS NULL OR t.title = 'a') AND EXISTS (SELECT 1 FROM organizations o WHERE o.slug = lower(:slug) AND o.id = t.org_id); -- scoped
SELECT t.id FROM tasks t WHERE (nullif(:org, 1)::text IS NULL OR t.org_id = :org) AND t.priority > ANY (SELECT n.id FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE (coalesce(nullif(:org, 1), NULL) IS NULL OR t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE t.org_id = COALESCE(nullif(:org, 1), t.org_id) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (tautology)
SELECT t.id FROM tasks t WHERE ((SELECT :org WHERE false) IS NULL OR t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t WHERE ((SELECT nullif(:org, 1)) IS NULL OR t.org_id = :org) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t JOIN (VALUES (:org), (NULL)) AS v(o) ON true WHERE (v.o IS NULL OR t.org_id = v.o) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- unscoped: tasks (other-table-confined)
SELECT t.id FROM tasks t JOIN (SELECT nullif(:org, 1) AS o) v ON true WHERE (v.o IS NULL OR t.org_id = v.o) AND EXISTS (SELECT 1 FROM notes n WHERE n.org_id = :org); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t JOIN (SELECT p.org_id AS o FROM prices x LEFT JOIN projects p ON p.id = x.id AND p.org_id = :org) v ON true WHERE (v.o IS NULL OR t.org_id = v.o); -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t LEFT JOIN projects p ON p.id = t.project_id AND p.org_id = :org WHERE (p.id IS NULL OR t.org_id = :org) AND t.project_id > 0; -- ineffective: tasks (or-arm)
SELECT t.id FROM tasks t LEFT JOIN projects p ON p.id = t.project_id AND p.org_id = :org WHERE (p.id IS NULL OR t.org_id = :org) AND p.budget > 0; -- scoped
SELECT c.id FROM comments c LEFT JOIN tasks t ON t.id = c.task_id AND t.org_id = :org WHERE (t.title IS NULL OR t.priority > 1) AND t.title <> 'x'; -- scoped
SELECT c.id FROM comments c LEFT JOIN tasks t ON t.id = c.task_id AND t.org_id = :org WHERE (t.title IS NULL OR t.priority > 1) AND c.body <> 'x'; -- ineffective: comments (or-arm)
SELECT n.id FROM tasks t, notes n WHERE t.org_id = :org AND n.org_id IS NOT DISTINCT FROM nullif(:org, 1); -- ineffective: notes (null-arm)
SELECT n.id FROM tasks t, notes n WHERE t.org_id = :org AND n.org_id IS NOT DISTINCT FROM (SELECT nullif(:org, 1)); -- ineffective: notes (null-arm)
SELECT n.id FROM tasks t, notes n WHERE t.org_id = :org AND n.org_id IS NOT DISTINCT FROM :org; -- scoped
SELECT n.id FROM tasks t, notes n WHERE t.org_id = :org AND n.org_id IS NOT DISTINCT FROM coalesce(nullif(:org, 1), NULL); -- ineffective: notes (null-arm)
SELECT n.id FROM notes n WHERE n.org_id = nullif(:org, 1); -- scoped
