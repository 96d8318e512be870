-- Queries on tasks.

-- name: get-tasks
-- The tasks of an organization.
SELECT * FROM tasks WHERE org_id = :org_id;

-- name: get_task^
SELECT * FROM tasks WHERE id = :id;

-- name: count_all$
SELECT count(*) FROM tasks;

-- name: rename_task!
UPDATE tasks SET title = :title WHERE id = :id AND org_id = :org_id;

-- name: add_task<!
INSERT INTO tasks (org_id, title) VALUES (:org_id, :title) RETURNING id;

-- name: add_tasks*!
INSERT INTO tasks (org_id, title) VALUES (:org_id, :title);

-- name: wipe#
DELETE FROM tasks;
DELETE FROM projects WHERE org_id = 1;

-- name: by_status(org_id, status)
SELECT * FROM tasks WHERE status = :status AND org_id = :org_id AND created::date > '2020-01-01';

-- name: twice
SELECT * FROM tasks WHERE org_id = :org_id;

-- name: twice
SELECT * FROM tasks;

-- name: either
SELECT * FROM tasks WHERE org_id = :org_id /*
-- name: not_a_query
*/ OR status = 'shared';

-- name: of_object
SELECT * FROM tasks WHERE org_id = :task.org_id;
