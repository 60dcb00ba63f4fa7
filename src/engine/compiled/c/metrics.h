// Sums of losses and metrics over the rows shown: the C twin of src/engine/metric-sums.ts and of
// src/model/metric-values.ts, where the formulas have their sources. All in float64.
#ifndef SWEEP_METRICS_H
#define SWEEP_METRICS_H
#include "elementary.h"

// ROW_METRIC_KINDS of metric-values.ts; the losses come first, as in LOSSES.
enum {
  MEAN_SQUARED_ERROR,
  MEAN_ABSOLUTE_ERROR,
  MEAN_ABSOLUTE_PERCENTAGE_ERROR,
  MEAN_SQUARED_LOGARITHMIC_ERROR,
  HUBER,
  LOGCOSH,
  HINGE,
  SQUARED_HINGE,
  CATEGORICAL_HINGE,
  CATEGORICAL_CROSSENTROPY,
  SPARSE_CATEGORICAL_CROSSENTROPY,
  BINARY_CROSSENTROPY,
  KULLBACK_LEIBLER_DIVERGENCE,
  POISSON,
  COSINE_PROXIMITY,
  BINARY_ACCURACY,
  CATEGORICAL_ACCURACY,
  SPARSE_CATEGORICAL_ACCURACY,
};

typedef struct {
  const float *prediction, *target;
  int width, target_width;
} MetricRow;

#define METRIC_EPSILON 1e-7

static inline double square_f64(double x) { return x * x; }
static inline double at_least_epsilon(double p) { return p < METRIC_EPSILON ? METRIC_EPSILON : p; }
static inline double at_least_zero(double x) { return x < 0 ? 0 : x; }
static inline double greater_f64(double a, double b) { return a >= b || a != a ? a : b; }
static inline double clip_to_one(double p) {
  return p < METRIC_EPSILON ? METRIC_EPSILON : p > 1 ? 1 : p;
}
static inline double clip_inside(double p) {
  return p < METRIC_EPSILON ? METRIC_EPSILON : p > 1 - METRIC_EPSILON ? 1 - METRIC_EPSILON : p;
}

// A row's target may be narrower than its prediction: what is missing is not a number.
static inline double target_at(MetricRow row, int i) {
  return i < row.target_width ? (double)row.target[i] : __builtin_nan("");
}

// The place a target names, or -1 if it names none of `width`
static inline int class_of(float target, int width) {
  if (!(target >= 0 && target < (float)width)) return -1;
  int place = (int)target;
  return (float)place == target && place < width ? place : -1;
}

INLINE double sum_of(double (*element)(double p, double t), MetricRow row) {
  double sum = 0;
  for (int i = 0; i < row.width; i++) sum += element(row.prediction[i], target_at(row, i));
  return sum;
}

INLINE double mean_of(double (*element)(double p, double t), MetricRow row) {
  return sum_of(element, row) / row.width;
}

static inline double squared_error(double p, double t) { return square_f64(p - t); }
static inline double absolute_error(double p, double t) { return __builtin_fabs(p - t); }
static inline double percentage_error(double p, double t) {
  return 100 * __builtin_fabs(p - t) / at_least_epsilon(__builtin_fabs(t));
}
static inline double squared_logarithmic_error(double p, double t) {
  double log_p = natural_log(1 + at_least_epsilon(p));
  return square_f64(log_p - natural_log(1 + at_least_epsilon(t)));
}
static inline double huber(double p, double t) {
  double distance = __builtin_fabs(p - t);
  return distance <= 1 ? 0.5 * square_f64(distance) : distance - 0.5;
}
static inline double log_cosh(double p, double t) {
  double distance = __builtin_fabs(p - t);
  double rest = distance <= 300 ? exp_f64(-2 * distance) : 0;
  return distance + natural_log(1 + rest) - LN2;
}
static inline double hinge(double p, double t) { return at_least_zero(1 - t * p); }
static inline double squared_hinge(double p, double t) { return square_f64(hinge(p, t)); }
static inline double binary_crossentropy(double p, double t) {
  double clipped = clip_inside(p);
  return -(t * natural_log(clipped) + (1 - t) * natural_log(1 - clipped));
}
static inline double divergence(double p, double t) {
  double target = clip_to_one(t);
  return target * natural_log(target / clip_to_one(p));
}
static inline double poisson(double p, double t) {
  return p - t * natural_log(p + METRIC_EPSILON);
}
static inline double right_side(double p, double t) { return (p > 0.5 ? 1 : 0) == t ? 1 : 0; }
static inline double product(double p, double t) { return p * t; }

static inline double sum_of_floats(const float *values, int count) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += values[i];
  return sum;
}

