import type { SeriesBytes } from "../series-bytes.ts";
import type {
  AttemptRow,
  ClaimRow,
  EnvironmentRow,
  EpochRow,
  LookRow,
  ReceiptRow,
  RunRow,
} from "./rows.ts";

/** All of a database that another can take over, held against its checksums. */
export interface SourceRecord {
  /** as it was given, for messages */
  readonly file: string;
  /** the one created first first */
  readonly sweeps: readonly SourceSweep[];
}

export interface SourceSweep {
  readonly name: string;
  readonly config: string;
  readonly config_sha256: string;
  readonly created_at: string;
  readonly last_run_at: string;
  /** those of the config in its order, then those of earlier configs */
  readonly variants: readonly SourceVariant[];
  /** runs that have not ended there */
  readonly openRunCount: number;
  /** the earliest first */
  readonly claims: readonly SourceClaim[];
  readonly receipts: readonly SourceReceipt[];
}

export interface SourceVariant {
  readonly name: string;
  readonly definition: string;
  readonly definition_sha256: string;
  readonly position: number | null;
  /** those that have ended or failed, by seed */
  readonly runs: readonly SourceRun[];
}

export interface SourceRun {
  readonly row: RunRow;
  readonly environment: EnvironmentRow | null;
  readonly attempts: readonly AttemptRow[];
  readonly series: SeriesBytes;
  /** of a run that failed, which has no series; those of the others are a copy of their series */
  readonly epochs: readonly EpochRow[];
}

export interface SourceClaim {
  readonly row: ClaimRow;
  /** the earliest first */
  readonly looks: readonly LookRow[];
}

export interface SourceReceipt {
  readonly row: ReceiptRow;
  readonly environment: EnvironmentRow;
}
