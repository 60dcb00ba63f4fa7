-- The record of every run, and its documentation: each column says what it means.
-- Times are UTC in ISO 8601, checksums are SHA-256 as 64 hex digits.

PRAGMA application_id = 1398228304; -- "SWEP" in ASCII: this file is a database of sweep
PRAGMA user_version = 5;            -- the version of this schema; migrations/ leads here

-- One sweep is one name; running it with another config replaces the config.
CREATE TABLE sweeps (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,
  config        TEXT NOT NULL, -- the YAML file as it was run last, to the byte; what `sweep import`
                               -- makes is YAML too and names the file of results
  config_sha256 TEXT NOT NULL,
  created_at    TEXT NOT NULL, -- when it was run first
  last_run_at   TEXT NOT NULL, -- commands without a sweep's name mean the one run last
  files         TEXT           -- JSON: where the files lay then that definitions name by their bytes,
                               -- absolute paths by SHA-256; NULL: none, or nobody knows
) STRICT;

-- One variant is one definition: another config under the same name is another row.
CREATE TABLE variants (
  id                INTEGER PRIMARY KEY,
  sweep_id          INTEGER NOT NULL REFERENCES sweeps (id),
  name              TEXT NOT NULL,
  definition        TEXT NOT NULL, -- canonical JSON of all that decides its numbers but the seed
  definition_sha256 TEXT NOT NULL, -- of the text in definition
  position          INTEGER CHECK (position >= 0), -- place in the sweep's config, from 0;
                                                   -- NULL: the config no longer has it
  UNIQUE (sweep_id, name, definition_sha256)
) STRICT;

-- One run is one training of a variant with a seed. Those of equal spec are trained once and
-- copied: a run that is done or diverged without a winner_attempt is such a copy, or was imported.
CREATE TABLE runs (
  id             INTEGER PRIMARY KEY,
  sweep_id       INTEGER NOT NULL REFERENCES sweeps (id),
  variant_id     INTEGER NOT NULL REFERENCES variants (id),
  seed           INTEGER NOT NULL CHECK (seed >= 0),
  spec_sha256    TEXT NOT NULL, -- of all that decides its numbers, the seed included; of an
                                -- imported one of its names: sweep, variant, seed, "external"
  state          TEXT NOT NULL DEFAULT 'pending'
                 CHECK (state IN ('pending', 'running', 'done', 'diverged', 'failed')),
  engine         TEXT NOT NULL, -- what trains it, with its version; two engines do not compare;
                                -- "external": trained elsewhere and imported
  attempts       INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- how many were begun
  started_at     TEXT,    -- of the attempt that won, else of the latest one
  finished_at    TEXT,    -- when its outcome was recorded; a copy keeps the times of its source
  duration_ms    REAL,    -- of the training alone
  winner_attempt INTEGER, -- the attempt whose result this is
  data_sha256               TEXT, -- of the rows it was trained and validated on
  initial_weights_sha256    TEXT, -- of the weights before the first step
  initial_predictions_sha256 TEXT, -- of what the model said before the first step
  final_weights_sha256      TEXT, -- of the weights after the last step
  series_sha256  TEXT,    -- of its metrics in name order, each as name, zero byte, bytes
  environment_id INTEGER REFERENCES environments (id), -- where it was trained
  error          TEXT,    -- diverged or failed: the reason
  penalty        REAL,    -- what the L1 and L2 of its last weights add to its loss; NULL: not known,
                          -- as of outputs, of layers of one's own, or before schema version 5
  constant_scores TEXT,   -- JSON: by metric what the best constant answer scores on the run's rows:
                          -- loss (training), each accuracy and its val_; NULL: nobody counted
  UNIQUE (variant_id, seed),
  FOREIGN KEY (id, winner_attempt) REFERENCES attempts (run_id, number),
  CHECK ((state IN ('done', 'diverged')) = (series_sha256 IS NOT NULL))
) STRICT;

CREATE INDEX runs_by_spec ON runs (spec_sha256);

