/** What a first config is to hold. */
export interface Starter {
  /** the sweep's */
  readonly name: string;
  /** undefined: data that is built in */
  readonly table: StarterTable | StarterArrays | undefined;
}

/** A table to train on. */
export interface StarterTable {
  readonly source: "csv" | "parquet";
  /** relative to the config, with "/" */
  readonly path: string;
  readonly target: string;
  /** undefined: a number is to be predicted, else one of so many classes */
  readonly classCount: number | undefined;
  /** columns that look like no inputs */
  readonly ignore: readonly string[];
}

/** NumPy arrays to train on. */
export interface StarterArrays {
  readonly source: "npy";
  /** relative to the config, with "/" */
  readonly path: string;
  /** of an archive: the array's name; undefined: the file is one array */
  readonly inputs: string | undefined;
  /** the other file, relative to the config, or the array's name */
  readonly targets: string;
  /** undefined: numbers are to be predicted, else one of so many classes */
  readonly classCount: number | undefined;
  /** numbers of a row's target */
  readonly targetWidth: number;
  /** whether a row's inputs are more than a list */
  readonly isDeep: boolean;
}

/**
 * A config that runs as it is and says what each part of it does. It asks what everyone asks first:
 * does dropout help?
 */
export function starterConfig({ name, table }: Starter): string {
  const data =
    table === undefined ? IRIS : table.source === "npy" ? arrayData(table) : tableData(table);
  const task = taskOf(table);
  return `# Does dropout help?
#
# Every variant is trained with every seed. \`sweep run\` trains what is missing
# and says which variant is better, or how many more seeds it takes to tell.
name: ${scalar(name)}

seeds: 1..5                 # or 1..20, or as many as it takes:
# seeds: {first: 1, min: 5, max: 50, until: decided}

${data}
train:
  epochs: 20
  batch: 16
  loss: ${task.loss}
  metrics: [${task.metric}]
  optimizer: {name: adam, learningRate: 0.01}

model:                      # layers and their options as in the tfjs Layers API
  layers:
${task.first}    - dense: {units: 16, activation: relu}
    - dropout: {rate: 0.2}
    - dense: {units: 16, activation: relu}
    - dense: ${task.output}

variants:                   # what each changes of the model above
  with-dropout: {}
  without-dropout: {without: [dropout]}
  # wide: {set: {model.layers.0.dense.units: 64}}

compare:
  metric: val_loss
  baseline: without-dropout
  # margin: 0.05            # the least difference that matters
`;
}

const IRIS = `data:
  source: iris              # 150 flowers, built in
  shuffle: 1                # once, before training, with this seed
  validation: 0.2           # the last fifth of the rows
`;

function tableData({ source, path, target, ignore }: StarterTable): string {
  const what = source === "csv" ? "a header, then a row for each example" : "a table";
  return dataBlock([
    [`source: ${source}`, what],
    [`path: ${scalar(path)}`, "relative to this file"],
    [`target: ${scalar(target)}`, "the column to predict; the others are inputs"],
    [`ignore: [${ignore.map(scalar).join(", ")}]`, "no inputs; of the others texts become one-hot"],
    ...SPLIT,
  ]);
}

function arrayData({ path, inputs, targets }: StarterArrays): string {
  const isArchive = inputs !== undefined;
  return dataBlock([
    ["source: npy", "NumPy arrays; the first axis counts the rows"],
    [`path: ${scalar(path)}`, "relative to this file"],
    ...(isArchive ? [[`inputs: ${scalar(inputs)}`, "an array of it"] as const] : []),
    [`targets: ${scalar(targets)}`, isArchive ? "another" : "what to predict"],
    ...SPLIT,
  ]);
}

const SPLIT = [
  ["validation: 0.2", "the last fifth of the rows"],
  ["shuffle: 1", "once, before training, with this seed"],
] as const;

function dataBlock(lines: readonly (readonly [text: string, why: string])[]): string {
  return `data:\n${lines.map(([text, why]) => `  ${text.padEnd(25)} # ${why}\n`).join("")}`;
}

function taskOf(table: Starter["table"]) {
  const classCount = table === undefined ? 3 : table.classCount;
  const first = table?.source === "npy" && table.isDeep ? "    - flatten: {}\n" : "";
  if (classCount === undefined) {
    const units = table?.source === "npy" ? table.targetWidth : 1;
    return { first, loss: "meanSquaredError", metric: "mae", output: `{units: ${units}}` };
  }
  return {
    first,
    loss: "sparseCategoricalCrossentropy",
    metric: "accuracy",
    output: `{units: ${classCount}, activation: softmax}  # one per class`,
  };
}

/** As plain YAML where that means the same text, else in quotes, which JSON has in common. */
function scalar(text: string): string {
  const isPlain = /^(\.\.?\/)*[A-Za-z_][\w./-]*$/.test(text);
  const isWord = /^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain && !isWord ? text : JSON.stringify(text);
}
