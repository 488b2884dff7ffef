-- With its number, so that whether a finding has certain words is known without reading it.
DROP INDEX finding_listed;
CREATE INDEX finding_listed ON finding (organization, system, class, title, finding, fix, number);
