-- A small healthy schema: two tenants (1 and 2), every table protected. Examples of rules about the database add to it.
CREATE ROLE owner NOLOGIN;
CREATE ROLE app LOGIN;
GRANT ALL ON SCHEMA public TO owner;
GRANT USAGE ON SCHEMA public TO app;
SET ROLE owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;

CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE memberships (
  org_id int NOT NULL REFERENCES organizations,
  user_id int NOT NULL,
  PRIMARY KEY (org_id, user_id)
);
CREATE TABLE projects (
  id int PRIMARY KEY,
  org_id int NOT NULL REFERENCES organizations,
  name text NOT NULL,
  UNIQUE (org_id, id)
);
CREATE TABLE tasks (
  id int PRIMARY KEY,
  org_id int NOT NULL REFERENCES organizations,
  project_id int,
  title text NOT NULL,
  is_public boolean NOT NULL DEFAULT false,
  UNIQUE (org_id, id),
  FOREIGN KEY (org_id, project_id) REFERENCES projects (org_id, id)
);
CREATE TABLE comments (
  id int PRIMARY KEY,
  task_id int NOT NULL REFERENCES tasks,
  body text NOT NULL
);

INSERT INTO organizations VALUES (1, 'one'), (2, 'two');
INSERT INTO memberships VALUES (1, 10), (2, 20);
INSERT INTO projects VALUES (11, 1, 'ours'), (21, 2, 'theirs');
INSERT INTO tasks VALUES (111, 1, 11, 'ours', false), (211, 2, 21, 'theirs', true);
INSERT INTO comments VALUES (1111, 111, 'ours'), (2111, 211, 'theirs');

ALTER TABLE memberships ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON memberships USING (org_id = nullif(current_setting('app.org_id', true), '')::int);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON projects USING (org_id = nullif(current_setting('app.org_id', true), '')::int);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tasks USING (org_id = nullif(current_setting('app.org_id', true), '')::int);
ALTER TABLE comments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON comments USING (
  EXISTS (
    SELECT 1 FROM tasks t
    WHERE t.id = task_id AND t.org_id = (SELECT nullif(current_setting('app.org_id', true), '')::int)
  )
);
