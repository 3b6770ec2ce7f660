-- Every fact once, in one total order. Times are milliseconds since 1970, UTC.
CREATE TABLE entries (
    position    INTEGER PRIMARY KEY,
    recorded_at INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    links       BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    body        BLOB    NOT NULL
) STRICT;

CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'The ledger is append-only: an entry is never changed.'); END;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'The ledger is append-only: an entry is never deleted.'); END;

-- One row. replay_after: what is derived covers every entry up to here. revision_reserved: revisions up to
-- here may have been given out.
CREATE TABLE ledger_head (
    one               INTEGER PRIMARY KEY CHECK (one = 1),
    position          INTEGER NOT NULL,
    hash              BLOB    NOT NULL,
    epoch             TEXT    NOT NULL,
    replay_after      INTEGER NOT NULL,
    revision_reserved INTEGER NOT NULL
) STRICT;

INSERT INTO ledger_head VALUES (1, 0, zeroblob(32), lower(hex(randomblob(4))), 0, 0);

-- kind: 0 a person's list, 1 a collective's. stands: 0 when it was withdrawn.
CREATE TABLE list_heads (
    critic   INTEGER NOT NULL,
    year     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    stands   INTEGER NOT NULL,
    PRIMARY KEY (critic, year)
) STRICT, WITHOUT ROWID;

CREATE INDEX list_heads_by_year ON list_heads (year);

-- Words of others, redactable: the entry holds only their salted digest.
CREATE TABLE texts (
    position INTEGER PRIMARY KEY,
    salt     BLOB NOT NULL,
    text     BLOB NOT NULL
) STRICT;

-- Derived: the position of each critic's latest entry, as of ledger_head.replay_after or later.
CREATE TABLE critic_lasts (
    critic   INTEGER PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT;

-- Derived: the latest state of each thing, in the order of revisions. Older rows of the same kind and key are
-- leftovers until they are swept.
CREATE TABLE changes (
    revision INTEGER PRIMARY KEY,
    kind     INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    position INTEGER NOT NULL,
    moment   INTEGER NOT NULL,
    body     BLOB    NOT NULL
) STRICT;

-- Who may do what. Not facts.
CREATE TABLE api_keys (
    id          TEXT    PRIMARY KEY,
    role        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    secret_hash BLOB    NOT NULL,
    subject     TEXT,
    created     INTEGER NOT NULL,
    expires     TEXT,
    revoked     INTEGER,
    last_used   TEXT
) STRICT, WITHOUT ROWID;
