/** A config without a mistake, to make them in. */
export const RIGHT = `name: right
seeds: 1..3
data: {source: sine-windows, rows: 100, validation: 0.1}
train:
  epochs: 10
  loss: meanSquaredError
  metrics: [mae]
  optimizer: {name: sgd}
model:
  layers:
    - dense: {units: 4, activation: relu}
    - dropout: {rate: 0.2}
    - dense: {units: 1}
variants:
  base: {}
  off: {without: [dropout]}
compare: {metric: val_loss, baseline: base}
`;

/** A config with mistakes; ⟦ and ⟧ stand around what the carets must mark. */
export interface Mistake {
  readonly title: string;
  readonly text: string;
}

/** RIGHT with some of its text replaced. */
export function edited(
  title: string,
  ...edits: readonly (readonly [from: string, to: string])[]
): Mistake {
  let text = RIGHT;
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2)
      throw new RangeError(`${title}: "${from}" is not there once`);
    text = text.replace(from, () => to);
  }
  return { title, text };
}

const seeds = (title: string, written: string) => edited(title, ["1..3", written]);
const data = (title: string, written: string) =>
  edited(title, ["source: sine-windows, rows: 100, validation: 0.1", written]);
const compare = (title: string, written: string) =>
  edited(title, ["metric: val_loss, baseline: base", written]);
const optimizer = (title: string, written: string) => edited(title, ["{name: sgd}", written]);

/** RIGHT with other variants; what compares them goes. */
function variants(title: string, ...lines: readonly string[]): Mistake {
  const from = RIGHT.slice(RIGHT.indexOf("  base: {}"));
  return edited(title, [from, lines.map((line) => `  ${line}\n`).join("")]);
}

/** RIGHT with other layers. */
function layers(title: string, ...lines: readonly string[]): Mistake {
  const from = RIGHT.slice(RIGHT.indexOf("    - dense: {units: 4"), RIGHT.indexOf("variants:"));
  const written = lines.map((line) => `    ${line}\n`).join("");
  return edited(title, [from, written], ["  off: {without: [dropout]}\n", ""]);
}

const manySeeds = Array.from({ length: 10_001 }, (_, index) => index).join(", ");
const sixtyFive = "a".repeat(65);

const IN_THE_FILE: readonly Mistake[] = [
  { title: "an empty file", text: "⟦⟧" },
  { title: "nothing but a comment", text: "⟦⟧# later\n" },
  { title: "a list at the top", text: "⟦- name: x⟧\n" },
  { title: "a text at the top", text: "⟦smoke⟧\n" },
  edited("two documents", ["compare: {metric", "⟦---⟧\ncompare: {metric"]),
  edited("a tab that indents", ["  epochs", "⟦\t⟧epochs"]),
  edited("a tab before the mistake", ["rows: 100,", "rows:\t⟦ten⟧,"]),
  edited("a bracket left open", ["[mae]", "[mae"], ["  optimizer", "  ⟦⟧optimizer"]),
  edited("a byte order mark", ["name: right", "\uFEFFname: ⟦right!⟧"]),
  edited(
    "YAML 1.1",
    ["name: right", "%YAML 1.1\n---\nname: right"],
    ["  metrics", "  shuffle: ⟦yes⟧\n  metrics"],
  ),
  {
    title: "line ends of Windows",
    text: edited("", ["epochs: 10", "epochs: ⟦ten⟧"]).text.replaceAll("\n", "\r\n"),
  },
  edited(
    "letters beyond ASCII",
    ["name: right", "name: ⟦größer⟧"],
    ["  base", "  ⟦変種⟧: {}\n  base"],
  ),
  edited(
    "a long line",
    ["rows: 100", `rows: ⟦ten⟧ ${"".padEnd(0)}`],
    ["data: {source", `data: {take: 1${" ".repeat(300)}, source`],
  ),
  edited("an alias", ["{}", "⟦*off⟧"]),
  edited("an alias of what holds it", ["{}", "&base {set: ⟦*base⟧}"]),
  edited("an alias bomb", ["{}", "{a: &a [x, x], b: &b [⟦*a⟧, ⟦*a⟧], c: [⟦*b⟧, ⟦*b⟧]}"]),
  edited("a merge key", ["{units: 1}", "{⟦<<⟧: {units: 1}}"]),
  edited("a key twice", ["compare:", "⟦name⟧: again\ncompare:"]),
  edited("a key twice, once as a number", ["base: {}", "base: {}\n  1: {}\n  ⟦'1'⟧: {}"]),
  edited("a tag", ["rows: 100", "rows: ⟦!!js/function⟧ 'x => x'"]),
  edited(
    "a tag for bytes",
    ["{name: sgd}", "⟦!!set⟧ {sgd}"],
    ["rows: 100", "rows: ⟦!!binary⟧ aGk="],
  ),
  edited("a tag of our own", ["name: right", "name: ⟦!name⟧ right"]),
  edited("__proto__", ["{name: sgd}", "{name: sgd, ⟦__proto__⟧: {polluted: 1}}"]),
  edited("constructor", ["base: {}", "base: {}\n  ⟦constructor⟧: {}"]),
  edited("a list as a key", ["base: {}", "base: {}\n  ? ⟦[a, b]⟧\n  : {}"]),
  edited("nothing as a key", ["base: {}", "base: {}\n  ⟦~⟧: {}"]),
];

