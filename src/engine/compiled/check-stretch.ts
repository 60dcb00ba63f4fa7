import type { EncodedProgram } from "./encode-program.ts";
import type { ProgramRows, Stretch, TrainingStretch } from "./kernels.ts";

// C believes what it is told: a number too high there ends the process, here it is a RangeError.

/** Rows of the data set; each of a program's widths has to divide its array. */
export function countRows(program: EncodedProgram, rows: ProgramRows): number {
  const count = rows.inputs.length / program.inputWidth;
  if (!Number.isInteger(count) || rows.targets.length !== count * program.targetWidth)
    throw new RangeError(
      `rows: must be of ${program.inputWidth} inputs and ${program.targetWidth} targets, got ` +
        `${rows.inputs.length} and ${rows.targets.length} numbers`,
    );
  return count;
}

/** @throws RangeError where the stretch leaves the rows or an array is too short for it */
export function checkEvaluation(program: EncodedProgram, rowCount: number, stretch: Stretch): void {
  checkPlaces(program, rowCount, stretch);
}

/** @throws RangeError where the stretch leaves the rows or an array is too short for it */
export function checkTraining(
  program: EncodedProgram,
  rowCount: number,
  stretch: TrainingStretch,
): void {
  const { first, end, order, scalars, draws } = stretch;
  checkPlaces(program, order?.length ?? rowCount, stretch);
  const steps = Math.ceil((end - first) / program.trainBatch);
  atLeast("scalars", scalars.length, steps * program.scalarCount);
  atLeast("draws", draws.length, program.drawWordCount);
  if (order === undefined) return;
  if (!program.hasOrderRoom) throw new RangeError("order: must be of a program that shuffles");
  for (let place = first; place < end; place++) {
    const row = order[place]!;
    if (row >= rowCount)
      throw new RangeError(`order: must name rows below ${rowCount}, got ${row} at ${place}`);
  }
}

/** An evaluation in the form of a training that needs nothing of its own. */
export function asTraining(stretch: Stretch): TrainingStretch {
  return { ...NO_TRAINING, ...stretch };
}

const NO_TRAINING = {
  order: undefined,
  step: 0,
  rowsBefore: 0,
  scalars: new Float32Array(0),
  draws: new Uint32Array(0),
};

function checkPlaces(program: EncodedProgram, places: number, stretch: Stretch): void {
  const { first, end, predictions } = stretch;
  const whole = Number.isInteger(first) && Number.isInteger(end);
  if (!whole || first < 0 || end < first || end > places)
    throw new RangeError(`stretch: must lie in 0 to ${places}, got ${first} to ${end}`);
  if (predictions !== undefined)
    atLeast("predictions", predictions.length, (end - first) * program.outputWidth);
}

function atLeast(name: string, length: number, needed: number): void {
  if (length < needed) throw new RangeError(`${name}: needs ${needed} numbers, got ${length}`);
}
