-- Which assets are one machine, and which names were put together by mistake.

-- A view: what people said, by system.
CREATE TABLE merging (
    organization uuid NOT NULL,
    system uuid NOT NULL,
    doc text NOT NULL,
    PRIMARY KEY (organization, system)
);

-- What follows from it: of an import that stands, the assets whose statements count for another one. Statements and looks
-- keep for ever the asset that their import recognised.
CREATE TABLE stands_for (
    organization uuid NOT NULL,
    import uuid NOT NULL,
    asset uuid NOT NULL,
    stands uuid NOT NULL,
    PRIMARY KEY (organization, import, asset)
);

-- How imports called an asset.
CREATE INDEX naming_by_asset ON naming (organization, asset);
