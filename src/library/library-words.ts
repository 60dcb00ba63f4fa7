import { SweepError } from "../base/error.ts";

/**
 * Does something, and words its errors for a program: what a command line calls `--until-decided`
 * is the option `untilDecided` here.
 */
export async function inLibraryWords<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    const message = error.message.replace(/^--[\w-]+/, optionName);
    throw new SweepError(error.code, message, error.hint, { cause: error });
  }
}

function optionName(flag: string): string {
  return flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
