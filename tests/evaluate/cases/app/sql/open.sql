/* everything */
-- of everybody
SELECT * FROM tasks WHERE status = 'open'
