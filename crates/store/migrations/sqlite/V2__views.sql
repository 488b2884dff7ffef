-- Views: what lists and pages show. All of it can be made anew from the events.
--
-- The register is read with filters, in four orders and with a count of all that match. So `item`, `task` and `milestone`
-- hold only what is compared, some hundred bytes a row, which is read whole in a millisecond or two; the documents are
-- fetched by key for the rows of one page.

CREATE TABLE organization (
    organization BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE system (
    organization BLOB NOT NULL,
    system BLOB NOT NULL,
    name TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, system)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
    organization BLOB NOT NULL,
    number INTEGER NOT NULL,
    system BLOB NOT NULL,
    status TEXT NOT NULL,
    priority TEXT,
    owner BLOB,
    waiting TEXT,                   -- the step that somebody has to take next
    requirement TEXT,
    due TEXT,                       -- the last milestone's date
    late_after TEXT,
    changed INTEGER NOT NULL,
    search TEXT NOT NULL,           -- lower case
    PRIMARY KEY (organization, number)
) STRICT, WITHOUT ROWID;

-- What every page counts.
CREATE INDEX item_counted ON item (organization, system, status, late_after, waiting, due);

CREATE TABLE item_doc (
    organization BLOB NOT NULL,
    number INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, number)
) STRICT, WITHOUT ROWID;

-- Whose hands an item is in: its owner, and everybody with a task of it that is not done.
CREATE TABLE item_person (
    organization BLOB NOT NULL,
    person BLOB NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (organization, person, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX item_person_number ON item_person (organization, number);

-- Which findings an item answers.
CREATE TABLE item_finding (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (organization, finding, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX item_finding_number ON item_finding (organization, number);

CREATE TABLE task (
    organization BLOB NOT NULL,
    item INTEGER NOT NULL,
    task INTEGER NOT NULL,
    system BLOB NOT NULL,
    item_status TEXT NOT NULL,
    stage TEXT NOT NULL,
    responsible BLOB NOT NULL,
    approver BLOB NOT NULL,
    due TEXT NOT NULL,
    PRIMARY KEY (organization, item, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_doc (
    organization BLOB NOT NULL,
    item INTEGER NOT NULL,
    task INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, item, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE milestone (
    organization BLOB NOT NULL,
    item INTEGER NOT NULL,
    milestone INTEGER NOT NULL,
    system BLOB NOT NULL,
    due TEXT NOT NULL,
    reached TEXT,
    PRIMARY KEY (organization, item, milestone)
) STRICT, WITHOUT ROWID;

CREATE TABLE milestone_doc (
    organization BLOB NOT NULL,
    item INTEGER NOT NULL,
    milestone INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, item, milestone)
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
    organization BLOB NOT NULL,
    import BLOB NOT NULL,
    system BLOB NOT NULL,
    at INTEGER NOT NULL,
    digest TEXT NOT NULL,
    undone INTEGER NOT NULL,        -- 0 or 1
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, import)
) STRICT, WITHOUT ROWID;

-- How far the dismissal of a finding has come: proposed, dismissed, open.
CREATE TABLE dismissal (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    stage TEXT NOT NULL,
    PRIMARY KEY (organization, finding)
) STRICT, WITHOUT ROWID;
