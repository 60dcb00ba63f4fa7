// Sums of losses and metrics over the rows shown: the C twin of src/engine/metric-sums.ts and of
// src/model/metric-values.ts and crossentropies.ts, where the formulas have their sources. All in
// float64.
#ifndef SWEEP_METRICS_H
#define SWEEP_METRICS_H
#include "elementary.h"

// ROW_METRIC_KINDS of row-metric.ts; the losses come first, as in LOSSES.
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
  CATEGORICAL_CROSSENTROPY_OF_LOGITS,
  SPARSE_CATEGORICAL_CROSSENTROPY_OF_LOGITS,
  BINARY_CROSSENTROPY_OF_LOGITS,
  // Not in that list: hinges of a batch whose labels are all 0 or 1, which are read as -1 and 1
  HINGE_OF_BITS,
  SQUARED_HINGE_OF_BITS,
};

static inline int reads_logits(int kind) {
  return kind == CATEGORICAL_CROSSENTROPY_OF_LOGITS ||
         kind == SPARSE_CATEGORICAL_CROSSENTROPY_OF_LOGITS ||
         kind == BINARY_CROSSENTROPY_OF_LOGITS;
}

// What a hinge is for a batch with these labels; every other kind is itself.
static inline int for_labels(int kind, const float *labels, size_t count) {
  if (kind != HINGE && kind != SQUARED_HINGE) return kind;
  for (size_t i = 0; i < count; i++) {
    if (labels[i] != 0 && labels[i] != 1) return kind;
  }
  return kind == HINGE ? HINGE_OF_BITS : SQUARED_HINGE_OF_BITS;
}

typedef struct {
  const float *prediction, *target;
  int width, target_width;
} MetricRow;

#define METRIC_EPSILON 1.0000000116860974e-07
#define PROBABILITY_MAX 0.9999998807907104

static inline double square_f64(double x) { return x * x; }
static inline double at_least_epsilon(double p) { return p < METRIC_EPSILON ? METRIC_EPSILON : p; }
static inline double at_least_zero(double x) { return x < 0 ? 0 : x; }
static inline double greater_f64(double a, double b) { return a >= b || a != a ? a : b; }
static inline double clip_to_one(double p) {
  return p < METRIC_EPSILON ? METRIC_EPSILON : p > 1 ? 1 : p;
}
static inline double clip_inside(double p) {
  return p < METRIC_EPSILON ? METRIC_EPSILON : p > PROBABILITY_MAX ? PROBABILITY_MAX : p;
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
static inline double hinge_of_bits(double p, double t) { return hinge(p, 2 * t - 1); }
static inline double squared_hinge_of_bits(double p, double t) {
  return squared_hinge(p, 2 * t - 1);
}
// e^x for x <= 0; 0 where that is below 1e-304, and where x is not a number
static inline double exp_of_negative(double x) { return x >= -700 ? exp_f64(x) : 0; }
static inline double binary_crossentropy_of_logits(double x, double t) {
  double rest = natural_log(1 + exp_of_negative(-__builtin_fabs(x)));
  return (x < 0 ? 0 : x) - x * t + rest;
}
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

static inline double clipped_total(const float *values, int count) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += clip_inside(values[i]);
  return sum;
}

static inline double sparse_categorical_crossentropy(MetricRow row) {
  int class = class_of(row.target[0], row.width);
  if (class < 0) return __builtin_nan("");
  double total = clipped_total(row.prediction, row.width);
  return natural_log(total) - natural_log(clip_inside(row.prediction[class]));
}

// The sum of the row's e^(logit - max), and max
typedef struct {
  double max, sum;
} SoftmaxParts;

static inline SoftmaxParts softmax_parts(const float *logits, int width) {
  double max = -__builtin_inf();
  for (int i = 0; i < width; i++) {
    double logit = logits[i];
    max = logit > max || logit != logit ? logit : max;
  }
  double sum = 0;
  for (int i = 0; i < width; i++) sum += exp_of_negative(logits[i] - max);
  return (SoftmaxParts){max, sum};
}

