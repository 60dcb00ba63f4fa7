import { expect, test } from "vitest";
import { readClaims, readLooks, recordClaim, recordLook } from "../../../src/store/claims.ts";
import { findSweep } from "../../../src/store/find-sweep.ts";
import { recordReceipt } from "../../../src/store/receipts.ts";
import type { Store } from "../../../src/store/store.ts";
import { minute, samplePlan } from "../sample-plan.ts";
import { rows, temporaryStore, value } from "../temporary-store.ts";
import { database, everything, fill, merge } from "./sources.ts";

const IDS = samplePlan().variants.map(({ id }) => id);

function claimAt(store: Store, question: string, at: number, seeds = [1, 2]): void {
  const claim = { question, seeds, definitions: IDS, madeAt: minute(at) };
  recordClaim(store, findSweep(store).id, claim);
}

function lookAt(store: Store, pairCount: number): void {
  const look = { at: minute(9), command: "report", question: "q", pairCount, verdicts: "{}" };
  recordLook(store, findSweep(store).id, IDS, look);
}

/** A database whose claim was made before its runs. */
const claimed = (question: string, looks: readonly number[] = []) =>
  database((store) => {
    fill(store, () => "open");
    claimAt(store, question, 0);
    fill(store);
    for (const look of looks) lookAt(store, look);
  });

const claimsHere = (store: Store) => readClaims(store, findSweep(store).id, IDS);
const looksHere = (store: Store) =>
  readLooks(store, findSweep(store).id, IDS).map(({ pairCount }) => pairCount);

test("claims and looks of a sweep that is new here come along", () => {
  const store = temporaryStore();
  const [outcome] = merge(store, claimed("first", [1, 2]));
  expect(claimsHere(store)).toEqual([
    {
      ...{ question: "first", seeds: [1, 2], definitions: IDS, madeAt: minute(0) },
      endedRunCount: 0,
    },
  ]);
  expect(looksHere(store)).toEqual([1, 2]);
  expect(outcome!.sweeps[0]!.leftClaims).toEqual({ claims: 0, looks: 0 });
});

test("claims that are fixed here stay, those there are left out and counted", () => {
  const store = temporaryStore();
  fill(store, () => "open");
  claimAt(store, "ours", 1);
  const [outcome] = merge(store, claimed("theirs", [1, 2]));
  expect(claimsHere(store).map(({ question }) => question)).toEqual(["ours"]);
  expect(looksHere(store)).toEqual([]);
  expect(outcome!.sweeps[0]!.leftClaims).toEqual({ claims: 1, looks: 2 });
});

test("of one claim that is in both every look counts, each once", () => {
  const store = temporaryStore();
  merge(store, claimed("same", [1]));
  const [outcome] = merge(store, claimed("same", [1, 2]));
  expect(looksHere(store)).toEqual([1, 2]);
  expect(outcome!.sweeps[0]!.leftClaims).toEqual({ claims: 0, looks: 0 });
});

test("a claim that was made after runs had ended elsewhere says so from then on", () => {
  const store = temporaryStore();
  fill(store, () => "open");
  claimAt(store, "late", 3); // in the other database all had ended at minute 2
  expect(claimsHere(store)[0]!.endedRunCount).toBe(0);
  const source = database((other) => fill(other));
  expect(merge(store, source)[0]!.lateClaims).toEqual([{ sweep: "sample", endedRunCount: 2 }]);
  expect(claimsHere(store)[0]!.endedRunCount).toBe(2);
  const before = everything(store);
  expect(merge(store, source)[0]!.lateClaims).toEqual([]);
  expect(everything(store)).toEqual(before);
});

test("a claim that was made before they ended does not, nor one about other seeds", () => {
  const store = temporaryStore();
  fill(store, () => "open");
  claimAt(store, "early", 1);
  expect(
    merge(
      store,
      database((other) => fill(other)),
    )[0]!.lateClaims,
  ).toEqual([]);
  const fresh = temporaryStore();
  fill(fresh, () => "open", samplePlan({ seeds: [7, 8] }));
  claimAt(fresh, "fresh seeds", 3, [7, 8]);
  expect(
    merge(
      fresh,
      database((other) => fill(other)),
    )[0]!.lateClaims,
  ).toEqual([]);
});

test("receipts come along, each once", () => {
  const source = database((other) => {
    fill(other);
    for (const host of ["a", "b"]) {
      recordReceipt(other, findSweep(other).id, {
        ...{ verifiedAt: minute(5), host, environment: { node: host }, checkedRunCount: 4 },
        ...{ repeatedRuns: "[]", findings: "[]", outcome: "verified" },
      });
    }
  });
  const store = temporaryStore();
  fill(store);
  merge(store, source, source);
  const sql = `SELECT host, details, checked_runs AS checked, outcome
    FROM receipts JOIN environments ON environments.id = environment_id ORDER BY host`;
  expect(rows(store, sql)).toEqual([
    { host: "a", details: '{"node":"a"}', checked: 4, outcome: "verified" },
    { host: "b", details: '{"node":"b"}', checked: 4, outcome: "verified" },
  ]);
  expect(value(store, "SELECT count(*) FROM sweeps")).toBe(1);
});
