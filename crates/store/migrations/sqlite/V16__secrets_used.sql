-- The last day on which the secret of a calendar was used. Not part of the record.
CREATE TABLE token_use (
    organization BLOB NOT NULL,
    token BLOB NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (organization, token)
) STRICT, WITHOUT ROWID;
