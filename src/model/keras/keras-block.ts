import { closestWord } from "../../base/closest-word.ts";
import { quoteJson } from "../../base/quote-json.ts";

/** What is found while a model's JSON is read. */
export class KerasFindings {
  /** one sentence each, `<where>: <rule>, got <value>` */
  readonly mistakes: string[] = [];
  /** whether a seed is written somewhere */
  hasSeeds = false;

  mistake(where: string, rule: string, ...got: readonly unknown[]): void {
    const quoted = got.length > 0 ? `, got ${quoteJson(got[0])}` : "";
    this.mistakes.push(`${where}: ${rule}${quoted}`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Which numbers a rule takes. */
export interface NumberRange {
  readonly rule: string;
  readonly includes: (value: number) => boolean;
}

export const COUNT: NumberRange = {
  rule: "must be a whole number from 1 on",
  includes: (value) => Number.isSafeInteger(value) && value >= 1,
};
export const FINITE: NumberRange = { rule: "must be a number", includes: Number.isFinite };
export const POSITIVE: NumberRange = {
  rule: "must be a number above 0",
  includes: (value) => value > 0 && Number.isFinite(value),
};
export const FROM_ZERO: NumberRange = {
  rule: "must be a number from 0 on",
  includes: (value) => value >= 0 && Number.isFinite(value),
};
export const RATE: NumberRange = {
  rule: "must be a number from 0 on and below 1",
  includes: (value) => value >= 0 && value < 1,
};
export const SHARE: NumberRange = {
  rule: "must be a number from 0 to 1",
  includes: (value) => value >= 0 && value <= 1,
};

/**
 * The options of one thing, as Keras writes them. Each option is taken once; what nobody took is
 * something that is not known here, and a mistake unless it says nothing.
 */
export class KerasBlock {
  readonly #options: Map<string, unknown>;

  constructor(
    options: Readonly<Record<string, unknown>>,
    /** for example `layers.3` */
    readonly path: string,
    /** for example `Dense "dense_1"` */
    readonly what: string,
    readonly findings: KerasFindings,
  ) {
    this.#options = new Map(Object.entries(options));
  }

  /** undefined where there is none */
  take(key: string): unknown {
    const value = this.#options.get(key);
    this.#options.delete(key);
    return value;
  }

  where(key: string): string {
    return `${this.path}.${key} (${this.what})`;
  }

  mistake(key: string, rule: string, ...got: readonly unknown[]): void {
    this.findings.mistake(this.where(key), rule, ...got);
  }

  number(key: string, { rule, includes }: NumberRange, fallback?: number): number {
    const value = this.take(key) ?? fallback;
    if (typeof value === "number" && includes(value)) return value;
    this.mistake(key, rule, value);
    return 1;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.take(key) ?? fallback;
    if (typeof value === "boolean") return value;
    this.mistake(key, "must be true or false", value);
    return fallback;
  }

  /** An option that may say only what is the case here anyhow, if it says anything. */
  only(key: string, allowed: readonly unknown[], why = ""): void {
    const value = this.take(key);
    if (value === undefined || value === null || allowed.includes(value)) return;
    const words = [...allowed, "null"].map((each) => (each === "null" ? each : quoteJson(each)));
    this.mistake(key, `must be ${words.join(" or ")}${why}`, value);
  }

  /** Options that may only be absent or null. */
  none(...keys: readonly string[]): void {
    for (const key of keys) this.only(key, []);
  }

  /** Options that decide nothing here. */
  skip(...keys: readonly string[]): void {
    for (const key of keys) this.take(key);
  }

  /** A seed of Keras': random numbers come from the sweep's seeds. */
  seed(): void {
    const seed = this.take("seed");
    if (seed !== undefined && seed !== null) this.findings.hasSeeds = true;
  }

  /** One of several words, by Keras' name for it. */
  word<Word>(key: string, words: ReadonlyMap<string, Word>, fallback: string): Word | undefined {
    const value = this.take(key) ?? fallback;
    const word = typeof value === "string" ? words.get(value) : undefined;
    if (word === undefined) this.mistake(key, oneOf([...words.keys()], value), value);
    return word;
  }

  /** Tells of every option that was not taken. */
  end(): void {
    for (const [key, value] of this.#options) {
      if (value === null || value === false) continue;
      this.mistake(key, "is not supported here", value);
    }
  }
}

/** The rule that names all that is known, and first what may be meant. */
export function oneOf(known: readonly string[], value: unknown): string {
  const meant = typeof value === "string" ? closestWord(value, known) : undefined;
  const hint = meant === undefined ? "" : ` (did you mean "${meant}"?)`;
  return `must be one of ${known.join(", ")}${hint}`;
}