const IN_WHAT_IS_SHARED: readonly Mistake[] = [
  edited("no name", ["name: right\n", ""], ["seeds", "⟦seeds⟧"]),
  edited("a name with a slash", ["name: right", "name: ⟦a/b⟧"]),
  edited("a name with a space", ["name: right", "name: ⟦a b⟧"]),
  edited("a name with a control character", ["name: right", 'name: ⟦"a\u001b[31mb"⟧']),
  edited("a name that turns the writing", ["name: right", "name: ⟦a\u202eb⟧"]),
  edited("a name of 65 letters", ["name: right", `name: ⟦${sixtyFive}⟧`]),
  edited("a number for a name", ["name: right", "name: ⟦12⟧"]),
  edited("an unknown key at the top", ["seeds: 1..3", "seeds: 1..3\n⟦seedings⟧: named"]),
  edited("a key like no other", ["seeds: 1..3", "seeds: 1..3\n⟦verbose⟧: true"]),
  seeds("a seed above 2^53", "⟦9007199254740993⟧"),
  seeds("a seed above 2^53 in a list", "[1, ⟦9007199254740993⟧, 2]"),
  seeds("a range up to 2^53", "⟦1..9007199254740993⟧"),
  seeds("a range between unsafe numbers", `⟦${"9".repeat(40)}..${"9".repeat(40)}⟧`),
  seeds("a negative seed", "⟦-1⟧"),
  seeds("negative seeds in a list", "[⟦-1⟧, 0, ⟦1.5⟧, ⟦two⟧, ⟦.nan⟧]"),
  seeds("seeds listed twice", "[1, 2, ⟦1⟧, 3, ⟦2⟧]"),
  seeds("no seeds", "⟦[]⟧"),
  seeds("ten million seeds", "⟦1..10000000⟧"),
  seeds("ten million seeds, counted", "⟦{first: 1, count: 10000000}⟧"),
  seeds("a long list of seeds", `⟦[⟧\n  ${manySeeds}]`),
  seeds("a range that counts down", "⟦1..0⟧"),
  seeds("a range with three dots", "⟦1...3⟧"),
  seeds("a misspelled key of seeds", "{first: 1, ⟦cuont⟧: 3}"),
  seeds("a number that may be a seed or a count of them", "⟦10⟧"),
  seeds("seeds by a half count", "{first: 1, count: ⟦2.5⟧}"),
  seeds("seeds until something else", "{first: 1, min: ⟦2⟧, max: 50, until: ⟦enough⟧}"),
  seeds("a first look after the last seed", "{first: 1, min: 9, max: ⟦5⟧, until: decided}"),
  edited("seeds until decided without an end", [
    "seeds: 1..3",
    "⟦seeds⟧: {first: 1, until: decided}",
  ]),
  edited("a seed beyond TensorFlow 1", ["1..3", "[1, ⟦2147483647⟧]\nseeding: tf1-op"]),
  edited("counted seeds beyond it", [
    "seeds: 1..3",
    "seeds: ⟦2147483646..2147483647⟧\nseeding: tf1-op",
  ]),
  edited("op seeds beyond it", ["1..3", "1..3\nseeding: {rule: tf1-graph, lastId: ⟦2147483640⟧}"]),
  edited("an unknown seeding", ["1..3", "1..3\nseeding: ⟦tf1-ops⟧"]),
  edited("an unknown coupling", ["1..3", "1..3\nseeding: {coupling: ⟦positions⟧}"]),
  edited("an unknown key beside it", ["1..3", "1..3\nseeding: {rule: named, ⟦couple⟧: position}"]),
  edited("coupling of TensorFlow 1's op seeds", [
    "1..3",
    "1..3\nseeding: {rule: tf1-op, coupling: ⟦position⟧}",
  ]),
  edited("coupling of its graph's", [
    "1..3",
    "1..3\nseeding:\n  rule: tf1-graph\n  coupling: ⟦position⟧",
  ]),
  variants("a variant that is coupled by itself", "off: {⟦seeding⟧: {coupling: position}}"),
  variants("and one that sets it", "off: {set: {⟦seeding.coupling⟧: position}}"),
  edited("an unknown stream", ["1..3", "1..3\nstreams: [init, ⟦droput⟧]"]),
  edited("an unknown engine", ["1..3", "1..3\nengine: ⟦tfjs-nod⟧"]),
  edited(
    "too many runs",
    ["1..3", "⟦1..10000⟧"],
    ["  base", `${Array.from({ length: 9 }, (_, index) => `  v${index}: {}\n`).join("")}  base`],
  ),
  data("an unknown key of data", "source: sine-windows, ⟦row⟧: 100, validation: 0.1"),
  data("an unknown source", "source: ⟦sine-window⟧, validation: 0.1"),
  data("a misspelled validation, which val_loss needs", "source: sine-windows, ⟦validaton⟧: 0.1"),
  data("an unknown source, which might hold more rows", "source: ⟦rows⟧, take: 200000"),
  data(
    "a module's export that can be none",
    "source: module, path: ./my.ts, export: ⟦1rows⟧, validation: 0.2",
  ),
  edited("a NumPy file without targets", [
    "data: {source: sine-windows, rows: 100, validation: 0.1}",
    "⟦data⟧: {source: npy, path: ./my.npy, validation: 0.1}",
  ]),
  data("no share to validate", "source: sine-windows, rows: 100, validation: ⟦most⟧"),
  data("a split by an unknown key", "source: iris, validation: {⟦randon⟧: 0.2}"),
  data("a split by nothing", "source: iris, validation: ⟦{}⟧"),
  data("a drawn share of all rows", "source: iris, validation: {random: ⟦1⟧}"),
  data("two ways to split", "source: iris, validation: {random: 0.2, ⟦folds⟧: 5}"),
  data("one fold", "source: iris, validation: {folds: ⟦1⟧}"),
  data("a fold beyond the last", "source: iris, validation: {folds: 5, fold: ⟦6⟧}"),
  data("more folds than rows", "source: sine-windows, rows: 100, validation: {folds: ⟦101⟧}"),
  data("a drawn share of no row", "source: sine-windows, rows: 1, validation: ⟦{random: 0.5}⟧"),
  data("rows by a column there is none of", "source: iris, validation: {⟦column⟧: a, value: 1}"),
  data(
    "a target that says what validates",
    "source: csv, path: a, target: ⟦y⟧, validation: {column: y, value: test}",
  ),
  data(
    "a value that is a list",
    "source: csv, path: a, target: y, validation: {column: x, value: ⟦[a]⟧}",
  ),
  edited("a stream that nothing draws from", ["1..3", "1..3\nstreams: [init, ⟦split⟧]"]),
  edited("a variant's stream that nothing draws from", [
    "off: {without: [dropout]}",
    "off: {streams: [⟦split⟧]}",
  ]),
  data("an unknown key of a CSV file", "source: csv, path: a, target: y, ⟦standardise⟧: false"),
  edited("a CSV file without a target", [
    "data: {source: sine-windows, rows: 100, validation: 0.1}",
    "⟦data⟧: {source: csv, path: a.csv, validation: 0.1}",
  ]),
  data("a target by its number", "source: csv, path: a.csv, target: ⟦3⟧, validation: 0.1"),
  data("a target twice", "source: csv, path: a.csv, target: [y, ⟦y⟧], validation: 0.1"),
  data("a target to ignore", "source: csv, path: a, target: ⟦y⟧, ignore: [x, y], validation: 0.1"),
  data(
    "more rows taken than made",
    "source: sine-windows, rows: 100, take: ⟦101⟧, validation: 0.1",
  ),
  data("nothing to train on", "source: sine-windows, rows: 1, validation: ⟦0.1⟧"),
  data("nothing to validate on", "source: sine-windows, rows: 100, validation: ⟦1⟧"),
  edited(
    "a metric of rows there are not",
    ["validation: 0.1", "validation: 0"],
    ["metric: val_loss", "metric: ⟦val_loss⟧"],
  ),
  compare("a baseline that is no variant", "baseline: ⟦bsae⟧"),
  compare("a metric that is not recorded", "metric: ⟦val_mea⟧"),
  compare("a metric like no other", "metric: ⟦accuracy⟧"),
  compare("an epoch after the last", "at: ⟦epoch:11⟧"),
  compare("an epoch before the first", "at: ⟦epoch:0⟧"),
  compare("an alpha of 5", "alpha: ⟦5⟧"),
  compare("an unknown key of compare", "⟦metrics⟧: val_loss"),
  compare("looks in a fixed design", "looks: ⟦[3]⟧"),
  compare("a look at two pairs", "mode: budget, looks: [⟦2⟧, 3]"),
  compare("looks that go back", "mode: budget, looks: ⟦[5, 3]⟧"),
  compare("a look after the last seed", "mode: budget, looks: [3, ⟦4⟧]"),
  compare("a mode and a scale like no other", "mode: ⟦budgt⟧, scale: ⟦logs⟧"),
  edited(
    "a fixed number of seeds until decided",
    ["seeds: 1..3", "seeds: {first: 1, max: 9, until: decided}"],
    ["metric: val_loss", "metric: val_loss, mode: ⟦fixed⟧"],
  ),
];

