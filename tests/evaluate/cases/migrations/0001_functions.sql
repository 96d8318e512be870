CREATE FUNCTION titles_of(o int, s text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT title FROM tasks WHERE org_id = o AND status = s
$$;
CREATE FUNCTION all_titles() RETURNS SETOF text LANGUAGE sql AS 'SELECT title FROM tasks';
