/** 2 GiB of inputs, and while they are made twice as much besides. */
export const INPUT_COUNT_MAX = 2 ** 29;
