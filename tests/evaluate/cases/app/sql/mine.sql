SELECT * FROM tasks WHERE org_id = %s
