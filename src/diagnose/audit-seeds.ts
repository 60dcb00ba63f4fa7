// What the same seed must repeat, and what another seed must change.
import type { OutlinedTensor, RunOutline } from "../engine/outline-run.ts";
import type { StreamName } from "../random/streams.ts";
import type { Found, VariantOutlines } from "./audit-finding.ts";
import { showNumbers } from "./show-value.ts";
import { isTellingMask, isTellingOrder } from "./telling.ts";

/** The first thing that is not the same when a seed is used twice. */
export function sameSeedTwice({ seed, first, again }: VariantOutlines): Found[] {
  const found =
    otherWeight(first.weights, again.weights) ??
    otherOrder(first, again) ??
    otherMask(first, again) ??
    otherLoss(first, again) ??
    otherAfter(first, again);
  if (!found) return [];
  const { where, what } = found;
  return [
    {
      ...{ check: "same-seed", severity: "fault", where },
      text: `seed ${seed} twice does not repeat: ${what}`,
      hint: "something keeps a state from one run to the next, or draws outside of the seed",
    },
  ];
}

interface Unrepeated {
  readonly where: string;
  readonly what: string;
}

function otherWeight(a: RunOutline["weights"], b: RunOutline["weights"]): Unrepeated | undefined {
  const where = firstOther(a, b);
  return where === undefined ? undefined : { where, what: `${where} starts otherwise` };
}

function otherOrder({ order: a }: RunOutline, { order: b }: RunOutline): Unrepeated | undefined {
  const epoch = (a?.epochs ?? []).findIndex((digest, index) => digest !== b?.epochs[index]);
  if (epoch < 0) return undefined;
  return { where: "order", what: `the rows of epoch ${epoch + 1} come in another order` };
}

function otherMask({ masks: a }: RunOutline, { masks: b }: RunOutline): Unrepeated | undefined {
  const stepCount = a[0]?.steps.length ?? 0;
  for (let step = 0; step < stepCount; step++) {
    const index = a.findIndex(
      (mask, place) => mask.steps[step]!.sha256 !== b[place]?.steps[step]?.sha256,
    );
    if (index < 0) continue;
    const { layer } = a[index]!;
    return { where: layer, what: `${layer} has another mask at step ${step + 1}` };
  }
  return undefined;
}

function otherLoss({ losses: a }: RunOutline, { losses: b }: RunOutline): Unrepeated | undefined {
  const step = a.findIndex((loss, index) => !Object.is(loss, b[index]));
  if (step < 0) return undefined;
  const [x, y] = showNumbers(a[step]!, b[step] ?? Number.NaN);
  return { where: "loss", what: `the loss of step ${step + 1} is ${x}, then ${y}` };
}

function otherAfter({ after: a, losses }: RunOutline, { after: b }: RunOutline) {
  const where = firstOther(a, b);
  if (where === undefined) return undefined;
  return { where, what: `${where} is another one after step ${losses.length}` };
}

function firstOther(a: readonly OutlinedTensor[], b: readonly OutlinedTensor[]) {
  const tensor = a.find(({ sha256 }, index) => sha256 !== b[index]?.sha256);
  return tensor && `${tensor.layer}/${tensor.name}`;
}

/** Something that a stream decides, with whether it is the same with both seeds. */
interface Drawn {
  readonly stream: StreamName;
  /** for example "dense_1/kernel" or "mask of dropout_1" */
  readonly place: string;
  readonly isSame: boolean;
}

/**
 * What follows the seed and does not change with it, or is held and does; and a seed that nothing
 * follows.
 */
export function anotherSeed(outlines: VariantOutlines): Found[] {
  const { spec, seed, otherSeed, first } = outlines;
  const follows = (stream: StreamName) => spec.seeding.streams.includes(stream);
  const seeds = `seed ${seed} and seed ${otherSeed}`;
  if (!drawnFrom(first).some(follows)) return [nothingFollows(seeds, spec)];
  const wrong = drawnBy(outlines).filter(({ stream, isSame }) => follows(stream) === isSame);
  return [...new Set(wrong.map(({ stream }) => stream))].map((stream) => {
    const places = wrong.filter((drawn) => drawn.stream === stream).map(({ place }) => place);
    const text = follows(stream)
      ? `the stream "${stream}" is dead: ${seeds} give the same ${inShort(places)}`
      : `the stream "${stream}" is held, yet ${seeds} give another ${inShort(places)}`;
    return {
      ...{ check: "other-seed", severity: "fault", where: places[0]!, text },
      hint: follows(stream)
        ? "runs that a seed does not change are one run, told several times"
        : "what the config's `streams` leaves out has to be the same with every seed",
    };
  });
}

function inShort(places: readonly string[]): string {
  const [first, ...others] = places;
  return others.length < 2 ? places.join(" and ") : `${first} and ${others.length} more`;
}

function nothingFollows(seeds: string, { model }: VariantOutlines["spec"]): Found {
  const found = { check: "other-seed", severity: "caution", where: "seed" } as const;
  const text = `${seeds} give the same run`;
  if (model.initialWeights) {
    const why = "the initial weights are given, and nothing else is drawn from the seed";
    return { ...found, text: `${text}: ${why}`, hint: "one seed tells all there is to tell" };
  }
  return {
    ...found,
    text: `${text}: nothing that the model draws follows the seed`,
    hint: "let `streams` name what the model draws: init, dropout, noise or order",
  };
}

/** All that can be told apart from chance. */
function drawnBy({ first, other }: VariantOutlines): Drawn[] {
  const weights = first.weights.flatMap(({ layer, name, sha256, isRandom, varies }, index) => {
    if (!isRandom || !varies) return [];
    const isSame = sha256 === other.weights[index]?.sha256;
    return [{ stream: "init", place: `${layer}/${name}`, isSame } as const];
  });
  const masks = first.masks.flatMap((mask, index) => {
    const telling = mask.steps.findIndex((step) => isTellingMask(mask, step));
    if (telling < 0) return [];
    const isSame = mask.steps[telling]!.sha256 === other.masks[index]?.steps[telling]?.sha256;
    const stream = streamOf(mask);
    const what = stream === "noise" ? "noise" : "mask";
    return [{ stream, place: `${what} of ${mask.layer}`, isSame }];
  });
  const { order } = first;
  const isSame = order?.epochs[0] === other.order?.epochs[0];
  const orders: Drawn[] =
    order && isTellingOrder(order) ? [{ stream: "order", place: "order of the rows", isSame }] : [];
  return [...weights, ...masks, ...orders];
}

/** Streams that something draws from, however little. */
function drawnFrom({ weights, masks, order }: RunOutline): StreamName[] {
  const acting = masks.filter(({ steps }) => steps.some(({ varies }) => varies));
  return [
    ...(weights.some(({ isRandom }) => isRandom) ? (["init"] as const) : []),
    ...acting.map(streamOf),
    ...(order ? (["order"] as const) : []),
  ];
}

function streamOf({ kind }: RunOutline["masks"][number]): "dropout" | "noise" {
  return kind === "gaussianNoise" ? "noise" : "dropout";
}
