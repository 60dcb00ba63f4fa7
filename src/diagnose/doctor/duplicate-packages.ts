import { type Check, checked } from "./check.ts";

/** One copy of a package on the disk. */
export interface PackageCopy {
  readonly name: string;
  readonly version: string;
  /** its real path, links resolved; for people, as short as it can be said */
  readonly folder: string;
}

/**
 * Two copies of a tfjs package hold two engines, two lists of backends and of kernels: what one is
 * told, the other does not know. As keras beside tf.keras, it fails silently.
 */
export function duplicatePackagesCheck(copies: readonly PackageCopy[]): Check {
  const names = [...new Set(copies.map(({ name }) => name))].sort();
  const copiesOf = (name: string) => copies.filter((copy) => copy.name === name);
  const doubled = names.filter((name) => copiesOf(name).length > 1);
  const faults = doubled.map((name) => {
    const places = copiesOf(name).map(({ version, folder }) => `${version} in ${folder}`);
    return `${name}: must be there once, got ${places.join(" and ")}`;
  });
  const text = doubled.length === 0 ? `${names.length} packages, each once` : "more than one copy";
  return checked(
    { topic: "copies", name: "@tensorflow/*", text },
    faults,
    `npm ls ${doubled[0]} tells who asks for which; npm dedupe may leave one`,
  );
}
