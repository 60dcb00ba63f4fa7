-- From schema version 4 to 5: what a run's numbers are held against, as schema.sql documents it. Of
-- runs that are recorded already nobody knows it.
ALTER TABLE runs ADD COLUMN penalty REAL;
ALTER TABLE runs ADD COLUMN constant_scores TEXT;