const IN_TRAINING: readonly Mistake[] = [
  edited(
    "no train",
    [RIGHT.slice(RIGHT.indexOf("train:"), RIGHT.indexOf("model:")), ""],
    ["name: right", "⟦name⟧: right"],
  ),
  edited("no epochs", ["train:", "⟦train⟧:"], ["  epochs: 10\n", ""]),
  edited(
    "no epochs and no loss",
    ["train:", "⟦⟦train⟧⟧:"],
    ["  epochs: 10\n  loss: meanSquaredError\n", ""],
  ),
  edited("epochs without a value", ["epochs: 10", "⟦epochs⟧:"]),
  edited("epochs in words", ["epochs: 10", 'epochs: ⟦"ten"⟧']),
  edited("half an epoch", ["epochs: 10", "epochs: ⟦0.5⟧"]),
  edited("epochs in YAML 1.1", ["epochs: 10", "epochs: ⟦1_000⟧"]),
  edited("an unknown key of train", ["epochs: 10", "epochs: 10\n  ⟦epcohs⟧: 10"]),
  edited("an unknown loss", ["meanSquaredError", "⟦meanSquareError⟧"]),
  edited("a block for a loss", ["meanSquaredError", "⟦{toString: 5}⟧"]),
  edited("more metrics than there are", ["[mae]", `⟦[⟧\n    mae${", mea".repeat(24)}]`]),
  edited("an unknown metric", ["[mae]", "[mae, ⟦mea⟧]"]),
  optimizer("an unknown optimizer", "{name: ⟦adma⟧}"),
  edited("an optimizer without a name", ["optimizer: {name: sgd}", "⟦optimizer⟧: {clipNorm: 1}"]),
  optimizer("an optimizer by its name alone", "⟦adam⟧"),
  optimizer("an unknown key of the optimizer", "{name: sgd, ⟦learningrates⟧: 1}"),
  optimizer("an option of another optimizer", "{name: sgd, ⟦momentum⟧: 1}"),
  optimizer("a rate that is no number", "{name: sgd, learningRate: ⟦.nan⟧}"),
  optimizer("a rate without end", "{name: sgd, learningRate: ⟦.inf⟧}"),
  optimizer("an unknown schedule", "{name: sgd, learningRate: {schedule: ⟦stepp⟧}}"),
  optimizer(
    "a schedule's own mistakes",
    "{name: sgd, ⟦learningRate⟧: {schedule: step, initial: ⟦-1⟧, factor: 2}}",
  ),
  edited("early stopping on nothing", [
    "[mae]",
    "[mae]\n  earlyStopping: {metric: ⟦val_mse⟧, patience: 3}",
  ]),
  edited(
    "early stopping on its default",
    ["validation: 0.1", "validation: 0"],
    ["metric: val_loss, ", ""],
    ["[mae]", "[mae]\n  ⟦earlyStopping⟧: {patience: 3}"],
  ),
];

