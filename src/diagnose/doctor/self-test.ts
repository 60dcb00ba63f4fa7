/** One thing that an engine was asked to compute and whose answer is known. */
export interface SelfTest {
  readonly group: SelfTestGroup;
  /** for example "dropout, deferred, told to train" */
  readonly name: string;
  readonly expected: string;
  readonly got: string;
  readonly passed: boolean;
}

export const SELF_TEST_GROUPS = ["dropout", "optimizers", "training"] as const;
export type SelfTestGroup = (typeof SELF_TEST_GROUPS)[number];

/** A test whose answer has one way to be right. */
export function exactTest(
  group: SelfTestGroup,
  name: string,
  expected: string | number,
  got: string | number,
): SelfTest {
  return { group, name, expected: `${expected}`, got: `${got}`, passed: expected === got };
}

/**
 * A test of float32 arithmetic, whose rounding is not part of the answer.
 *
 * @param tolerance of each number, absolute; what is not a number never passes
 */
export function closeTest(
  group: SelfTestGroup,
  name: string,
  expected: readonly number[],
  got: readonly number[],
  tolerance: number,
): SelfTest {
  const isClose = (value: number, index: number) => Math.abs(got[index]! - value) <= tolerance;
  return {
    ...{ group, name },
    expected: `${expected.join(", ")} within ${tolerance}`,
    got: got.map((value) => Number(value.toPrecision(9))).join(", "),
    passed: expected.length === got.length && expected.every(isClose),
  };
}
