// What must not come twice within one run.
import type { OutlinedMask, OutlinedWeight, RunOutline } from "../engine/outline-run.ts";
import type { Found } from "./audit-finding.ts";
import { isTellingMask, isTellingOrder } from "./telling.ts";

/**
 * Weights of one shape that start with the same numbers.
 *
 * @param isTf1 whether op seeds decide what is drawn
 */
export function equalKernels(weights: readonly OutlinedWeight[], isTf1: boolean): Found[] {
  const drawn = weights.filter(({ isRandom, varies }) => isRandom && varies);
  return groupsOf(drawn, ({ shape, sha256 }) => `${shape} ${sha256}`).map((group) => {
    const places = group.map(({ layer, name }) => `${layer}/${name}`);
    return sharedDraw("kernels", places, "start equal", isTf1 ? group : []);
  });
}

/** Layers that mask alike at every step. */
export function equalMasks(masks: readonly OutlinedMask[], isTf1: boolean): Found[] {
  const telling = masks.filter((mask) => mask.steps.every((step) => isTellingMask(mask, step)));
  const form = ({ kind, steps }: OutlinedMask) => `${kind} ${steps.map(({ sha256 }) => sha256)}`;
  return groupsOf(telling, form).map((group) => {
    const places = group.map(({ layer }) => layer);
    const verb = group[0]!.kind === "gaussianNoise" ? "add the same noise" : "drop the same units";
    return sharedDraw("masks", places, verb, isTf1 ? group : []);
  });
}

/** Several places that draw the same: as TensorFlow 1 has it for equal op seeds, or by mistake. */
function sharedDraw(
  check: "kernels" | "masks",
  places: readonly string[],
  verb: string,
  seeded: readonly { readonly opSeed?: number }[],
): Found {
  const [opSeed, ...others] = new Set(seeded.map((each) => each.opSeed));
  const text = `${listed(places)} ${verb}`;
  const where = places.join(", ");
  if (opSeed !== undefined && others.length === 0) {
    const have = `${places.length === 2 ? "both" : "all"} have TensorFlow 1's op seed ${opSeed}`;
    return {
      ...{ check, severity: "caution", where },
      text: `${text}: ${have}, and equal op seeds draw equally there`,
      hint:
        check === "kernels"
          ? "give each kernelInitializer a seed of its own, or use seeding: named"
          : "give each dropout and noise layer a seed of its own, or use seeding: named",
    };
  }
  return {
    ...{ check, severity: "fault", where, text },
    hint: "layers that draw the same are not independent: they begin as copies of one another",
  };
}

/** A mask that is the same at two steps. */
export function frozenMask(mask: OutlinedMask): Found[] {
  const { layer, kind, steps } = mask;
  const seen = new Map<string, number>();
  for (const [index, step] of steps.entries()) {
    if (!isTellingMask(mask, step)) continue;
    const before = seen.get(step.sha256);
    if (before === undefined) {
      seen.set(step.sha256, index);
      continue;
    }
    const what = kind === "gaussianNoise" ? "adds the very noise" : "has the very mask";
    return [
      {
        ...{ check: "masks", severity: "fault", where: layer },
        text: `${layer} ${what} of step ${before + 1} again at step ${index + 1}: it is frozen`,
        hint: "a mask is drawn anew at each step; one that stays trains a smaller network",
      },
    ];
  }
  return [];
}

/** An order of the rows that is the same in two epochs. */
export function frozenOrder({ order }: RunOutline): Found[] {
  if (!order || !isTellingOrder(order)) return [];
  const [first, second] = order.epochs;
  if (first !== second) return [];
  return [
    {
      ...{ check: "masks", severity: "fault", where: "order" },
      text: "the rows come in epoch 2 in the very order of epoch 1: it is frozen",
      hint: "train.shuffle asks for an order of its own in each epoch",
    },
  ];
}

/** Those that share a form with others, in groups. */
function groupsOf<Item>(items: readonly Item[], form: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(form(item), [...(groups.get(form(item)) ?? []), item]);
  return [...groups.values()].filter((group) => group.length > 1);
}

/** "a and b", "a, b and c". */
function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
