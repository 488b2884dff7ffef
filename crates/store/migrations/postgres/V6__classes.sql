-- Findings in an order that lists can read from its beginning, the words that they are searched by, and the same weakness as
-- other tools state it.

DROP INDEX finding_by_severity;
DROP INDEX finding_by_system;

ALTER TABLE finding
    -- By what its own source advises. fix is how it is listed: that of another tool's finding where both state one weakness.
    ADD COLUMN stated_fix uuid,
    -- The set of its CVEs, if it names any.
    ADD COLUMN weakness bytea,
    -- Whether its source names a requirement or an objective.
    ADD COLUMN assessed boolean NOT NULL DEFAULT false,
    -- What its urgency follows from, as a document.
    ADD COLUMN basis text NOT NULL DEFAULT '{}',
    -- What lists sort and filter by; 0 for a finding that is on no asset.
    ADD COLUMN class bigint NOT NULL DEFAULT 0;
-- Of titles, as much as lists sort by.
UPDATE finding SET stated_fix = fix, search = '', title = left(title, 75);
ALTER TABLE finding ALTER COLUMN stated_fix SET NOT NULL;
-- Words in lower case, with a space between them, as they are found: by their beginning.
ALTER TABLE finding ADD COLUMN words tsvector NOT NULL
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search, ' '))) STORED;

CREATE INDEX finding_listed ON finding (organization, system, class, title, finding) INCLUDE (fix);
CREATE INDEX finding_by_weakness ON finding (organization, system, weakness) WHERE weakness IS NOT NULL;
CREATE INDEX finding_by_words ON finding USING gin (words);

-- Organizations whose findings an older version wrote. Opening the database works them out and empties this.
CREATE TABLE unsettled (organization uuid PRIMARY KEY);
INSERT INTO unsettled SELECT DISTINCT organization FROM reading;
