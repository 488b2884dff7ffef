-- At which services of an asset a weakness was there: four bytes each, protocol and port.
ALTER TABLE presence ADD COLUMN services BLOB NOT NULL DEFAULT x'';

-- Opening the file works them out.
INSERT OR IGNORE INTO unsettled SELECT DISTINCT organization FROM reading;

-- When the import looked that called the asset so: an older one that comes in later does not rename it.
ALTER TABLE asset ADD COLUMN described_at INTEGER NOT NULL DEFAULT 0;
