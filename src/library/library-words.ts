import { SweepError } from "../base/error.ts";

/**
 * Does something, and words its errors for a program: what a command line calls `--until-decided`
 * is the option `untilDecided` here, and `--no-audit` is `audit: false`.
 */
export async function inLibraryWords<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    const { code, message, hint } = error;
    const options = { cause: error };
    throw new SweepError(code, inOptions(message), hint && inOptions(hint), options);
  }
}

/** Options as a program calls them; commands, which stand between backticks, stay as typed. */
export function inOptions(text: string): string {
  const parts = text.split("`");
  return parts.map((part, index) => (index % 2 === 0 ? withOptions(part) : part)).join("`");
}

function withOptions(text: string): string {
  return text
    .replace(/(?<![\w-])--no-(\w[\w-]*)/g, (_, flag: string) => `${inCamels(flag)}: false`)
    .replace(/(?<![\w-])--(\w[\w-]*)/g, (_, flag: string) => inCamels(flag));
}

function inCamels(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
