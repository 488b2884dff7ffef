-- Findings in bulk: what imports stated, and what follows from it. Statements and coverage are rows, not events; the file
-- that they were read from is kept, and the import's event holds its digest.

-- What is known of an imported file after its end: the part that settling needs. It stays when the import is undone.
CREATE TABLE reading (
    organization uuid NOT NULL,
    import uuid NOT NULL,
    -- Its place in the order of the organization's commits.
    number bigint NOT NULL,
    system uuid NOT NULL,
    family text NOT NULL,
    tool text NOT NULL,
    policy text NOT NULL,
    complete boolean NOT NULL,
    seen_at bigint NOT NULL,
    undone boolean NOT NULL,
    PRIMARY KEY (organization, import),
    UNIQUE (organization, number)
);
CREATE INDEX reading_by_system ON reading (organization, system, number);

CREATE TABLE asset (
    organization uuid NOT NULL,
    asset uuid NOT NULL,
    system uuid NOT NULL,
    label text COLLATE "C" NOT NULL,
    ip text NOT NULL,
    os text NOT NULL,
    PRIMARY KEY (organization, asset)
);

-- A name belongs to the asset that had it first, in the imports that stand. This follows from naming.
-- key is the SHA-256 of the name: an index cannot hold a name of any length, and files hold what they like.
CREATE TABLE asset_name (
    organization uuid NOT NULL,
    system uuid NOT NULL,
    kind text NOT NULL,
    key bytea NOT NULL,
    name text NOT NULL,
    asset uuid NOT NULL,
    PRIMARY KEY (organization, system, kind, key)
);

-- The names that each import gave.
CREATE TABLE naming (
    organization uuid NOT NULL,
    import uuid NOT NULL,
    kind text NOT NULL,
    key bytea NOT NULL,
    name text NOT NULL,
    asset uuid NOT NULL,
    PRIMARY KEY (organization, import, kind, key)
);
CREATE INDEX naming_by_name ON naming (organization, kind, key);

CREATE TABLE finding (
    organization uuid NOT NULL,
    finding uuid NOT NULL,
    system uuid NOT NULL,
    family text NOT NULL,
    fix uuid NOT NULL,
    title text COLLATE "C" NOT NULL,
    -- Check, title and CVEs in lower case.
    search text NOT NULL,
    -- The rest is counted from its pairs. Severities are numbers that sort: 0 info, 4 critical.
    state text NOT NULL DEFAULT 'not_judged',
    severity bigint NOT NULL DEFAULT 0,
    assets bigint NOT NULL DEFAULT 0,
    present bigint NOT NULL DEFAULT 0,
    absent bigint NOT NULL DEFAULT 0,
    first_seen bigint,
    last_seen bigint,
    PRIMARY KEY (organization, finding)
);
CREATE INDEX finding_by_severity ON finding (organization, severity DESC);
CREATE INDEX finding_by_system ON finding (organization, system);
CREATE INDEX finding_by_fix ON finding (organization, fix);

-- What the source says of a finding, whichever the asset; as last stated. Apart from what every import counts anew.
CREATE TABLE finding_doc (
    organization uuid NOT NULL,
    finding uuid NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, finding)
);

-- The formats in which imports stated findings.
CREATE TABLE finding_source (
    organization uuid NOT NULL,
    finding uuid NOT NULL,
    import uuid NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (organization, finding, import, source)
);

-- A finding on an asset: the fold over the imports that are not undone.
CREATE TABLE presence (
    organization uuid NOT NULL,
    finding uuid NOT NULL,
    asset uuid NOT NULL,
    state text NOT NULL,
    why text NOT NULL,
    clean bigint NOT NULL,
    first_seen bigint,
    last_seen bigint,
    severity smallint NOT NULL,
    -- How it was seen when it was last there.
    authenticated boolean NOT NULL,
    check_set text NOT NULL,
    policy text NOT NULL,
    -- The latest import that states something about it.
    stated_in uuid NOT NULL,
    PRIMARY KEY (organization, finding, asset)
)
-- Every import writes every pair of its family again. With room beside each row, the indexes need not be touched.
WITH (fillfactor = 50);
CREATE INDEX presence_by_asset ON presence (organization, asset);

-- What imports state. The same statement may stand in a file twice, so there is no key.
CREATE TABLE sighting (
    organization uuid NOT NULL,
    import uuid NOT NULL,
    finding uuid NOT NULL,
    asset uuid NOT NULL,
    place text NOT NULL,
    state text NOT NULL,
    severity smallint NOT NULL,
    seen_at bigint,
    needs_authentication boolean NOT NULL,
    output text NOT NULL
);
CREATE INDEX sighting_by_import ON sighting (organization, import, finding, asset);

-- How imports looked at assets. An asset may occur in a file more than once.
CREATE TABLE coverage (
    organization uuid NOT NULL,
    import uuid NOT NULL,
    asset uuid NOT NULL,
    reached boolean NOT NULL,
    authenticated boolean,
    check_set text NOT NULL,
    checks text NOT NULL,
    seen_at bigint
);
CREATE INDEX coverage_by_import ON coverage (organization, import, asset);
