// The derivative of the mean loss by each output: the C twin of src/model/loss-gradients.ts, where
// the formulas have their reasons. In float64, rounded to float32 once.
#ifndef SWEEP_LOSS_GRADIENTS_H
#define SWEEP_LOSS_GRADIENTS_H
#include "metrics.h"

typedef struct {
  const float *prediction, *target;
  float *gradient;
  int width;
  double share;  // of a row in the mean
} LossRow;

static inline double sign_f64(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
// The slopes of clip_inside and at_least_epsilon times `slope`
static inline double slope_inside(double p, double slope) {
  return p < METRIC_EPSILON || p > PROBABILITY_MAX ? 0 : slope;
}
static inline double slope_above(double p, double slope) { return p < METRIC_EPSILON ? 0 : slope; }

static inline double squared_error_slope(double p, double t) { return 2 * (p - t); }
static inline double absolute_error_slope(double p, double t) { return sign_f64(p - t); }
static inline double percentage_error_slope(double p, double t) {
  return 100 * sign_f64(p - t) / at_least_epsilon(__builtin_fabs(t));
}
static inline double squared_logarithmic_error_slope(double p, double t) {
  double above = 1 + at_least_epsilon(p);
  double distance = natural_log(above) - natural_log(1 + at_least_epsilon(t));
  return slope_above(p, 2 * distance / above);
}
static inline double huber_slope(double p, double t) {
  double d = p - t;
  return d > 1 ? 1 : d < -1 ? -1 : d;
}
static inline double log_cosh_slope(double p, double t) {
  double d = p - t;
  double distance = __builtin_fabs(d);
  double rest = distance <= 300 ? exp_f64(-2 * distance) : 0;
  return sign_f64(d) * ((1 - rest) / (1 + rest));
}
static inline double hinge_slope(double p, double t) {
  double margin = 1 - t * p;
  return margin >= 0 ? -t : margin < 0 ? 0 : margin;
}
static inline double squared_hinge_slope(double p, double t) {
  return -2 * t * at_least_zero(1 - t * p);
}
static inline double hinge_of_bits_slope(double p, double t) { return hinge_slope(p, 2 * t - 1); }
static inline double squared_hinge_of_bits_slope(double p, double t) {
  return squared_hinge_slope(p, 2 * t - 1);
}
static inline double binary_crossentropy_of_logits_slope(double x, double t) {
  double e = exp_of_negative(-__builtin_fabs(x));
  return (x < 0 ? e / (1 + e) : x >= 0 ? 1 / (1 + e) : x) - t;
}
static inline double binary_crossentropy_slope(double p, double t) {
  return slope_inside(p, (1 - t) / (1 - p) - t / p);
}
static inline double divergence_slope(double p, double t) {
  return p < METRIC_EPSILON || p > 1 ? 0 : -clip_to_one(t) / p;
}
static inline double poisson_slope(double p, double t) { return 1 - t / (p + METRIC_EPSILON); }

INLINE void each_element(double (*slope)(double p, double t), LossRow row) {
  for (int i = 0; i < row.width; i++) {
    row.gradient[i] = (float)(slope(row.prediction[i], row.target[i]) * row.share);
  }
}

static inline void categorical_hinge_gradient(LossRow row) {
  double positive = 0;
  double negative = -__builtin_inf();
  for (int i = 0; i < row.width; i++) {
    double p = row.prediction[i], t = row.target[i];
    positive += t * p;
    negative = greater_f64(negative, (1 - t) * p);
  }
  double maxima_count = 0;
  for (int i = 0; i < row.width; i++) {
    maxima_count += (1 - (double)row.target[i]) * row.prediction[i] == negative ? 1 : 0;
  }
  double margin = negative - positive + 1;
  for (int i = 0; i < row.width; i++) {
    double p = row.prediction[i], t = row.target[i];
    double slope = (1 - t) * p == negative ? (1 - t) / maxima_count - t : -t;
    row.gradient[i] = (float)((margin >= 0 ? slope : margin < 0 ? 0 : margin) * row.share);
  }
}

static inline void crossentropy_gradient(LossRow row) {
  double total = sum_of_floats(row.prediction, row.width);
  double overlap = 0;
  for (int i = 0; i < row.width; i++) {
    double part = row.prediction[i] / total;
    overlap += slope_inside(part, -(double)row.target[i] / part) * part;
  }
  for (int i = 0; i < row.width; i++) {
    double part = row.prediction[i] / total;
    double slope = (slope_inside(part, -(double)row.target[i] / part) - overlap) / total;
    row.gradient[i] = (float)(slope * row.share);
  }
}

static inline void sparse_crossentropy_gradient(LossRow row) {
  int class = class_of(row.target[0], row.width);
  double total = class < 0 ? __builtin_nan("") : clipped_total(row.prediction, row.width);
  for (int i = 0; i < row.width; i++) {
    double p = row.prediction[i];
    double own_slope = i == class ? 1 / clip_inside(p) : 0;
    row.gradient[i] = (float)(slope_inside(p, 1) * (1 / total - own_slope) * row.share);
  }
}

// softmax - target; the target is 1 at `class` and 0 elsewhere, or row.target for class -1
static inline void softmax_minus(LossRow row, int class) {
  SoftmaxParts parts = softmax_parts(row.prediction, row.width);
  for (int i = 0; i < row.width; i++) {
    double t = class < 0 ? (double)row.target[i] : i == class;
    double probability = exp_of_negative(row.prediction[i] - parts.max) / parts.sum;
    row.gradient[i] = (float)((probability - t) * row.share);
  }
}

static inline void sparse_softmax_minus(LossRow row) {
  int class = class_of(row.target[0], row.width);
  if (class >= 0) {
    softmax_minus(row, class);
    return;
  }
  for (int i = 0; i < row.width; i++) row.gradient[i] = __builtin_nanf("");
}

static inline void cosine_gradient(LossRow row) {
  double squares = 0, overlap = 0;
  for (int i = 0; i < row.width; i++) {
    double p = row.prediction[i], t = row.target[i];
    squares += p * p;
    overlap += p * t;
  }
  double norms = norm_of(row.prediction, row.width) * norm_of(row.target, row.width);
  double pull = slope_above(__builtin_sqrt(squares), overlap / squares);
  for (int i = 0; i < row.width; i++) {
    double slope = (pull * row.prediction[i] - row.target[i]) / norms;
    row.gradient[i] = (float)(slope * row.share);
  }
}

INLINE void row_gradient(int loss, LossRow row) {
  switch (loss) {
    case MEAN_SQUARED_ERROR: each_element(squared_error_slope, row); break;
    case MEAN_ABSOLUTE_ERROR: each_element(absolute_error_slope, row); break;
    case MEAN_ABSOLUTE_PERCENTAGE_ERROR: each_element(percentage_error_slope, row); break;
    case MEAN_SQUARED_LOGARITHMIC_ERROR: each_element(squared_logarithmic_error_slope, row); break;
    case HUBER: each_element(huber_slope, row); break;
    case LOGCOSH: each_element(log_cosh_slope, row); break;
    case HINGE: each_element(hinge_slope, row); break;
    case SQUARED_HINGE: each_element(squared_hinge_slope, row); break;
    case CATEGORICAL_HINGE: categorical_hinge_gradient(row); break;
    case CATEGORICAL_CROSSENTROPY: crossentropy_gradient(row); break;
    case SPARSE_CATEGORICAL_CROSSENTROPY: sparse_crossentropy_gradient(row); break;
    case BINARY_CROSSENTROPY: each_element(binary_crossentropy_slope, row); break;
    case KULLBACK_LEIBLER_DIVERGENCE: each_element(divergence_slope, row); break;
    case POISSON: each_element(poisson_slope, row); break;
    case CATEGORICAL_CROSSENTROPY_OF_LOGITS: softmax_minus(row, -1); break;
    case SPARSE_CATEGORICAL_CROSSENTROPY_OF_LOGITS: sparse_softmax_minus(row); break;
    case BINARY_CROSSENTROPY_OF_LOGITS:
      each_element(binary_crossentropy_of_logits_slope, row);
      break;
    case HINGE_OF_BITS: each_element(hinge_of_bits_slope, row); break;
    case SQUARED_HINGE_OF_BITS: each_element(squared_hinge_of_bits_slope, row); break;
    default: cosine_gradient(row); break;
  }
}

// Whether a row's loss is a sum over its elements, not their mean
static inline int sums_row(int loss) {
  return loss == CATEGORICAL_HINGE || loss == CATEGORICAL_CROSSENTROPY ||
         loss == SPARSE_CATEGORICAL_CROSSENTROPY || loss == KULLBACK_LEIBLER_DIVERGENCE ||
         loss == COSINE_PROXIMITY || loss == CATEGORICAL_CROSSENTROPY_OF_LOGITS ||
         loss == SPARSE_CATEGORICAL_CROSSENTROPY_OF_LOGITS;
}

INLINE void each_row(int loss, Matrix output, const float *targets, int target_width,
                     Matrix gradient) {
  double share = 1.0 / (sums_row(loss) ? (double)output.rows : (double)output.width * output.rows);
  for (int r = 0; r < output.rows; r++) {
    const float *row = output.at + (size_t)r * (size_t)output.stride;
    const float *target = targets + (size_t)r * (size_t)target_width;
    float *out = gradient.at + (size_t)r * (size_t)gradient.stride;
    row_gradient(loss, (LossRow){row, target, out, output.width, share});
  }
}

// gradient = the derivative of the mean over the rows of the loss, by each output, or by each logit
// where the loss reads those.
//
// loss: place in ROW_METRIC_KINDS; targets: [rows, target_width], target_width = output.width, or 1
// where the loss is sparse. A class that is none of the row's makes the row's gradients NaN.
static inline void loss_gradient(int loss, Matrix output, const float *targets, int target_width,
                                 Matrix gradient) {
  int kind = for_labels(loss, targets, (size_t)output.rows * (size_t)target_width);
  // The most common one is worth loops of its own, without a choice in them.
  if (kind == MEAN_SQUARED_ERROR && output.width == 1) {
    output.width = 1;
    each_row(MEAN_SQUARED_ERROR, output, targets, target_width, gradient);
  } else if (kind == MEAN_SQUARED_ERROR) {
    each_row(MEAN_SQUARED_ERROR, output, targets, target_width, gradient);
  } else {
    each_row(kind, output, targets, target_width, gradient);
  }
}

#endif