const IN_LAYERS: readonly Mistake[] = [
  layers("an unknown kind", "- ⟦dens⟧: {units: 1}"),
  layers("a kind like no other", "- ⟦convolution⟧: {filters: 1}"),
  layers("two kinds in one", "- ⟦dense⟧: {units: 1}", "  dropout: {rate: 0.5}"),
  layers("options that stand outside", "- ⟦dense⟧:", "  units: 1"),
  layers("a layer of nothing", "- dense: {units: 1}", "- ⟦{}⟧"),
  layers("a number for options", "- dense: ⟦64⟧"),
  layers("no units", "- ⟦dense⟧: {activation: relu}"),
  layers("an unknown key of a layer", "- dense: {⟦unit⟧: 1, units: 1}"),
  layers("an unknown activation", "- dense: {units: 1, activation: ⟦rleu⟧}"),
  layers("an unknown initializer", "- dense: {units: 1, kernelInitializer: {⟦heNorm⟧: {}}}"),
  layers(
    "an unknown initializer's name",
    "- dense: {units: 1, kernelInitializer: ⟦glorotUnifrom⟧}",
  ),
  layers(
    "an unknown key of one",
    "- dense: {units: 1, kernelInitializer: {heNormal: {⟦sede⟧: 1}}}",
  ),
  layers("an unknown regularizer", "- dense: {units: 1, kernelRegularizer: ⟦l3⟧}"),
  layers("a penalty below 0", "- dense: {units: 1, activityRegularizer: {l2: {l2: ⟦-1⟧}}}"),
  layers("an unknown penalty of one", "- dense: {units: 1, activityRegularizer: {l1: {⟦l2⟧: 1}}}"),
  layers("a misspelled regularizer", "- dense: {units: 1, ⟦activityRegularzer⟧: l1}"),
  layers("a rate of 1", "- dense: {units: 1}", "- dropout: {rate: ⟦1⟧}"),
  layers("a rate that is no number", "- dense: {units: 1}", "- dropout: {rate: ⟦.nan⟧}"),
  layers("a rate without end", "- dense: {units: 1}", "- dropout: {rate: ⟦-.inf⟧}"),
  layers(
    "two layers of one name",
    "- dense: {units: 1, name: a}",
    "- dense: {units: 1, name: ⟦a⟧}",
  ),
  layers("a name counted out", "- dense: {units: 1, name: dense-2}", "- ⟦dense⟧: {units: 1}"),
  layers("the input's name", "- dense: {units: 1, name: ⟦input⟧}"),
  layers(
    "a layer read before it stands",
    "- dense: {units: 1, inputs: [⟦late⟧]}",
    "- dense: {units: 1, name: late}",
  ),
  layers(
    "an unknown layer read",
    "- dense: {units: 1, name: first}",
    "- dense: {units: 1, inputs: [⟦frist⟧]}",
  ),
  layers("a layer that reads itself", "- dense: {units: 1, name: a, inputs: [⟦a⟧]}"),
  layers(
    "a layer that nobody reads",
    "- ⟦dense⟧: {units: 1}",
    "- dense: {units: 1, inputs: [input]}",
  ),
  layers("a join of one", "- dense: {units: 1}", "- ⟦add⟧: {}"),
  layers(
    "a dense layer of two",
    "- dense: {units: 1}",
    "- dense: {units: 1, inputs: ⟦[input, dense-1]⟧}",
  ),
  layers("reading nothing", "- dense: {units: 1, inputs: ⟦[]⟧}"),
  edited(
    "no layers",
    [RIGHT.slice(RIGHT.indexOf("  layers:"), RIGHT.indexOf("variants:")), "  layers: ⟦[]⟧\n"],
    ["  off: {without: [dropout]}\n", ""],
  ),
];

