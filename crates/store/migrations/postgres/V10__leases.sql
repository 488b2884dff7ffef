-- Which server sees to what happens by itself in an organization, and until when. Not part of the record.
CREATE TABLE lease (
    organization uuid NOT NULL PRIMARY KEY,
    -- Whoever took it: a new identity each time.
    holder uuid NOT NULL,
    until bigint NOT NULL
);
