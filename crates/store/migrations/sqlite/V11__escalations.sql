-- What was laid before people for a decision: a view.
CREATE TABLE escalation (
    organization BLOB NOT NULL,
    escalation BLOB NOT NULL,
    system BLOB NOT NULL,
    item INTEGER NOT NULL,
    state TEXT NOT NULL,             -- open, decided, lapsed, settled
    person BLOB NOT NULL,            -- before whom it lies
    raised INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, escalation)
) STRICT, WITHOUT ROWID;

CREATE INDEX escalation_listed ON escalation (organization, state, raised);
CREATE INDEX escalation_of_item ON escalation (organization, item);
