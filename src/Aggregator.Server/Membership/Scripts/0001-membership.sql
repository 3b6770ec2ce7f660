-- Who is in the cluster, for Orleans' ADO.NET provider. It reads orleansquery once at each start and runs the
-- texts found there; names of parameters and of columns answered are its own, everything else is ours.
--
-- Each cluster has a version, and whoever changes a silo's row must have seen the latest one: the change of the
-- row and of the version are one statement, which answers 1 or 0. A second one that saw the same version waits
-- for the first one's lock on the version's row, looks at it again, and changes nothing.
CREATE TABLE clusters (
    cluster  text        PRIMARY KEY,
    version  integer     NOT NULL DEFAULT 0,
    moved_at timestamptz NOT NULL DEFAULT now()
);

-- status is Orleans': 3 is active, 6 is dead. A silo that starts again is another row of a later generation.
CREATE TABLE silos (
    cluster    text        NOT NULL REFERENCES clusters,
    address    text        NOT NULL,
    port       integer     NOT NULL,
    generation integer     NOT NULL,
    name       text        NOT NULL,
    host       text        NOT NULL,
    status     integer     NOT NULL,
    proxy_port integer     NOT NULL,
    suspects   text,
    started_at timestamptz NOT NULL,
    alive_at   timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

CREATE TABLE orleansquery (
    querykey  text PRIMARY KEY,
    querytext text NOT NULL
);

-- With the version even when there is no silo yet: it is what the first one has to have seen.
INSERT INTO orleansquery VALUES ('MembershipReadAllKey', '
SELECT c.cluster AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation,
    s.name AS SiloName, s.host AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
    s.suspects AS SuspectTimes, s.started_at AS StartTime, s.alive_at AS IAmAliveTime, c.version AS Version
FROM clusters c LEFT JOIN silos s ON s.cluster = c.cluster
WHERE c.cluster = @DeploymentId');

INSERT INTO orleansquery VALUES ('MembershipReadRowKey', '
SELECT c.cluster AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation,
    s.name AS SiloName, s.host AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
    s.suspects AS SuspectTimes, s.started_at AS StartTime, s.alive_at AS IAmAliveTime, c.version AS Version
FROM clusters c LEFT JOIN silos s ON s.cluster = c.cluster
    AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE c.cluster = @DeploymentId');

INSERT INTO orleansquery VALUES ('GatewaysQueryKey', '
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM silos WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0');

INSERT INTO orleansquery VALUES ('InsertMembershipVersionKey', '
WITH added AS (
    INSERT INTO clusters (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT count(*)::integer FROM added');

INSERT INTO orleansquery VALUES ('InsertMembershipKey', '
WITH moved AS (
    UPDATE clusters SET version = version + 1, moved_at = now()
    WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT FROM silos WHERE cluster = @DeploymentId AND address = @Address AND port = @Port
            AND generation = @Generation)
    RETURNING cluster),
added AS (
    INSERT INTO silos (cluster, address, port, generation, name, host, status, proxy_port, started_at, alive_at)
    SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
        @IAmAliveTime
    FROM moved RETURNING 1)
SELECT count(*)::integer FROM added');

-- The heartbeat of a silo may have been written since the row was read: it never goes backwards.
INSERT INTO orleansquery VALUES ('UpdateMembershipKey', '
WITH moved AS (
    UPDATE clusters SET version = version + 1, moved_at = now()
    WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
        SELECT FROM silos WHERE cluster = @DeploymentId AND address = @Address AND port = @Port
            AND generation = @Generation)
    RETURNING cluster),
changed AS (
    UPDATE silos s SET status = @Status, suspects = @SuspectTimes,
        alive_at = greatest(s.alive_at, @IAmAliveTime)
    FROM moved
    WHERE s.cluster = moved.cluster AND s.address = @Address AND s.port = @Port
        AND s.generation = @Generation
    RETURNING 1)
SELECT count(*)::integer FROM changed');

INSERT INTO orleansquery VALUES ('UpdateIAmAlivetimeKey', '
UPDATE silos SET alive_at = greatest(alive_at, @IAmAliveTime)
WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation');

-- Only the dead: a silo that could not say it is alive for a while may still live. The version''s row is held
-- meanwhile, so that nobody changes a row that is being deleted.
INSERT INTO orleansquery VALUES ('CleanupDefunctSiloEntriesKey', '
WITH held AS (SELECT cluster FROM clusters WHERE cluster = @DeploymentId FOR UPDATE)
DELETE FROM silos s USING held
WHERE s.cluster = held.cluster AND s.status = 6 AND s.alive_at < @IAmAliveTime
    AND s.started_at < @IAmAliveTime');

INSERT INTO orleansquery VALUES ('DeleteMembershipTableEntriesKey', '
DELETE FROM silos WHERE cluster = @DeploymentId;
DELETE FROM clusters WHERE cluster = @DeploymentId');
