-- Which server sees to what happens by itself in an organization, and until when. Not part of the record.
CREATE TABLE lease (
    organization BLOB NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL,           -- whoever took it: a new identity each time
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
