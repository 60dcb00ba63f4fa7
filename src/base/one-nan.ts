/** The quiet not-a-number with no sign and no payload. */
const NAN_64 = 0x7ff8_0000_0000_0000n;
const NAN_32 = 0x7fc0_0000;

/**
 * Gives every not-a-number the one bit pattern, in place, so that equal numbers have equal digests.
 * Which of the many patterns an operation gives depends on the processor and, in JavaScript, on
 * whether V8 has compiled the function. It is written as an integer, as assigning NaN to a float
 * leaves the choice to V8 again.
 *
 * @returns the same array
 */
export function withOneNaN<Values extends Float32Array | Float64Array>(values: Values): Values {
  const { buffer, byteOffset, length } = values;
  if (values instanceof Float64Array) {
    const bits = new BigUint64Array(buffer, byteOffset, length);
    for (let i = 0; i < length; i++) if (Number.isNaN(values[i])) bits[i] = NAN_64;
  } else {
    const bits = new Uint32Array(buffer, byteOffset, length);
    for (let i = 0; i < length; i++) if (Number.isNaN(values[i])) bits[i] = NAN_32;
  }
  return values;
}
