-- The last day on which the secret of a calendar was used. Not part of the record.
CREATE TABLE token_use (
    organization uuid NOT NULL,
    token uuid NOT NULL,
    day text NOT NULL,
    PRIMARY KEY (organization, token)
);
