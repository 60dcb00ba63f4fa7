import { log, polynomial } from "./elementary.ts";

// Numerators and denominators by ascending powers, in the two regions of AS241.
const CENTRE = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const CENTRE_UNDER = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const TAIL = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const TAIL_UNDER = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
];

/** Where the centre's polynomials end, as a distance from the median's probability 1 / 2. */
const CENTRE_END = 0.425;
/** The tail's polynomials hold to this root of -log p. */
const ROOT_MAX = 5;

/**
 * The number z that a standard normal is below with chance 1/2 + excess, within 1e-15 of itself,
 * from IEEE operations alone: the same on every machine. An odd function of `excess` to the bit.
 *
 * @param excess |excess| <= 1/2 - e^-25, which is |z| <= 6.6
 * @throws RangeError if excess is outside
 * @see M. J. Wichura, Algorithm AS241: The percentage points of the normal distribution, Applied
 *   Statistics 37 (1988), PPND16 without its far tail
 */
export function centredNormalQuantile(excess: number): number {
  if (Math.abs(excess) <= CENTRE_END) {
    const r = CENTRE_END * CENTRE_END - excess * excess;
    return (excess * polynomial(r, CENTRE)) / polynomial(r, CENTRE_UNDER);
  }
  const chance = 0.5 - Math.abs(excess); // exact: both are within a factor of two
  const root = chance > 0 ? Math.sqrt(-log(chance)) : Number.POSITIVE_INFINITY;
  if (!(root <= ROOT_MAX)) {
    throw new RangeError(
      `centredNormalQuantile: |excess| must be at most 1/2 - e^-25, got ${excess}`,
    );
  }
  const z = polynomial(root - 1.6, TAIL) / polynomial(root - 1.6, TAIL_UNDER);
  return excess < 0 ? -z : z;
}
