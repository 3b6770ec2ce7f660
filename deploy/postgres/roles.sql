-- The database of a cluster and its two roles, by somebody who may make them. Roles that are there already stay
-- as they are, with their passwords.
--
--   psql -v silo_password=… -v gateway_password=… -f roles.sql
--
-- Silos own the database. A gateway may look up who is in the cluster, and nothing else: it asks silos for
-- everything that it serves.
\set ON_ERROR_STOP on
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', name, password)
    FROM (VALUES ('aggregator', :'silo_password'), ('aggregator_gateway', :'gateway_password')) AS wanted (name, password)
    WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
CREATE DATABASE aggregator OWNER aggregator;
REVOKE ALL ON DATABASE aggregator FROM PUBLIC;
GRANT CONNECT ON DATABASE aggregator TO aggregator_gateway;

\connect aggregator
CREATE SCHEMA membership AUTHORIZATION aggregator;
GRANT USAGE ON SCHEMA membership TO aggregator_gateway;
-- Everybody may store large objects, which pg_dump then stumbles over and a disk fills with.
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;
-- Everybody may take advisory locks, and by one of them whoever takes it keeps every silo from starting. For a
-- database that was made before these lines: run them in it.
DO $$
DECLARE
    lock regprocedure;
BEGIN
    FOR lock IN SELECT oid FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^pg_(try_)?advisory_(xact_)?lock'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', lock);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aggregator', lock);
    END LOOP;
END
$$;
-- The first silo makes the tables; whatever it makes may be read.
ALTER DEFAULT PRIVILEGES FOR ROLE aggregator IN SCHEMA membership
    GRANT SELECT ON TABLES TO aggregator_gateway;
