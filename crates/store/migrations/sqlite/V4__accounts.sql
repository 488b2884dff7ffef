-- Who can sign in. Secrets are hashed; none of this is part of the record.

CREATE TABLE account (
    organization BLOB NOT NULL,
    person BLOB NOT NULL,
    email TEXT NOT NULL,            -- lower case
    password TEXT NOT NULL,         -- Argon2id, PHC form
    PRIMARY KEY (organization, person),
    UNIQUE (organization, email)
) STRICT, WITHOUT ROWID;

-- Before somebody signs in, only the address is known.
CREATE INDEX account_email ON account (email);

CREATE TABLE session (
    organization BLOB NOT NULL,
    key BLOB NOT NULL UNIQUE,       -- SHA-256 of the cookie's value: all that is known when a request arrives
    person BLOB NOT NULL,
    csrf TEXT NOT NULL,
    system BLOB,
    until INTEGER NOT NULL,
    PRIMARY KEY (organization, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    organization BLOB NOT NULL,
    key BLOB NOT NULL UNIQUE,       -- SHA-256 of the token's text
    token BLOB NOT NULL,
    person BLOB NOT NULL,
    read_only INTEGER NOT NULL,     -- 0 or 1
    until TEXT NOT NULL,
    PRIMARY KEY (organization, key)
) STRICT, WITHOUT ROWID;

-- Remembered answers to requests that were sent with an idempotency key.
CREATE TABLE reply (
    organization BLOB NOT NULL,
    person BLOB NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,          -- SHA-256
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (organization, person, key)
) STRICT, WITHOUT ROWID;
