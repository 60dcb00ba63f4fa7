/**
 * Made with numpy 2.4.6 and SciPy 1.17.1: two samples, their means and deviations (n - 1), the
 * paired difference's mean and deviation, Pearson's correlation, and how many of the differences
 * are below zero and exactly zero.
 */
export const REFERENCE_SETS = [
  {
    id: "paired-n3",
    a: [0.467935, 0.395172, 0.533838],
    b: [0.497596, 0.428877, 0.557241],
    ofA: {
      mean: 0.4656483333333334,
      sd: 0.06936127537995054,
      median: 0.467935,
      min: 0.395172,
      max: 0.533838,
    },
    ofB: {
      mean: 0.4945713333333333,
      sd: 0.06423543087995387,
      median: 0.497596,
      min: 0.428877,
      max: 0.557241,
    },
    meanDifference: -0.028923000000000004,
    sdDifference: 0.005190499397938506,
    pearsonR: 0.9999251476337176,
    lowerCount: 3,
    equalCount: 0,
  },
  {
    id: "paired-n10",
    a: [
      0.878793, 1.36568, 1.309339, 1.486492, 1.535336, 1.354729, 0.800988, 1.035518, 1.053554,
      1.335141,
    ],
    b: [
      0.910781, 1.237828, 1.251814, 1.44558, 1.571918, 1.412733, 0.974436, 1.050044, 1.03645,
      1.306713,
    ],
    ofA: {
      mean: 1.215557,
      sd: 0.2548642343039394,
      median: 1.3222399999999999,
      min: 0.800988,
      max: 1.535336,
    },
    ofB: {
      mean: 1.2198297,
      sd: 0.2209125416272995,
      median: 1.244821,
      min: 0.910781,
      max: 1.571918,
    },
    meanDifference: -0.0042727000000000025,
    sdDifference: 0.08046278773038157,
    pearsonR: 0.9527416782110236,
    lowerCount: 5,
    equalCount: 0,
  },
  {
    id: "paired-ties-zeros",
    a: [0.88, 0.85, 0.91, 0.87, 0.89, 0.9, 0.92, 0.95, 0.91, 0.9],
    b: [0.87, 0.86, 0.91, 0.86, 0.89, 0.91, 0.92, 0.96, 0.91, 0.92],
    ofA: { mean: 0.898, sd: 0.02780887148615228, median: 0.9, min: 0.85, max: 0.95 },
    ofB: { mean: 0.901, sd: 0.03142893217686178, median: 0.91, min: 0.86, max: 0.96 },
    meanDifference: -0.003,
    sdDifference: 0.00948683298050514,
    pearsonR: 0.9560097913604725,
    lowerCount: 4,
    equalCount: 4,
  },
  {
    id: "paired-outlier",
    a: [
      0.314019, 0.322158, 0.309306, 0.272873, 0.318475, 0.277633, 0.311329, 0.281101, 0.271176,
      0.272453,
    ],
    b: [
      0.32515, 0.337786, 0.315753, 0.294847, 10.147978, 0.281103, 0.316298, 0.285461, 0.28642,
      0.284891,
    ],
    ofA: {
      mean: 0.29505230000000005,
      sd: 0.021556063024639322,
      median: 0.2952035,
      min: 0.271176,
      max: 0.322158,
    },
    ofB: { mean: 1.2875687, sd: 3.1132928822000263, median: 0.3053, min: 0.281103, max: 10.147978 },
    meanDifference: -0.9925163999999999,
    sdDifference: 3.105006290263631,
    pearsonR: 0.38737080982163724,
    lowerCount: 10,
    equalCount: 0,
  },
] as const;
