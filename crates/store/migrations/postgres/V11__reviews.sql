-- Reviews of plans: a view.
CREATE TABLE review (
    organization uuid NOT NULL,
    review uuid NOT NULL,
    system uuid NOT NULL,
    cadence text NOT NULL,           -- weekly, monthly, quarterly
    state text NOT NULL,             -- open, signed, given_up
    day text NOT NULL,               -- on which it is held
    doc text NOT NULL,
    PRIMARY KEY (organization, review)
);

CREATE INDEX review_listed ON review (organization, system, day);
