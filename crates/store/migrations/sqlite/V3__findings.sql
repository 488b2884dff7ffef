-- Findings in bulk: what imports stated, and what came of it. Rows are not events; the files are kept as blobs.
--
-- An import is one transaction of up to a million rows. Its rows are numbered as they arrive and added at the end of their
-- tree: twice as fast as an order by what they speak of, and the same for every order in which a file is written.

-- What is known of a file after its end. `number` is the place of the import in the order of commits.
CREATE TABLE reading (
    organization BLOB NOT NULL,
    number INTEGER NOT NULL,
    import BLOB NOT NULL,
    system BLOB NOT NULL,
    format TEXT NOT NULL,
    family TEXT NOT NULL,
    tool TEXT NOT NULL,
    policy TEXT NOT NULL,
    complete INTEGER NOT NULL,      -- 0 or 1
    seen_at INTEGER NOT NULL,
    undone INTEGER NOT NULL,        -- 0 or 1
    PRIMARY KEY (organization, number),
    UNIQUE (organization, import)
) STRICT, WITHOUT ROWID;

CREATE TABLE asset (
    organization BLOB NOT NULL,
    asset BLOB NOT NULL,
    system BLOB NOT NULL,
    label TEXT NOT NULL,
    os TEXT NOT NULL,
    ip TEXT NOT NULL,
    PRIMARY KEY (organization, asset)
) STRICT, WITHOUT ROWID;

-- A name belongs to the asset to which the first import that stands gave it. All are kept, for the case that it is undone.
CREATE TABLE asset_name (
    organization BLOB NOT NULL,
    system BLOB NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,             -- in its normal spelling
    import INTEGER NOT NULL,        -- reading.number
    asset BLOB NOT NULL,
    PRIMARY KEY (organization, system, kind, name, import)
) STRICT, WITHOUT ROWID;

-- A finding, with the counters over its assets that lists show and sort by.
CREATE TABLE finding (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    system BLOB NOT NULL,
    family TEXT NOT NULL,
    fix BLOB NOT NULL,
    title TEXT NOT NULL,
    search TEXT NOT NULL,           -- lower case
    severity INTEGER NOT NULL,      -- 0 info to 4 critical
    state TEXT NOT NULL,            -- open, absent or not_judged, whether dismissed or not
    assets INTEGER NOT NULL,
    present INTEGER NOT NULL,
    absent INTEGER NOT NULL,
    first_seen INTEGER,
    last_seen INTEGER,
    PRIMARY KEY (organization, finding)
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_family ON finding (organization, system, family);
CREATE INDEX finding_fix ON finding (organization, fix);

CREATE TABLE finding_doc (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, finding)
) STRICT, WITHOUT ROWID;

-- Which formats stated a finding.
CREATE TABLE finding_source (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    source TEXT NOT NULL,
    import INTEGER NOT NULL,        -- reading.number
    PRIMARY KEY (organization, finding, source, import)
) STRICT, WITHOUT ROWID;

-- One statement. State 0 present, 1 absent, 2 not judged.
CREATE TABLE sighting (
    organization BLOB NOT NULL,
    import INTEGER NOT NULL,        -- reading.number
    number INTEGER NOT NULL,        -- its place in the file, from 1
    asset BLOB NOT NULL,
    finding BLOB NOT NULL,
    state INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    needs_authentication INTEGER NOT NULL,
    seen_at INTEGER,
    place TEXT NOT NULL,
    output TEXT NOT NULL,
    PRIMARY KEY (organization, import, number)
) STRICT, WITHOUT ROWID;

-- Which findings an import speaks of: to be asked without going through its statements.
CREATE TABLE import_finding (
    organization BLOB NOT NULL,
    import INTEGER NOT NULL,        -- reading.number
    finding BLOB NOT NULL,
    PRIMARY KEY (organization, import, finding)
) STRICT, WITHOUT ROWID;

-- How an import looked at an asset; an asset may occur more than once in a file.
CREATE TABLE coverage (
    organization BLOB NOT NULL,
    import INTEGER NOT NULL,        -- reading.number
    asset BLOB NOT NULL,
    number INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    authenticated INTEGER,          -- unknown when NULL
    check_set TEXT NOT NULL,
    checks TEXT NOT NULL,
    seen_at INTEGER,
    PRIMARY KEY (organization, import, asset, number)
) STRICT, WITHOUT ROWID;

-- Editions of checks and policies under which something was seen, by number: there are few, and millions of pairs.
CREATE TABLE edition (
    organization BLOB NOT NULL,
    edition INTEGER NOT NULL,
    check_set TEXT NOT NULL,
    policy TEXT NOT NULL,
    PRIMARY KEY (organization, edition)
) STRICT, WITHOUT ROWID;

-- The state of a finding on an asset: the fold over the imports that are not undone, in the order in which an import reads
-- and writes it.
CREATE TABLE presence (
    organization BLOB NOT NULL,
    system BLOB NOT NULL,
    asset BLOB NOT NULL,
    finding BLOB NOT NULL,
    state INTEGER NOT NULL,         -- 0 present, 1 absent, from 2 not observed because
    severity INTEGER NOT NULL,
    clean INTEGER NOT NULL,
    first_seen INTEGER,
    last_seen INTEGER,
    authenticated INTEGER NOT NULL,
    edition INTEGER NOT NULL,       -- as it was last seen
    stated_in INTEGER NOT NULL,     -- the latest import that spoke of it: reading.number
    stated_from INTEGER NOT NULL,   -- its first statement there: sighting.number
    stated_to INTEGER NOT NULL,     -- and its last
    PRIMARY KEY (organization, system, asset, finding)
) STRICT, WITHOUT ROWID;

-- The same pairs the other way round. A table rather than an index, so that an import can fill it in order.
CREATE TABLE finding_asset (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    asset BLOB NOT NULL,
    PRIMARY KEY (organization, finding, asset)
) STRICT, WITHOUT ROWID;
