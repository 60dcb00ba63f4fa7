import { withOneNaN } from "../../base/one-nan.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Weight } from "../../model/initialize.ts";
import { sizeOf } from "../../model/model-shapes.ts";
import { outputForm } from "../../model/output-form.ts";
import { lossKind } from "../../model/row-metric.ts";
import { actsInTraining } from "../built-layers.ts";
import type { OwnLayers, RunSpec } from "../engine.ts";
import { droppedCount, type InspectedModel, type StepStretch } from "../inspect-run.ts";
import type { BuiltLayer, NamedTensor, SwitchedLayer } from "../inspection.ts";
import { addBatch } from "../metric-sums.ts";
import type { Outcome } from "./objective.ts";
import { type Rows, rowReader } from "./row-reader.ts";
import { type LayerCall, openSession } from "./session.ts";

/**
 * A tfjs model that is looked into.
 *
 * @param initial the weights it starts from
 */
export function inspectedSession(
  spec: RunSpec,
  dataset: Dataset,
  initial: readonly Weight[],
  own: OwnLayers | undefined,
): InspectedModel {
  const { batch, loss } = spec.training;
  const form = outputForm(spec.model.layers, dataset.inputShape, dataset.targetShape);
  const reader = rowReader(dataset, batch);
  const firstRows = reader.inPlace(0, Math.min(batch, dataset.rowCount));
  const session = openSession(spec, dataset, initial, firstRows, own);
  const kind = lossKind(loss, form.hasLogits);

  const rowsAt = ({ order }: StepStretch, first: number, end: number) =>
    order ? reader.inOrder(order, first, end) : reader.inPlace(first, end);
  /** @returns the mean over the rows */
  const addLoss = (outcome: Outcome, { targets, rowCount }: Rows, sums: Float64Array) =>
    addBatch([kind], { ...outcome, targets, width: form.width, sampleCount: rowCount }, sums);
  return {
    layers: session.layers(),
    read: () => ({
      weights: session.weights().map(withNaN),
      slots: session.slots().map(withNaN),
    }),
    write: session.resume,
    predict: (first, end) =>
      withOneNaN(Float32Array.from(session.predict(reader.inPlace(first, end)).predictions)),
    train(stretch, lossSum) {
      session.moveTo(stretch);
      const sums = Float64Array.of(lossSum);
      for (let first = stretch.first; first < stretch.end; first += batch) {
        const rows = rowsAt(stretch, first, Math.min(first + batch, stretch.end));
        addLoss(session.step(rows), rows, sums);
      }
      return sums[0]!;
    },
    look(stretch) {
      session.moveTo(stretch);
      const rows = rowsAt(stretch, stretch.first, stretch.end);
      const { outcome, gradients, calls } = session.look(rows);
      return {
        loss: addLoss(outcome, rows, new Float64Array(1)),
        switched: session
          .layers()
          .filter(actsInTraining)
          .map((layer) => switchedLayer(layer, rows.rowCount, calls.get(layer.name))),
        gradients: gradients.map(withNaN),
      };
    },
    close: session.dispose,
  };
}

function withNaN(tensor: NamedTensor): NamedTensor {
  return { ...tensor, values: withOneNaN(tensor.values) };
}

function switchedLayer(
  { name, kind, outputShape }: BuiltLayer,
  rowCount: number,
  call: LayerCall | undefined,
): SwitchedLayer {
  return {
    ...{ layer: name, kind, training: call?.training === true },
    elementCount: rowCount * sizeOf(outputShape),
    droppedCount: droppedCount(call?.mask?.multiply),
    ...call?.mask,
  };
}
