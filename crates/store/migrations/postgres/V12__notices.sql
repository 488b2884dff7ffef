-- What is on its way to people by mail. Not part of the record: what is said follows from it.
CREATE TABLE notice (
    organization uuid NOT NULL,
    -- What it is about; the same is never put twice.
    key text COLLATE "C" NOT NULL,
    person uuid NOT NULL,
    address text NOT NULL,
    subject text NOT NULL,
    -- Both texts are empty once it was sent.
    text text NOT NULL,
    html text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('waiting', 'sending', 'sent', 'unknown', 'dead')),
    attempts bigint NOT NULL,
    put bigint NOT NULL,
    due bigint NOT NULL,
    ended bigint,
    why text NOT NULL,
    -- Whoever is at it, and until when nobody else may be.
    holder uuid,
    held bigint,
    PRIMARY KEY (organization, key)
);

-- What is to be sent is found without looking at all that ever was.
CREATE INDEX notice_due ON notice (organization, due, key) WHERE stage IN ('waiting', 'sending');
CREATE INDEX notice_put ON notice (organization, put DESC, key);