-- Each try at a run, written before anything of it is shown.
CREATE TABLE attempts (
  run_id     INTEGER NOT NULL REFERENCES runs (id),
  number     INTEGER NOT NULL CHECK (number >= 1), -- from 1 within the run
  token      TEXT NOT NULL UNIQUE, -- random; a message without it does not belong to the attempt
  host       TEXT NOT NULL,        -- where it was sent
  state      TEXT NOT NULL DEFAULT 'running' CHECK (state IN (
               'running',
               'done', 'diverged', -- it won: its result is the run's
               'failed',           -- ended with an error, see reason
               'stopped',          -- by the user
               'lost',             -- the coordinator died before it ended
               'duplicate'         -- ended after another had won; reason says if they differ
             )),
  reason     TEXT,
  started_at TEXT NOT NULL,
  ended_at   TEXT,
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;

-- The record of a run's metrics, every bit kept, not-a-number included.
CREATE TABLE series (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  metric TEXT NOT NULL,
  bytes  BLOB NOT NULL CHECK (length(bytes) % 8 = 0), -- float64 little-endian, one per epoch
  PRIMARY KEY (run_id, metric)
) STRICT, WITHOUT ROWID;

-- The same for reading in SQL, and growing while a run is trained.
CREATE TABLE epochs (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  epoch  INTEGER NOT NULL CHECK (epoch >= 1), -- from 1
  metric TEXT NOT NULL,
  value  REAL, -- infinities stay; NULL: not a number
  PRIMARY KEY (run_id, metric, epoch)
) STRICT, WITHOUT ROWID;

-- The machines and software that runs were trained with.
CREATE TABLE environments (
  id      INTEGER PRIMARY KEY,
  sha256  TEXT NOT NULL UNIQUE, -- of the text in details
  details TEXT NOT NULL         -- canonical JSON
) STRICT;

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

-- One row per ended run (done or diverged) and metric, for the variants of each last config.
-- A value is NULL where it is not a number. Metrics whose name contains "acc" (accuracy) are best
-- high, all others low; that includes cosineProximity, which is negated as in tfjs and Keras.
CREATE VIEW run_results AS
SELECT
  sweeps.name   AS sweep,
  variants.name AS variant,
  runs.seed,
  runs.engine,
  runs.state,
  series.metric,
  (SELECT value FROM epochs WHERE run_id = runs.id AND metric = series.metric
   ORDER BY epoch LIMIT 1) AS first,      -- after the first epoch
  (SELECT value FROM epochs WHERE run_id = runs.id AND metric = series.metric
   ORDER BY epoch DESC LIMIT 1) AS last,  -- after the last epoch trained
  (SELECT value FROM epochs WHERE run_id = runs.id AND metric = series.metric
   AND value IS NOT NULL
   ORDER BY iif(metric LIKE '%acc%', -value, value), epoch LIMIT 1) AS best,
  (SELECT epoch FROM epochs WHERE run_id = runs.id AND metric = series.metric
   AND value IS NOT NULL
   ORDER BY iif(metric LIKE '%acc%', -value, value), epoch LIMIT 1) AS best_epoch, -- the earliest
  -- area under the curve per epoch, as the plain mean of all epochs; NULL if one is not a number
  (SELECT iif(count(value) = count(*), avg(value), NULL) FROM epochs
   WHERE run_id = runs.id AND metric = series.metric) AS auc
FROM sweeps
JOIN variants ON variants.sweep_id = sweeps.id AND variants.position IS NOT NULL
JOIN runs ON runs.variant_id = variants.id
JOIN series ON series.run_id = runs.id;

-- Over the ended runs (done or diverged) of a variant: one row per metric and epoch.
CREATE VIEW epoch_summary AS
SELECT
  sweep,
  variant,
  engine,
  metric,
  epoch,
  count(value) AS n,    -- runs that reached the epoch with a number
  max(average) AS mean, -- the same in every row of the group
  -- With n - 1; NULL for one run. From the deviations, as the difference of two large sums of
  -- squares would lose all digits of a small deviation.
  sqrt(sum((value - average) * (value - average)) / nullif(count(value) - 1, 0)) AS sd,
  min(value) AS min,
  max(value) AS max
FROM (
  SELECT
    sweeps.name   AS sweep,
    variants.name AS variant,
    runs.engine,
    epochs.metric,
    epochs.epoch,
    epochs.value,
    avg(epochs.value) OVER (
      PARTITION BY variants.id, runs.engine, epochs.metric, epochs.epoch
    ) AS average
  FROM sweeps
  JOIN variants ON variants.sweep_id = sweeps.id AND variants.position IS NOT NULL
  JOIN runs ON runs.variant_id = variants.id AND runs.state IN ('done', 'diverged')
  JOIN epochs ON epochs.run_id = runs.id
)
GROUP BY sweep, variant, engine, metric, epoch;
