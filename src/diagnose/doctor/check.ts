/** What a check is about, in the order in which they are told. */
export const TOPICS = ["machine", "files", "copies", "engine"] as const;
export type Topic = (typeof TOPICS)[number];

/** One thing that was looked at. */
export interface Check {
  readonly topic: Topic;
  /** for example a package or an engine */
  readonly name: string;
  /** absent: there is nothing to check, and nothing wrong with that */
  readonly state: "passed" | "fault" | "absent";
  /** one line: what was found */
  readonly text: string;
  /** `<where>: <rule>, got <value>`, one a line; none unless the state is "fault" */
  readonly faults: readonly string[];
  /** what to do about the faults */
  readonly hint?: string;
}

/** A check that found nothing wrong, or what it did find. */
export function checked(
  what: Pick<Check, "topic" | "name" | "text">,
  faults: readonly string[],
  hint?: string,
): Check {
  if (faults.length === 0) return { ...what, state: "passed", faults };
  return { ...what, state: "fault", faults, ...(hint !== undefined && { hint }) };
}
