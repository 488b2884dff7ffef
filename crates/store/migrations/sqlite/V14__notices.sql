-- What is on its way to people by mail. Not part of the record: what is said follows from it.
CREATE TABLE notice (
    organization BLOB NOT NULL,
    key TEXT NOT NULL,              -- what it is about; the same is never put twice
    person BLOB NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,             -- empty once it was sent
    html TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('waiting', 'sending', 'sent', 'unknown', 'dead')),
    attempts INTEGER NOT NULL,
    put INTEGER NOT NULL,
    due INTEGER NOT NULL,
    ended INTEGER,
    why TEXT NOT NULL,
    holder BLOB,                    -- whoever is at it, and until when nobody else may be
    held INTEGER,
    PRIMARY KEY (organization, key)
) STRICT;

-- What is to be sent is found without looking at all that ever was.
CREATE INDEX notice_due ON notice (organization, due, key) WHERE stage IN ('waiting', 'sending');
CREATE INDEX notice_put ON notice (organization, put DESC, key);