/** All of RIGHT that says what the model is. */
const MODEL = RIGHT.slice(RIGHT.indexOf("model:"), RIGHT.indexOf("variants:"));

const IN_VARIANTS: readonly Mistake[] = [
  edited("no variants", [RIGHT.slice(RIGHT.indexOf("variants:")), "variants: ⟦{}⟧\n"]),
  edited("variants without a value", [RIGHT.slice(RIGHT.indexOf("variants:")), "⟦variants⟧:\n"]),
  edited("a list of variants", [
    RIGHT.slice(RIGHT.indexOf("variants:")),
    "⟦variants⟧:\n  - base\n",
  ]),
  variants("a name with a slash", "⟦a/b⟧: {}"),
  variants("a name of 65 letters", `⟦${sixtyFive}⟧: {}`),
  variants("an unknown key of a variant", "a: {⟦dispach⟧: call}"),
  variants("a key of a variant like no other", "a: {⟦seed⟧: 1}"),
  variants("an unknown build", "a: {build: ⟦defered⟧}"),
  variants("an export of no module", "a: {⟦export⟧: buildModel}"),
  variants("a model without a name", "a: {keras: ⟦''⟧}"),
  variants("a model that is no text", "a: {module: ⟦5⟧, set: {train.epochs: ⟦0⟧}}"),
  variants("two models", "a: {keras: ./a.json, ⟦module⟧: ./b.ts}"),
  variants("an unknown key beside a model", "a: {keras: ./a.json, ⟦weight⟧: ./b.npz}"),
  variants("set a layer of a file", "a: {keras: ./a.json, set: {⟦model.layers.0.dense.units⟧: 8}}"),
  variants("set within a file", "a: {module: ./a.ts, set: {⟦model.keras⟧: ./b.json}}"),
  variants("set training beside a file", "a: {keras: ./a.json, set: {train.epochs: ⟦0⟧}}"),
  variants("set weights to no text", "a: {set: {model.weights: ⟦5⟧}}"),
  edited(
    "layers beside a file",
    ["model:\n", "model:\n  keras: ./m.json\n"],
    [
      "  layers:\n    - dense: {units: 4, activation: relu}",
      "  ⟦layers⟧:\n    - dense: {units: 4, activation: relu}",
    ],
  ),
  edited(
    "a file without layers to set",
    [MODEL, "model: {keras: ./m.json}\n"],
    ["base: {}", "base: {set: {⟦model.layers.0.dense.units⟧: 8}}"],
  ),
  edited("an unknown key beside the base's file", [
    MODEL,
    "model: {keras: ./m.json, ⟦layer⟧: []}\n",
  ]),
  edited(
    "no model for one that brings none",
    [MODEL, ""],
    ["name: right", "⟦name⟧: right"],
    ["base: {}", "base: {keras: ./m.json}"],
    ["off: {without: [dropout]}", "off: {}"],
  ),
  variants("without nothing", "a: {without: ⟦[]⟧}"),
  variants("without what is not there", "a: {without: [⟦dropuot⟧, dropout]}"),
  variants("without any layer", "a: {⟦without⟧: [dense, dropout]}"),
  variants("set what is not there", "a: {set: {⟦model.layers.0.dens.units⟧: 8}}"),
  variants("set a layer that is not there", "a: {set: {⟦model.layers.3.dense.units⟧: 8}}"),
  variants("set by a padded index", "a: {set: {⟦model.layers.00.dense.units⟧: 8}}"),
  variants("set an unknown option", "a: {set: {⟦model.layers.0.dense.unit⟧: 8}}"),
  variants("set a bad value", "a: {set: {model.layers.0.dense.units: ⟦-8⟧}}"),
  variants(
    "set a bad value in a block",
    "a: {set: {train.optimizer: {name: sgd, learningRate: ⟦0⟧}}}",
  ),
  variants(
    "set a bad value in a block set as well",
    "a: {set: {train.optimizer.learningRate: ⟦0⟧, train.optimizer: {name: sgd}}}",
  ),
  variants("set a second kind", "a: {set: {⟦model.layers.1.dense⟧: {units: 4}}}"),
  variants("set what all share", "a: {set: {⟦data.rows⟧: 5, ⟦seeds⟧: 1..2}}"),
  variants("set what stands beside", "a: {set: {⟦build⟧: deferred}}"),
  variants("set by a wrong start", "a: {set: {⟦modle.layers.0.dense.units⟧: 8}}"),
  variants("set all of model", "a: {set: {⟦model⟧: {layers: []}}}"),
  variants("set a prototype", "a: {set: {⟦model.__proto__.x⟧: 1, ⟦train.__proto__⟧: 1}}"),
  variants(
    "set a metric that stopping needs",
    "a: {set: {train.earlyStopping: {patience: 1, metric: ⟦acc⟧}}}",
  ),
  variants(
    "set part of a bad base twice over",
    "a: {set: {train.metrics.0: ⟦mea⟧, ⟦train.metrics.1⟧: mse}}",
  ),
  edited(
    "a layer without the name it is read by",
    ["units: 4,", "units: 4, name: wide,"],
    ["{rate: 0.2}", "{rate: 0.2, inputs: [wide]}"],
    ["base: {}", "base: {⟦set⟧: {model.layers.0.dense.name: narrow}}"],
  ),
  edited(
    "a join without what it joins",
    [
      "    - dense: {units: 1}\n",
      "    - dense: {units: 1}\n    - add: {inputs: [dropout-1, dense-2]}\n",
    ],
    ["{without: [dropout]}", "{⟦without⟧: [add]}"],
  ),
  edited(
    "a change that early stopping and the comparison do not survive",
    ["[mae]", "[mae]\n  earlyStopping: {metric: val_mae, patience: 1}"],
    ["metric: val_loss", "metric: ⟦mae⟧, at: ⟦epoch:5⟧"],
    ["base: {}", "base: {⟦set⟧: {train.metrics: [], train.epochs: 4}}"],
  ),
];