static inline double categorical_hinge(MetricRow row) {
  double positive = 0;
  double negative = -__builtin_inf();
  for (int i = 0; i < row.width; i++) {
    double p = row.prediction[i], t = target_at(row, i);
    positive += t * p;
    negative = greater_f64(negative, (1 - t) * p);
  }
  return at_least_zero(negative - positive + 1);
}

static inline double categorical_crossentropy(MetricRow row) {
  double total = sum_of_floats(row.prediction, row.width);
  double sum = 0;
  for (int i = 0; i < row.width; i++) {
    double t = target_at(row, i);
    sum += t == 0 ? 0 : -t * natural_log(clip_inside(row.prediction[i] / total));
  }
  return sum;
}

static inline double sparse_categorical_crossentropy(MetricRow row) {
  int class = class_of(row.target[0], row.width);
  if (class < 0) return __builtin_nan("");
  double total = sum_of_floats(row.prediction, row.width);
  return -natural_log(clip_inside(row.prediction[class] / total));
}

static inline double cosine_proximity(MetricRow row) {
  double squares = 0, target_squares = 0, overlap = 0;
  for (int i = 0; i < row.width; i++) {
    double p = row.prediction[i], t = target_at(row, i);
    squares += p * p;
    target_squares += t * t;
    overlap += p * t;
  }
  double product = at_least_epsilon(squares) * at_least_epsilon(target_squares);
  return -overlap / __builtin_sqrt(product);
}

static inline int index_of_max(const float *row, int width) {
  int best = 0;
  for (int i = 1; i < width; i++) best = row[i] > row[best] ? i : best;
  return best;
}

INLINE double row_metric(int kind, MetricRow row) {
  switch (kind) {
    case MEAN_SQUARED_ERROR: return mean_of(squared_error, row);
    case MEAN_ABSOLUTE_ERROR: return mean_of(absolute_error, row);
    case MEAN_ABSOLUTE_PERCENTAGE_ERROR: return mean_of(percentage_error, row);
    case MEAN_SQUARED_LOGARITHMIC_ERROR: return mean_of(squared_logarithmic_error, row);
    case HUBER: return mean_of(huber, row);
    case LOGCOSH: return mean_of(log_cosh, row);
    case HINGE: return mean_of(hinge, row);
    case SQUARED_HINGE: return mean_of(squared_hinge, row);
    case CATEGORICAL_HINGE: return categorical_hinge(row);
    case CATEGORICAL_CROSSENTROPY: return categorical_crossentropy(row);
    case SPARSE_CATEGORICAL_CROSSENTROPY: return sparse_categorical_crossentropy(row);
    case BINARY_CROSSENTROPY: return mean_of(binary_crossentropy, row);
    case KULLBACK_LEIBLER_DIVERGENCE: return sum_of(divergence, row);
    case POISSON: return mean_of(poisson, row);
    case COSINE_PROXIMITY: return cosine_proximity(row);
    case BINARY_ACCURACY: return mean_of(right_side, row);
    case CATEGORICAL_ACCURACY:
      return index_of_max(row.prediction, row.width) == index_of_max(row.target, row.target_width);
    default:  // sparse categorical accuracy
      return (float)index_of_max(row.prediction, row.width) == row.target[0];
  }
}

INLINE double sum_rows(int kind, Matrix prediction, const float *targets,
                              int target_width, int samples) {
  double sum = 0;
  for (int sample = 0; sample < samples; sample++) {
    const float *row = prediction.at + (size_t)sample * (size_t)prediction.stride;
    const float *target = targets + (size_t)sample * (size_t)target_width;
    sum += row_metric(kind, (MetricRow){row, target, prediction.width, target_width});
  }
  return sum;
}

static inline double batch_sum(int kind, Matrix prediction, const float *targets,
                               int target_width, int samples) {
  // The most common one is worth loops of its own, without a choice in them.
  if (kind != MEAN_SQUARED_ERROR) {
    return sum_rows(kind, prediction, targets, target_width, samples);
  }
  if (prediction.width != 1 || target_width != 1) {
    return sum_rows(MEAN_SQUARED_ERROR, prediction, targets, target_width, samples);
  }
  prediction.width = 1;
  return sum_rows(MEAN_SQUARED_ERROR, prediction, targets, 1, samples);
}

// Adds the samples' losses and metrics to their sums.
//
// kinds: [count] places in ROW_METRIC_KINDS, the loss first; prediction: one row a sample
// targets: [samples, target_width]; penalty: what the regularizers add to each row's loss
// returns the mean loss of these samples
static inline void add_metrics(const int32_t *kinds, int count, Matrix prediction,
                               const float *targets, int target_width, int samples,
                               double penalty, double *sums) {
  for (int m = 0; m < count; m++) {
    double sum = batch_sum(kinds[m], prediction, targets, target_width, samples);
    if (m == 0) sum += penalty * samples;
    sums[m] += sum;
  }
}

#endif
