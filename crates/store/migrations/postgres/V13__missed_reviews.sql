-- What is laid before people need not be an item: a review that was missed is none.
ALTER TABLE escalation ALTER COLUMN item DROP NOT NULL;
