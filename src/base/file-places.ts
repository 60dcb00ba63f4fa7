/**
 * Where files lie now that specs name by their bytes: absolute paths by SHA-256. No part of any
 * spec; a digest that is not in it lies nobody knows where.
 */
export type FilePlaces = Readonly<Record<string, string>>;