const MANY_AT_ONCE: readonly Mistake[] = [
  edited(
    "ten mistakes in all parts",
    ["1..3", "[1, ⟦1⟧]"],
    ["rows: 100", "rows: 100, take: ⟦101⟧"],
    ["epochs: 10", "epochs: ⟦ten⟧"],
    ["activation: relu", "⟦activatoin⟧: relu"],
    ["rate: 0.2", "rate: ⟦1⟧"],
    ["{units: 1}", "{units: 1, inputs: [⟦droput⟧]}"],
    ["base: {}", "base: {set: {train.optimizer.learningRate: ⟦fast⟧, ⟦model.layer⟧: 1}}"],
    ["metric: val_loss, baseline: base", "metric: ⟦val_lss⟧, baseline: ⟦bsae⟧"],
  ),
  edited(
    "mistakes of the base, which show through in variants that change other things",
    ["loss: meanSquaredError", "loss: ⟦mseee⟧"],
    ["units: 4", "units: ⟦0⟧"],
    ["base: {}", "base: {set: {train.epochs: 3, model.layers.0.dense.activation: tanh}}"],
  ),
  edited(
    "the same mistake in the base and in two variants",
    ["epochs: 10", "epochs: ⟦ten⟧"],
    ["base: {}", "base: {set: {train.epochs: ⟦ten⟧}}\n  more: {set: {train.epochs: ⟦ten⟧}}"],
  ),
  edited(
    "a misspelled train, which hides what would stand in it",
    ["train:", "⟦trian⟧:"],
    ["base: {}", "base: {set: {train.epochs: 3}}"],
  ),
];

export const MISTAKES: readonly Mistake[] = [
  ...IN_THE_FILE,
  ...IN_WHAT_IS_SHARED,
  ...IN_TRAINING,
  ...IN_LAYERS,
  ...IN_VARIANTS,
  ...MANY_AT_ONCE,
];
