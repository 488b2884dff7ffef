-- What was laid before people for a decision: a view.
CREATE TABLE escalation (
    organization uuid NOT NULL,
    escalation uuid NOT NULL,
    system uuid NOT NULL,
    item bigint NOT NULL,
    state text NOT NULL,             -- open, decided, lapsed, settled
    person uuid NOT NULL,            -- before whom it lies
    raised bigint NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, escalation)
);

CREATE INDEX escalation_listed ON escalation (organization, state, raised);
CREATE INDEX escalation_of_item ON escalation (organization, item);
