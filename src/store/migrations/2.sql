-- From schema version 1 to 2: claims and looks, as schema.sql documents them.

-- What was to be asked of a sweep's runs, fixed before the first of them. A claim made when runs of
-- its variants could be compared is a change of mind; the first one stays the claim.
CREATE TABLE claims (
  id          INTEGER PRIMARY KEY,
  sweep_id    INTEGER NOT NULL REFERENCES sweeps (id),
  made_at     TEXT NOT NULL,
  question    TEXT NOT NULL, -- canonical JSON: metric, at, direction, baseline, alpha, margin ...
  seeds       TEXT NOT NULL, -- JSON list; looks go by ascending seed
  definitions TEXT NOT NULL, -- JSON list of the variants' definition_sha256
  ended_runs  INTEGER NOT NULL -- of these definitions and seeds, in any sweep, by then; but for the
              CHECK (ended_runs >= 0) -- variant that had most, as one alone shows no difference
) STRICT;

-- Each time somebody was shown a verdict on a claim's runs; the same look again is no new row.
CREATE TABLE looks (
  id         INTEGER PRIMARY KEY,
  claim_id   INTEGER NOT NULL REFERENCES claims (id),
  looked_at  TEXT NOT NULL,
  command    TEXT NOT NULL,    -- what showed it: run, report, compare, gate
  question   TEXT NOT NULL,    -- as in claims: what was asked of the runs then
  pair_count INTEGER NOT NULL CHECK (pair_count >= 0), -- complete pairs, the fewest of a comparison
  verdicts   TEXT NOT NULL,    -- JSON: by "candidate / baseline"
  UNIQUE (claim_id, question, pair_count)
) STRICT;
