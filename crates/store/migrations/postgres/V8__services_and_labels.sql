-- At which services of an asset a weakness was there: four bytes each, protocol and port.
ALTER TABLE presence ADD COLUMN services bytea NOT NULL DEFAULT '';

-- Opening the database works them out.
INSERT INTO unsettled SELECT DISTINCT organization FROM reading ON CONFLICT DO NOTHING;

-- When the import looked that called the asset so: an older one that comes in later does not rename it.
ALTER TABLE asset ADD COLUMN described_at bigint NOT NULL DEFAULT 0;
