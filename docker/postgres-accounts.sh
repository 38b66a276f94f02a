#!/bin/sh
# First start of the database: the pages and jobs get an account that owns no table and cannot change the schema.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$ECO_APP_DB_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE eco_app LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO eco_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO eco_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO eco_app;
SQL
