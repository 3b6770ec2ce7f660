-- Every fact once, in one total order. Times are milliseconds since 1970, UTC. The same tables as on SQLite,
-- with the same numbers and bytes in them.
CREATE TABLE entries (
    position    bigint PRIMARY KEY,
    recorded_at bigint NOT NULL,
    kind        text   NOT NULL,
    actor       text   NOT NULL,
    links       bytea  NOT NULL,
    hash        bytea  NOT NULL,
    body        bytea  NOT NULL
);

-- Bodies are small and read whole: squeezing them costs more than it saves.
ALTER TABLE entries ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The ledger is append-only: an entry is never changed or deleted.'; END $$;

CREATE TRIGGER entries_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One row. Taking it orders commits: positions and revisions become visible in order and without gaps.
-- replay_after: what is derived covers every entry up to here.
CREATE TABLE ledger_head (
    one          integer PRIMARY KEY CHECK (one = 1),
    position     bigint  NOT NULL,
    hash         bytea   NOT NULL,
    epoch        text    NOT NULL,
    replay_after bigint  NOT NULL,
    revision     bigint  NOT NULL,
    cluster      text    NOT NULL
) WITH (fillfactor = 10);

INSERT INTO ledger_head
VALUES (1, 0, decode(repeat('00', 32), 'hex'), substr(md5(gen_random_uuid()::text), 1, 8), 0, 0, '');

-- kind: 0 a person's list, 1 a collective's. stands: whether it was not withdrawn.
CREATE TABLE list_heads (
    critic   integer NOT NULL,
    year     integer NOT NULL,
    position bigint  NOT NULL,
    kind     integer NOT NULL,
    stands   boolean NOT NULL,
    PRIMARY KEY (critic, year)
);

CREATE INDEX list_heads_by_year ON list_heads (year);

-- Words of others, redactable: the entry holds only their salted digest.
CREATE TABLE texts (
    position bigint PRIMARY KEY,
    salt     bytea NOT NULL,
    text     bytea NOT NULL
);

-- Derived: the position of each critic's latest entry, as of ledger_head.replay_after or later.
CREATE TABLE critic_lasts (
    critic   integer PRIMARY KEY,
    position bigint  NOT NULL
);

-- Derived: the latest state of each thing, in the order of revisions. Older rows of the same kind and key are
-- leftovers until they are swept.
CREATE TABLE changes (
    revision bigint  PRIMARY KEY,
    kind     integer NOT NULL,
    key      integer NOT NULL,
    position bigint  NOT NULL,
    moment   bigint  NOT NULL,
    body     bytea   NOT NULL
);

-- Who may do what. Not facts.
CREATE TABLE api_keys (
    id          text   PRIMARY KEY,
    role        text   NOT NULL,
    name        text   NOT NULL,
    secret_hash bytea  NOT NULL,
    subject     text,
    created     bigint NOT NULL,
    expires     text,
    revoked     bigint,
    last_used   text
);

-- Links are numbers of seven bits a byte, the lowest first, folded so that the last bit is the sign; none of
-- these is negative. Critic + 1, distance back to the critic's entry before; then film, distance back, ….
CREATE FUNCTION links_read(links bytea) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$$
DECLARE
    numbers bigint[] := '{}';
    number  bigint := 0;
    shift   integer := 0;
    byte    integer;
BEGIN
    FOR i IN 0 .. length(links) - 1 LOOP
        byte := get_byte(links, i);
        number := number | ((byte & 127)::bigint << shift);
        shift := shift + 7;
        IF byte < 128 THEN
            numbers := numbers || (number >> 1);
            number := 0;
            shift := 0;
        END IF;
    END LOOP;
    RETURN numbers;
END
$$;

-- How far back the entry of the same film (or critic) before this one lies: 0 if there is none, null if these
-- links do not name it.
CREATE FUNCTION links_back(links bytea, wanted integer, is_critic boolean) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$$
DECLARE
    numbers bigint[] := links_read(links);
BEGIN
    IF is_critic THEN
        RETURN CASE WHEN numbers[1] = wanted + 1 THEN numbers[2] END;
    END IF;
    FOR i IN 3 .. array_length(numbers, 1) - 1 BY 2 LOOP
        IF numbers[i] = wanted THEN RETURN numbers[i + 1]; END IF;
    END LOOP;
    RETURN NULL;
END
$$;