static inline double categorical_crossentropy_of_logits(MetricRow row) {
  SoftmaxParts parts = softmax_parts(row.prediction, row.width);
  double log_sum = natural_log(parts.sum);
  double loss = 0;
  for (int i = 0; i < row.width; i++) {
    loss += target_at(row, i) * (log_sum - (row.prediction[i] - parts.max));
  }
  return loss;
}

static inline double sparse_categorical_crossentropy_of_logits(MetricRow row) {
  int class = class_of(row.target[0], row.width);
  if (class < 0) return __builtin_nan("");
  SoftmaxParts parts = softmax_parts(row.prediction, row.width);
  return natural_log(parts.sum) - (row.prediction[class] - parts.max);
}

// A row's length, at least METRIC_EPSILON
static inline double norm_of(const float *row, int width) {
  double squares = 0;
  for (int i = 0; i < width; i++) squares += (double)row[i] * row[i];
  return at_least_epsilon(__builtin_sqrt(squares));
}

static inline double cosine_proximity(MetricRow row) {
  double overlap = 0;
  for (int i = 0; i < row.width; i++) overlap += (double)row.prediction[i] * target_at(row, i);
  return -overlap / (norm_of(row.prediction, row.width) * norm_of(row.target, row.target_width));
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
    case CATEGORICAL_CROSSENTROPY_OF_LOGITS: return categorical_crossentropy_of_logits(row);
    case SPARSE_CATEGORICAL_CROSSENTROPY_OF_LOGITS:
      return sparse_categorical_crossentropy_of_logits(row);
    case BINARY_CROSSENTROPY_OF_LOGITS: return mean_of(binary_crossentropy_of_logits, row);
    case HINGE_OF_BITS: return mean_of(hinge_of_bits, row);
    case SQUARED_HINGE_OF_BITS: return mean_of(squared_hinge_of_bits, row);
    case BINARY_ACCURACY: return mean_of(right_side, row);
    case CATEGORICAL_ACCURACY:
      return index_of_max(row.prediction, row.width) == index_of_max(row.target, row.target_width);
    default:  // sparse categorical accuracy
      return (float)index_of_max(row.prediction, row.width) == row.target[0];
  }
}

INLINE double sum_rows(int kind, Matrix output, const float *targets, int target_width) {
  double sum = 0;
  for (int r = 0; r < output.rows; r++) {
    const float *row = output.at + (size_t)r * (size_t)output.stride;
    const float *target = targets + (size_t)r * (size_t)target_width;
    sum += row_metric(kind, (MetricRow){row, target, output.width, target_width});
  }
  return sum;
}

static inline double batch_sum(int kind, Matrix output, const float *targets, int target_width) {
  // The most common one is worth loops of its own, without a choice in them.
  if (kind != MEAN_SQUARED_ERROR) return sum_rows(kind, output, targets, target_width);
  if (output.width != 1 || target_width != 1) {
    return sum_rows(MEAN_SQUARED_ERROR, output, targets, target_width);
  }
  output.width = 1;
  return sum_rows(MEAN_SQUARED_ERROR, output, targets, 1);
}

// Adds the samples' losses and metrics to their sums; of a sample of several rows, their means.
//
// kinds: [count] places in ROW_METRIC_KINDS, the loss first; prediction, logits: one row or more a
// sample, logits NULL where no kind reads them; targets: [rows, target_width]
// penalty: what the regularizers add to each sample's loss
static inline void add_metrics(const int32_t *kinds, int count, Matrix prediction, Matrix logits,
                               const float *targets, int target_width, int samples,
                               double penalty, double *sums) {
  double rows_per_sample = (double)prediction.rows / samples;
  size_t target_count = (size_t)prediction.rows * (size_t)target_width;
  for (int m = 0; m < count; m++) {
    int kind = for_labels(kinds[m], targets, target_count);
    Matrix output = reads_logits(kind) ? logits : prediction;
    double sum = batch_sum(kind, output, targets, target_width) / rows_per_sample;
    if (m == 0) sum += penalty * samples;
    sums[m] += sum;
  }
}

#endif
