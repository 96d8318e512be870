-- name: report
SELECT title FROM tasks WHERE status = 'late';
