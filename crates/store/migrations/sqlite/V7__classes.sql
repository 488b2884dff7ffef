-- Findings in an order that lists can read from its beginning, the words that they are searched by, and the same weakness as
-- other tools state it.

DROP INDEX finding_family;
DROP INDEX finding_fix;
ALTER TABLE finding RENAME TO finding_before;

CREATE TABLE finding (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    system BLOB NOT NULL,
    family TEXT NOT NULL,
    stated_fix BLOB NOT NULL,       -- by what its own source advises
    fix BLOB NOT NULL,              -- as it is listed: that of another tool's finding where both state one weakness
    weakness BLOB,                  -- the set of its CVEs, if it names any
    assessed INTEGER NOT NULL,      -- whether its source names a requirement or an objective
    title TEXT NOT NULL,            -- as much of it as lists sort by
    search TEXT NOT NULL,           -- words in lower case, with a space between them
    number INTEGER,                 -- its row in finding_text
    basis TEXT NOT NULL,            -- what its urgency follows from, as a document
    class INTEGER NOT NULL,         -- what lists sort and filter by; 0 for a finding that is on no asset
    severity INTEGER NOT NULL,      -- 0 info to 4 critical
    state TEXT NOT NULL,            -- open, absent or not_judged, whether dismissed or not
    assets INTEGER NOT NULL,
    present INTEGER NOT NULL,
    absent INTEGER NOT NULL,
    first_seen INTEGER,
    last_seen INTEGER,
    PRIMARY KEY (organization, finding)
) STRICT, WITHOUT ROWID;

INSERT INTO finding SELECT organization, finding, system, family, fix, fix, NULL, 0, substr(title, 1, 75), '', NULL, '{}', 0, severity, state,
    assets, present, absent, first_seen, last_seen FROM finding_before;
DROP TABLE finding_before;

CREATE INDEX finding_listed ON finding (organization, system, class, title, finding, fix);
CREATE INDEX finding_fix ON finding (organization, fix);
CREATE INDEX finding_weakness ON finding (organization, system, weakness) WHERE weakness IS NOT NULL;

-- The words themselves are not kept a second time. Its rows are numbered as in finding_number.
CREATE VIRTUAL TABLE finding_text USING fts5 (
    search, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '2 3'
);
CREATE TABLE finding_number (
    number INTEGER PRIMARY KEY,
    organization BLOB NOT NULL,
    finding BLOB NOT NULL
) STRICT;

-- Organizations whose findings an older version wrote. Opening the file works them out and empties this.
CREATE TABLE unsettled (organization BLOB PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO unsettled SELECT DISTINCT organization FROM reading;
