-- What is laid before people need not be an item: a review that was missed is none. A view.
CREATE TABLE laid (
    organization BLOB NOT NULL,
    escalation BLOB NOT NULL,
    system BLOB NOT NULL,
    item INTEGER,                    -- NULL for a review
    state TEXT NOT NULL,             -- open, decided, lapsed, settled
    person BLOB NOT NULL,            -- before whom it lies
    raised INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, escalation)
) STRICT, WITHOUT ROWID;

INSERT INTO laid SELECT organization, escalation, system, item, state, person, raised, doc FROM escalation;
DROP TABLE escalation;
ALTER TABLE laid RENAME TO escalation;

CREATE INDEX escalation_listed ON escalation (organization, state, raised);
CREATE INDEX escalation_of_item ON escalation (organization, item);
