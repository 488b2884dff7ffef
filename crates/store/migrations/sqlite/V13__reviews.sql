-- Reviews of plans: a view.
CREATE TABLE review (
    organization BLOB NOT NULL,
    review BLOB NOT NULL,
    system BLOB NOT NULL,
    cadence TEXT NOT NULL,           -- weekly, monthly, quarterly
    state TEXT NOT NULL,             -- open, signed, given_up
    day TEXT NOT NULL,               -- on which it is held
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, review)
) STRICT, WITHOUT ROWID;

CREATE INDEX review_listed ON review (organization, system, day);
