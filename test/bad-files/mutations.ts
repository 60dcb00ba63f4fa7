import fc from "fast-check";

/** One change to the bytes of a file. */
type Mutation = (bytes: Buffer) => Buffer;

const LIVELY = [...'",;:\t\r\n \0.+-eE0?{}[]()'].map((c) => c.charCodeAt(0));
const EXTREME = [0, 1, 0x7f, 0x80, 0xfe, 0xff, 0xc3, 0xef];
const byte = fc.oneof(fc.nat(255), fc.constantFrom(...LIVELY), fc.constantFrom(...EXTREME));
const place = fc.nat();
const count = fc.integer({ min: 1, max: 40 });

/** Numbers that sizes and counts must not be, as headers write them. */
const NUMBERS = [0, -1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 1e9, 2 ** 29 + 1];

/** The same in groups of seven bits, and one that does not end. */
const VARINTS = [
  [0x80, 0x80, 0x80, 0x80, 0x08],
  [0xfe, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  Array.from({ length: 12 }, () => 0xff),
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, byte).map(([at, value]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length] = value;
    return changed;
  }),
  fc.tuple(place, fc.nat(7)).map(([at, bit]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length]! ^= 1 << bit;
    return changed;
  }),
  fc.tuple(place, fc.constantFrom(...NUMBERS)).map(([at, number]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length >= 4) changed.writeInt32LE(number | 0, at % (changed.length - 3));
    return changed;
  }),
  fc.tuple(place, fc.constantFrom(...VARINTS)).map(([at, number]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    Buffer.from(number).copy(changed, at % (bytes.length + 1));
    return changed;
  }),
  fc.tuple(place, byte, count).map(([at, value, length]) => (bytes: Buffer) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([
      bytes.subarray(0, start),
      Buffer.alloc(length, value),
      bytes.subarray(start),
    ]);
  }),
  fc.tuple(place, count).map(([at, length]) => (bytes: Buffer) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
  }),
  fc.tuple(place, count).map(([at, length]) => (bytes: Buffer) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start + length), bytes.subarray(start)]);
  }),
  fc.tuple(place, place, count).map(([from, to, length]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    const start = from % (bytes.length + 1);
    bytes.copy(changed, to % (bytes.length + 1), start, start + length);
    return changed;
  }),
  place.map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
);

/** A file of some, with one to five changes to its bytes. */
export function mutants<File extends { readonly bytes: Buffer }>(
  files: readonly File[],
): fc.Arbitrary<File> {
  return fc
    .tuple(fc.constantFrom(...files), fc.array(mutation, { minLength: 1, maxLength: 5 }))
    .map(([file, changes]) => {
      const bytes = changes.reduce<Buffer>((changed, change) => change(changed), file.bytes);
      return { ...file, bytes };
    });
}
