-- The record: events in one order per organization, each with the hash of the one before it.
--
-- Conventions of every table: the primary key starts with the organization; keys are 16-byte blobs (UUIDs) and 32-byte
-- blobs (SHA-256); instants are microseconds since 1970 in UTC; days are text, 2026-12-01; `doc` is JSON of a row as the
-- application reads it. Tables are WITHOUT ROWID where rows are small, so that the primary key is the only tree.

CREATE TABLE event (
    organization BLOB NOT NULL,
    position INTEGER NOT NULL,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by BLOB NOT NULL,
    via TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (organization, position),
    UNIQUE (organization, stream, version)
) STRICT, WITHOUT ROWID;

-- The highest number that was ever given to an item: numbers are not given twice, whatever the views say.
CREATE INDEX event_first_of_item ON event (organization, CAST(substr(stream, 6) AS INTEGER))
    WHERE version = 1 AND stream >= 'item/' AND stream < 'item0';

-- Nobody changes the past: not by mistake, and not by hand without dropping these first, which the chain then shows.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
    SELECT raise(ABORT, 'events are never changed');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT raise(ABORT, 'events are never deleted');
END;
