-- What public feeds say of CVEs, which findings name which CVE, and what people say of assets.

-- One row for each feed and CVE; a whole feed is replaced by its next edition. Not made anew from the events: the files are kept.
CREATE TABLE fact (
    organization uuid NOT NULL,
    -- kev, epss or ssvc
    feed text NOT NULL,
    cve text COLLATE "C" NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, feed, cve)
);

-- Made anew from the documents of the findings. Only what is a CVE by its form: a file may write anything there, and an
-- index cannot hold a text of any length.
CREATE TABLE finding_cve (
    organization uuid NOT NULL,
    finding uuid NOT NULL,
    -- In upper case.
    cve text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization, finding, cve)
);
CREATE INDEX finding_of_cve ON finding_cve (organization, cve);

INSERT INTO finding_cve (organization, finding, cve)
    SELECT DISTINCT d.organization, d.finding, upper(btrim(e.value))
    FROM finding_doc d, json_array_elements_text(d.doc::json -> 'cve') AS e(value) 
    WHERE upper(btrim(e.value)) ~ '^CVE-[0-9]{4}-[0-9]{4,19}$';

-- Views: what was said of assets by hand, and the editions of feeds that hold.
CREATE TABLE asset_said (
    organization uuid NOT NULL,
    asset uuid NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, asset)
);

CREATE TABLE feed (
    organization uuid NOT NULL,
    feed text NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, feed)
);
