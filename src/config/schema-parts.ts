import { z } from "zod";

/** An object that knows its keys: any other key is a mistake, and the message lists those known. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? known : undefined),
  });
}

/**
 * Exactly one of several named things with its options, written `{name: {options}}`, or `name`
 * alone where the defaults do. Parses to `{kind: name, ...options}`.
 */
export function oneOf<Options extends Record<string, z.ZodType<object>>>(
  what: string,
  options: Options,
) {
  type Named = {
    [Name in keyof Options]: { kind: Name } & z.output<Options[Name]>;
  }[keyof Options];
  return z.unknown().transform((value, context): Named => {
    const named = typeof value === "string" ? { [value]: {} } : value;
    const names = isPlainObject(named) ? Object.keys(named) : [];
    const name = names[0];
    if (!isPlainObject(named) || names.length !== 1 || name === undefined) {
      context.addIssue({ code: "custom", message: `must name one ${what}`, input: value });
      return z.NEVER;
    }
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      context.issues.push({
        code: "unrecognized_keys",
        keys: [name],
        message: Object.keys(options).join(", "),
        input: undefined,
        path: [],
      });
      return z.NEVER;
    }
    const parsed = option.safeParse(named[name] ?? {});
    if (parsed.success) return { kind: name, ...parsed.data } as Named;
    for (const issue of parsed.error.issues) {
      context.issues.push({ ...issue, path: [name, ...issue.path], input: value } as never);
    }
    return z.NEVER;
  });
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const positive = z.number().positive();
export const count = z.int().positive();

/** TensorFlow takes op seeds as int32; 2^31 - 1 is its modulus and would mean 0. */
export const opSeed = z
  .int()
  .min(0)
  .max(2 ** 31 - 2);

/** A name that is safe in a file name, a terminal and a spreadsheet. */
export const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/,
    "must be 1 to 64 letters, digits or . _ + - and begin with a letter or digit",
  );
