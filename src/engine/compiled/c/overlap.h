// Training a kernel while the next rows of its gradient are being summed. A root and a division
// take long but leave the multipliers free: between the steps of a product they cost little, if
// nothing waits for them. So a vector of weights goes through four stages, begin, root, quotient
// and finish, and the vector after it is always one or two behind. It saves 7 to 10 % of a step on
// Zen 4; without the stages nothing is saved.
#ifndef SWEEP_OVERLAP_H
#define SWEEP_OVERLAP_H
#include "tile.h"
#include "update.h"

#define TILE_LANES (TILE_ROWS * PANEL / LANES)  // vectors of weights in a tile

// A rule's numbers (see update.h) and where the training stands.
typedef struct {
  int rule, decays;
  float *weight, *first, *second;
  const float *gradient;
  Lanes rho, rest, rest2, epsilon, rate, decay;
} Course;

// The vectors on their way: `next` and `spread` are of the one just begun.
typedef struct {
  Lanes next, spread, numerator, root, quotient;
} Stages;

INLINE Lanes flushed_lanes(Lanes x) {
  const Lanes size = (Lanes)((LaneInts)x & INT32_MAX);
  return (Lanes)((LaneInts)x & ~(size < 0x1p-126f));
}

INLINE Lanes blend_lanes(int tf1, Lanes rho, Lanes rest, Lanes old, Lanes value) {
  const Lanes mean = tf1 ? old + (value - old) * rest : rho * old + rest * value;
  return flushed_lanes(mean);
}

// Reads a gradient and moves the slots.
INLINE void begin_lanes(Course *course, Stages *stages) {
  const Lanes g = load(course->gradient), old = load(course->first);
  Lanes kept;
  if (course->rule == ADAM) {
    const Lanes old2 = load(course->second);
    kept = blend_lanes(1, g, course->rest, old, g);
    const Lanes square = blend_lanes(1, g, course->rest2, old2, g * g);
    store(course->second, square);
    course->second += LANES;
    stages->next = kept * course->rate;
    stages->spread = square;
  } else {
    if (course->rule == ADAGRAD) kept = flushed_lanes(old + g * g);
    else kept = blend_lanes(course->rule == RMSPROP_TF1, course->rho, course->rest, old, g * g);
    stages->next = course->rate * g;
    stages->spread = kept + course->epsilon;
  }
  store(course->first, kept);
  course->first += LANES;
  course->gradient += LANES;
}

INLINE void take_roots(const Course *course, Stages *stages) {
  for (int i = 0; i < LANES; i++) stages->root[i] = __builtin_sqrtf(stages->spread[i]);
  if (course->rule == ADAM) stages->root += course->epsilon;
  stages->numerator = stages->next;
}

INLINE void divide_lanes(Stages *stages) {
  stages->quotient = stages->numerator / stages->root;
}

INLINE void finish_lanes(Course *course, const Stages *stages) {
  Lanes w = load(course->weight);
  if (course->decays) w -= w * course->decay;
  store(course->weight, w - stages->quotient);
  course->weight += LANES;
}

INLINE Lanes lanes_of(float x) {
  return (Lanes){0} + x;
}

INLINE Course course_of(int rule, int decays, const Update *update, size_t at,
                        const float *gradient) {
  const float *const c = update->constants;
  Course course = {.rule = rule, .decays = decays, .gradient = gradient};
  course.weight = update->weight + at;
  course.first = update->slots[0] + at;
  course.rate = lanes_of(update->scalars[0]);
  if (rule == ADAM) {
    course.second = update->slots[1] + at;
    course.rest = lanes_of(c[0]);
    course.rest2 = lanes_of(c[1]);
    course.epsilon = lanes_of(c[2]);
    course.decay = lanes_of(update->scalars[1]);
  } else if (rule == ADAGRAD) {
    course.epsilon = lanes_of(c[0]);
  } else {
    course.rho = lanes_of(c[0]);
    course.rest = lanes_of(c[1]);
    course.epsilon = lanes_of(c[2]);
  }
  return course;
}

// Sums a whole tile into `out` and meanwhile trains TILE_LANES vectors.
INLINE void overlapped_tile(Course course, Left left, Right right, int steps, float *out) {
  Tile sums = {0};
  Stages stages;
  const int share = steps / TILE_LANES;
  begin_lanes(&course, &stages);
  take_roots(&course, &stages);
  begin_lanes(&course, &stages);
  divide_lanes(&stages);
  for (int i = 2; i < TILE_LANES; i++) {
    finish_lanes(&course, &stages);
    take_roots(&course, &stages);
    begin_lanes(&course, &stages);
    divide_lanes(&stages);
    add_products(TILE_ROWS, TILE_VECTORS, sums, left, right, share);
    left.at += share * left.by_step;
    right.at += share * right.by_step;
  }
  finish_lanes(&course, &stages);
  take_roots(&course, &stages);
  divide_lanes(&stages);
  add_products(TILE_ROWS, TILE_VECTORS, sums, left, right, steps - (TILE_LANES - 2) * share);
  finish_lanes(&course, &stages);
  store_tile(TILE_ROWS, TILE_VECTORS, sums, out, PANEL);
}

// Whether a rule has such stages here. Only AVX-512 has registers enough for them and a tile.
static inline int can_overlap(const Update *update) {
  if (LANES < 16) return 0;
  if (update->rule == RMSPROP || update->rule == RMSPROP_TF1) {
    return !update->slots[1] && !update->slots[2];
  }
  return update->rule == ADAGRAD || update->rule == ADAM;
}

// Trains the weights from `at` on by a tile of gradients and sums the next tile into `out`.
static void train_and_sum(const Update *update, size_t at, float *gradient, Left left,
                          Right right, int steps, float *out) {
#define OVERLAP(rule, decays) \
  overlapped_tile(course_of(rule, decays, update, at, gradient), left, right, steps, out)
  adjust_gradient(update, at, TILE_LANES * LANES, gradient);
  switch (update->rule) {
    case RMSPROP: return OVERLAP(RMSPROP, 0);
    case RMSPROP_TF1: return OVERLAP(RMSPROP_TF1, 0);
    case ADAGRAD: return OVERLAP(ADAGRAD, 0);
    case ADAM:
      if (update->scalars[1] != 0) return OVERLAP(ADAM, 1);
      return OVERLAP(ADAM, 0);
  }
#undef OVERLAP
}

#endif
