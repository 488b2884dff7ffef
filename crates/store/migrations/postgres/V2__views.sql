-- Views: what pages and lists show. They can be made anew from the record at any time.
-- doc is the row as the application reads it; the columns beside it are what lists filter and sort by. Where lists are long,
-- documents have a table of their own, so that filtering and counting read little.

CREATE TABLE organization (
    organization uuid NOT NULL PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    doc text NOT NULL
);

CREATE TABLE system (
    organization uuid NOT NULL,
    system uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, system)
);

CREATE TABLE item (
    organization uuid NOT NULL,
    number bigint NOT NULL,
    system uuid NOT NULL,
    status text NOT NULL,
    priority text,
    owner uuid,
    -- The step it waits for.
    waiting text,
    requirement text COLLATE "C",
    due text COLLATE "C",
    late_after text COLLATE "C",
    changed bigint NOT NULL,
    -- Number, requirement and weakness in lower case.
    search text NOT NULL,
    PRIMARY KEY (organization, number)
);
-- What every page counts.
CREATE INDEX item_counted ON item (organization, system, status, late_after, waiting, due);
CREATE INDEX item_by_lateness ON item (organization, (late_after IS NULL), late_after, number);
CREATE INDEX item_by_change ON item (organization, changed DESC, number);

CREATE TABLE item_doc (
    organization uuid NOT NULL,
    number bigint NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, number)
);

-- Whose hands an item is in: its owner, and everybody with a task of it that is not done.
CREATE TABLE item_person (
    organization uuid NOT NULL,
    person uuid NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (organization, person, number)
);
CREATE INDEX item_person_by_item ON item_person (organization, number);

-- The findings that an item answers.
CREATE TABLE item_finding (
    organization uuid NOT NULL,
    finding uuid NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (organization, finding, number)
);
CREATE INDEX item_finding_by_item ON item_finding (organization, number);

CREATE TABLE task (
    organization uuid NOT NULL,
    item bigint NOT NULL,
    task bigint NOT NULL,
    system uuid NOT NULL,
    item_status text NOT NULL,
    stage text NOT NULL,
    responsible uuid NOT NULL,
    approver uuid NOT NULL,
    due text COLLATE "C" NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, item, task)
);
CREATE INDEX task_by_due ON task (organization, due, item, task);

CREATE TABLE milestone (
    organization uuid NOT NULL,
    item bigint NOT NULL,
    milestone bigint NOT NULL,
    system uuid NOT NULL,
    reached text COLLATE "C",
    due text COLLATE "C" NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, item, milestone)
);
CREATE INDEX milestone_by_due ON milestone (organization, due, item, milestone);

CREATE TABLE import (
    organization uuid NOT NULL,
    import uuid NOT NULL,
    system uuid NOT NULL,
    -- SHA-256 of the file, in hexadecimal digits.
    digest text NOT NULL,
    at bigint NOT NULL,
    undone boolean NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, import)
);
CREATE INDEX import_by_file ON import (organization, system, digest);
CREATE INDEX import_by_age ON import (organization, at DESC);

CREATE TABLE dismissal (
    organization uuid NOT NULL,
    finding uuid NOT NULL,
    stage text NOT NULL,
    PRIMARY KEY (organization, finding)
);
