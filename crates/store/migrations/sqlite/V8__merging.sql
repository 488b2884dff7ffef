-- Which assets are one machine, and which names were put together by mistake.

-- A view: what people said, by system.
CREATE TABLE merging (
    organization BLOB NOT NULL,
    system BLOB NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (organization, system)
) STRICT, WITHOUT ROWID;

-- What follows from it: of an import that stands, the assets whose statements count for another one. Statements and looks
-- keep for ever the asset that their import recognised.
CREATE TABLE stands_for (
    organization BLOB NOT NULL,
    import INTEGER NOT NULL,        -- reading.number
    asset BLOB NOT NULL,
    stands BLOB NOT NULL,
    PRIMARY KEY (organization, import, asset)
) STRICT, WITHOUT ROWID;

-- How imports called an asset.
CREATE INDEX asset_name_of_asset ON asset_name (organization, asset);
