-- What public feeds say of CVEs, which findings name which CVE, and what people say of assets.

-- One row for each feed and CVE; a whole feed is replaced by its next edition. Not made anew from the events: the files are kept.
CREATE TABLE fact (
    organization BLOB NOT NULL,
    feed TEXT NOT NULL,             -- kev, epss or ssvc
    cve TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, feed, cve)
) STRICT, WITHOUT ROWID;

-- Made anew from the documents of the findings.
CREATE TABLE finding_cve (
    organization BLOB NOT NULL,
    finding BLOB NOT NULL,
    cve TEXT NOT NULL,              -- in upper case
    PRIMARY KEY (organization, finding, cve)
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_of_cve ON finding_cve (organization, cve);

INSERT OR IGNORE INTO finding_cve (organization, finding, cve)
    SELECT d.organization, d.finding, upper(trim(e.value)) FROM finding_doc d, json_each(d.doc, '$.cve') e
    WHERE upper(trim(e.value)) GLOB 'CVE-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]*';

-- Views: what was said of assets by hand, and the editions of feeds that hold.
CREATE TABLE asset_said (
    organization BLOB NOT NULL,
    asset BLOB NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, asset)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    organization BLOB NOT NULL,
    feed TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, feed)
) STRICT, WITHOUT ROWID;
