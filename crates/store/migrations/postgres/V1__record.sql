-- The record: what happened, in one order per organization, each event chained to the one before it.
-- Every primary key starts with the organization, so that the tables can be sharded by it.
-- Instants are microseconds since 1970 (UTC); days are text, 2026-12-01; SHA-256 are 32 bytes.
-- Text that is sorted sorts by its bytes (COLLATE "C"), as in every other store, whatever the database's locale.

CREATE TABLE event (
    organization uuid NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    at bigint NOT NULL,
    by uuid NOT NULL,
    via text NOT NULL,
    kind text NOT NULL,
    -- The very text that the hash covers; never json or jsonb, which would respell it.
    body text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (organization, position),
    UNIQUE (organization, stream, version)
);

-- The highest number that an item was ever given.
CREATE INDEX event_first_of_item ON event (organization, (substr(stream, 6)::bigint))
    WHERE version = 1 AND stream >= 'item/' AND stream < 'item0';

CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is only added to: events are never changed or deleted';
END
$$;

CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_stays();

-- Who can sign in, and how. Outside the record: secrets are kept hashed and can be replaced.

CREATE TABLE account (
    organization uuid NOT NULL,
    person uuid NOT NULL,
    email text COLLATE "C" NOT NULL,
    password text NOT NULL,
    PRIMARY KEY (organization, person),
    UNIQUE (organization, email)
);
-- Before somebody signs in, only the address is known.
CREATE INDEX account_by_email ON account (email);

-- The keys are hashes of secrets: nobody who asks with one can know the organization yet, so each has an index of its own.

CREATE TABLE session (
    organization uuid NOT NULL,
    key bytea NOT NULL,
    person uuid NOT NULL,
    csrf text NOT NULL,
    system uuid,
    until bigint NOT NULL,
    PRIMARY KEY (organization, key)
);
CREATE INDEX session_by_key ON session (key);
CREATE INDEX session_by_person ON session (organization, person);
CREATE INDEX session_by_end ON session (until);

CREATE TABLE token (
    organization uuid NOT NULL,
    key bytea NOT NULL,
    token uuid NOT NULL,
    person uuid NOT NULL,
    read_only boolean NOT NULL,
    until text NOT NULL,
    PRIMARY KEY (organization, key)
);
CREATE INDEX token_by_key ON token (key);
CREATE INDEX token_by_token ON token (organization, token);

-- Answers to requests that carried an idempotency key.

CREATE TABLE reply (
    organization uuid NOT NULL,
    person uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    request bytea NOT NULL,
    status bigint NOT NULL,
    body text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (organization, person, key)
);
CREATE INDEX reply_by_age ON reply (at);
