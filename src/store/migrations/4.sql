-- From schema version 3 to 4: a sweep may have many files, as schema.sql documents them. A place
-- without its file's digest says nothing: the next `sweep run` records it anew.
ALTER TABLE sweeps RENAME COLUMN data_file TO files;
UPDATE sweeps SET files = NULL;
