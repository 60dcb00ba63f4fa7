-- From schema version 2 to 3: where a sweep's data lies, and receipts, as schema.sql documents them.
ALTER TABLE sweeps ADD COLUMN data_file TEXT;

-- Each time a sweep's record was verified: what `sweep verify` looked at, where, and what came of it.
CREATE TABLE receipts (
  id             INTEGER PRIMARY KEY,
  sweep_id       INTEGER NOT NULL REFERENCES sweeps (id),
  verified_at    TEXT NOT NULL,
  host           TEXT NOT NULL, -- the machine's name
  environment_id INTEGER NOT NULL REFERENCES environments (id), -- what runs were trained again with
  checked_runs   INTEGER NOT NULL CHECK (checked_runs >= 0), -- held against their checksums
  repeated_runs  TEXT NOT NULL, -- JSON list: variant, seed, whether bits or a tolerance decided ...
  findings       TEXT NOT NULL, -- JSON list of sentences: what does not hold, and of which run
  outcome        TEXT NOT NULL CHECK (outcome IN ('verified', 'failed'))
) STRICT;
