// Goes through a program's instructions, once for every batch of rows.
#ifndef SWEEP_EXECUTE_H
#define SWEEP_EXECUTE_H
#include "activations.h"
#include "activity.h"
#include "apply-mask.h"
#include "call.h"
#include "combine.h"
#include "copy-blocks.h"
#include "embedding.h"
#include "loss-gradients.h"
#include "masks.h"
#include "metrics.h"
#include "normalization.h"
#include "products.h"
#include "softmax.h"
#include "target.h"
#include "update.h"
#include "weights.h"

#define TENSOR_FIELDS 5
#define DRAW_FIELDS 9
#define RULE_CONSTANTS_MAX 8

enum { IN_SAMPLES, PACKED, FIXED, IN_PANELS };
enum { INPUT, TARGET };

// In the order of OP_CODES in encode-program.ts.
enum {
  OP_OPTIMIZER,
  OP_DENSE,
  OP_ACTIVATE,
  OP_ACTIVATE_GRADIENT,
  OP_SOFTMAX,
  OP_SOFTMAX_GRADIENT,
  OP_DRAW_MASK,
  OP_APPLY_MASK,
  OP_BATCH_NORM,
  OP_BATCH_NORM_GRADIENT,
  OP_LAYER_NORM,
  OP_LAYER_NORM_GRADIENT,
  OP_EMBED,
  OP_EMBED_GRADIENT,
  OP_COMBINE,
  OP_COMBINE_GRADIENT,
  OP_SCALE,
  OP_COPY,
  OP_LOSS_GRADIENT,
  OP_PENALTY,
  OP_ACTIVITY_PENALTY,
  OP_ACTIVITY_GRADIENT,
  OP_METER,
  OP_INPUT_GRADIENT,
  OP_KERNEL_GRADIENT,
  OP_UPDATE_KERNEL,
  OP_COLUMN_SUMS,
  OP_REGULARIZE,
  OP_CLIP_NORM,
  OP_UPDATE,
  OP_CONSTRAIN,
};

// Where a call has come to.
typedef struct {
  const Call *call;
  const float *inputs, *targets;  // of this batch's first row
  int samples;
  double step, rows_before;
  const float *scalars;
  double penalty;  // of this batch's loss, so far
  float *predictions;
  float rule_constants[RULE_CONSTANTS_MAX];
  int rule, clips, scalar_count;
  float clip_value;
} State;

static inline const int32_t *tensor_fields(const State *s, int32_t id) {
  return s->call->tensors + (size_t)TENSOR_FIELDS * id;
}

static inline float *tensor_at(const State *s, int32_t id) {
  if (id < 0) return NULL;
  if (id == INPUT) return (float *)s->inputs;
  if (id == TARGET) return (float *)s->targets;
  return s->call->arena + tensor_fields(s, id)[0];
}

static inline Matrix tensor(const State *s, int32_t id) {
  if (id < 0) return (Matrix){NULL, 0, 0, 0};
  const int32_t *fields = tensor_fields(s, id);
  int rows = fields[4] <= PACKED ? fields[1] * s->samples : fields[1];
  return (Matrix){tensor_at(s, id), rows, fields[2], fields[3]};
}

static inline int in_panels(const State *s, int32_t id) {
  return tensor_fields(s, id)[4] == IN_PANELS;
}

// Numbers of a weight, its panels' padding included.
static inline size_t weight_length(const State *s, int32_t id) {
  Matrix m = tensor(s, id);
  size_t width = in_panels(s, id) ? 32 * (size_t)block_count(m) : (size_t)m.width;
  return width * m.rows;
}

static inline double constant(const State *s, int32_t index) { return s->call->constants[index]; }

static void set_optimizer(State *s, const int32_t *a) {
  s->rule = a[0];
  s->clips = a[1];
  s->clip_value = (float)constant(s, a[2]);
  for (int i = 0; i < a[4]; i++) s->rule_constants[i] = (float)constant(s, a[3] + i);
  s->scalar_count = a[5];
}

// a: weight, three slots, l1, l2
static Update update_of(const State *s, const int32_t *a) {
  Update update = {
      .rule = s->rule,
      .constants = s->rule_constants,
      .scalars = s->scalars,
      .weight = tensor_at(s, a[0]),
      .slots = {tensor_at(s, a[1]), tensor_at(s, a[2]), tensor_at(s, a[3])},
      .l1 = constant(s, a[4]),
      .l2 = constant(s, a[5]),
      .clips = s->clips,
      .clip_value = s->clip_value,
  };
  return update;
}

// a: site, kind, parameter, multiply, add
static void draw_step_mask(const State *s, const int32_t *a) {
  const uint32_t *draw = s->call->draws + (size_t)DRAW_FIELDS * a[0];
  uint32_t counter[4] = {draw[2], draw[3], draw[4], draw[5]};
  if (draw[6]) {
    uint64_t step = (uint64_t)s->step;
    counter[0] = counter[1] = 0;
    counter[2] = (uint32_t)step;
    counter[3] = (uint32_t)(step >> 32);
  } else {
    uint64_t per_row = draw[7] | (uint64_t)draw[8] << 32;
    uint64_t low = counter[0] | (uint64_t)counter[1] << 32;
    uint64_t high = counter[2] | (uint64_t)counter[3] << 32;
    uint64_t moved = low + per_row * (uint64_t)s->rows_before;
    if (moved < low) high++;
    counter[0] = (uint32_t)moved;
    counter[1] = (uint32_t)(moved >> 32);
    counter[2] = (uint32_t)high;
    counter[3] = (uint32_t)(high >> 32);
  }
  Matrix some = tensor(s, a[3] >= 0 ? a[3] : a[4]);
  draw_mask(a[1], constant(s, a[2]), draw, counter, tensor_at(s, a[3]), tensor_at(s, a[4]),
            some.rows * some.width);
}

// How many targets belong to each row of the model's output
static int target_width(const State *s, Matrix output) {
  return tensor_fields(s, TARGET)[2] / (output.rows / s->samples);
}

// a: prediction, logits, kinds of the loss and the metrics
static void meter(State *s, const int32_t *a, int length) {
  Matrix prediction = tensor(s, a[0]);
  add_metrics(a + 2, length - 2, prediction, tensor(s, a[1]), s->targets,
              target_width(s, prediction), s->samples, s->penalty, s->call->sums);
  if (!s->predictions) return;
  for (int r = 0; r < prediction.rows; r++) {
    const float *row = prediction.at + (size_t)r * prediction.stride;
    for (int c = 0; c < prediction.width; c++) *s->predictions++ = row[c];
  }
}

static void instruct_weights(State *s, int op, const int32_t *a) {
  switch (op) {
    case OP_PENALTY:
      s->penalty += weight_penalty(tensor(s, a[0]), in_panels(s, a[0]), constant(s, a[1]),
                                   constant(s, a[2]));
      break;
    case OP_INPUT_GRADIENT:
      dense_input_gradient(tensor(s, a[0]), tensor_at(s, a[1]), tensor_at(s, a[2]),
                           tensor(s, a[3]));
      break;
    case OP_KERNEL_GRADIENT:
      dense_kernel_gradient(tensor(s, a[0]), tensor(s, a[1]), tensor_at(s, a[2]));
      break;
    case OP_UPDATE_KERNEL: {
      Update update = update_of(s, a + 2);
      dense_update(tensor(s, a[0]), tensor(s, a[1]), &update);
      break;
    }
    case OP_COLUMN_SUMS:
      column_sums(tensor(s, a[0]), tensor_at(s, a[1]));
      break;
    case OP_REGULARIZE:
      regularize(tensor_at(s, a[0]), tensor_at(s, a[1]), weight_length(s, a[0]),
                 constant(s, a[2]), constant(s, a[3]));
      break;
    case OP_CLIP_NORM:
      clip_norm(tensor(s, a[0]), in_panels(s, a[0]), constant(s, a[1]));
      break;
    case OP_UPDATE: {
      Update update = update_of(s, a + 1);
      update_range(&update, 0, weight_length(s, a[1]), tensor_at(s, a[0]));
      break;
    }
    case OP_CONSTRAIN:
      constrain(tensor(s, a[0]), in_panels(s, a[0]), a[1], constant(s, a[2]));
      break;
  }
}

static void instruct_normalization(State *s, int op, const int32_t *a) {
  switch (op) {
    case OP_BATCH_NORM:
      batch_norm(tensor(s, a[0]), tensor_at(s, a[1]), tensor_at(s, a[2]), tensor_at(s, a[3]),
                 tensor_at(s, a[4]), tensor_at(s, a[5]), tensor_at(s, a[6]), tensor(s, a[7]),
                 tensor(s, a[8]), constant(s, a[9]), constant(s, a[10]), a[11]);
      break;
    case OP_BATCH_NORM_GRADIENT:
      batch_norm_gradient(tensor(s, a[0]), tensor(s, a[1]), tensor_at(s, a[2]),
                          tensor_at(s, a[3]), tensor(s, a[4]), tensor_at(s, a[5]),
                          tensor_at(s, a[6]), a[7]);
      break;
    case OP_LAYER_NORM:
      layer_norm(tensor(s, a[0]), tensor_at(s, a[1]), tensor_at(s, a[2]), tensor_at(s, a[3]),
                 tensor(s, a[4]), tensor(s, a[5]), constant(s, a[6]));
      break;
    case OP_LAYER_NORM_GRADIENT:
      layer_norm_gradient(tensor(s, a[0]), tensor(s, a[1]), tensor_at(s, a[2]),
                          tensor_at(s, a[3]), tensor(s, a[4]), tensor_at(s, a[5]),
                          tensor_at(s, a[6]));
      break;
  }
}

static void instruct(State *s, int op, const int32_t *a, int length) {
  switch (op) {
    case OP_OPTIMIZER:
      set_optimizer(s, a);
      break;
    case OP_DENSE:
      dense_forward(tensor(s, a[0]), tensor_at(s, a[1]), tensor_at(s, a[2]), tensor(s, a[3]),
                    a[4]);
      break;
    case OP_ACTIVATE:
      activate(a[0], tensor(s, a[1]), tensor(s, a[2]));
      break;
    case OP_ACTIVATE_GRADIENT:
      activate_gradient(a[0], tensor(s, a[1]), tensor(s, a[2]), tensor(s, a[3]),
                        tensor(s, a[4]));
      break;
    case OP_SOFTMAX:
      softmax(tensor(s, a[0]), tensor(s, a[1]));
      break;
    case OP_SOFTMAX_GRADIENT:
      softmax_gradient(tensor(s, a[0]), tensor(s, a[1]), tensor(s, a[2]));
      break;
    case OP_DRAW_MASK:
      draw_step_mask(s, a);
      break;
    case OP_APPLY_MASK:
      apply_mask(tensor(s, a[0]), tensor(s, a[1]), tensor(s, a[2]), tensor(s, a[3]));
      break;
    case OP_EMBED:
      embed(tensor(s, a[0]), tensor(s, a[1]), tensor(s, a[2]));
      break;
    case OP_EMBED_GRADIENT:
      embed_gradient(tensor(s, a[0]), tensor(s, a[1]), tensor(s, a[2]));
      break;
    case OP_COMBINE:
      combine(a[0], tensor(s, a[1]), tensor(s, a[2]), tensor(s, a[3]));
      break;
    case OP_COMBINE_GRADIENT:
      combine_gradient(a[0], a[1], tensor(s, a[2]), tensor(s, a[3]), tensor(s, a[4]),
                       tensor(s, a[5]));
      break;
    case OP_SCALE:
      scale(tensor(s, a[0]), (float)constant(s, a[1]), tensor(s, a[2]));
      break;
    case OP_COPY:
      copy_blocks(tensor(s, a[0]), tensor(s, a[1]), s->samples, a[2], a[3], a[4], a[5], a[6],
                  a[7]);
      break;
    case OP_LOSS_GRADIENT: {
      Matrix output = tensor(s, a[1]);
      loss_gradient(a[0], output, s->targets, target_width(s, output), tensor(s, a[2]));
      break;
    }
    case OP_ACTIVITY_PENALTY:
      s->penalty += activity_penalty(tensor(s, a[0]), constant(s, a[1]), constant(s, a[2]),
                                     s->samples);
      break;
    case OP_ACTIVITY_GRADIENT:
      activity_gradient(tensor(s, a[0]), constant(s, a[1]), constant(s, a[2]), s->samples,
                        tensor(s, a[3]));
      break;
    case OP_METER:
      meter(s, a, length);
      break;
    case OP_BATCH_NORM:
    case OP_BATCH_NORM_GRADIENT:
    case OP_LAYER_NORM:
    case OP_LAYER_NORM_GRADIENT:
      instruct_normalization(s, op, a);
      break;
    default:
      instruct_weights(s, op, a);
  }
}

// Points at the rows of a batch; those of an order are gathered into the arena first.
static void read_rows(State *s, int place) {
  const Call *call = s->call;
  for (int32_t id = INPUT; id <= TARGET; id++) {
    const int32_t *fields = tensor_fields(s, id);
    size_t width = (size_t)fields[1] * fields[2];
    const float *rows = id == INPUT ? call->inputs : call->targets;
    const float *at = rows + place * width;
    if (call->order) {
      float *room = call->arena + fields[0];
      for (int i = 0; i < s->samples; i++) {
        __builtin_memcpy(room + i * width, rows + call->order[place + i] * width,
                         width * sizeof(float));
      }
      at = room;
    }
    if (id == INPUT) s->inputs = at;
    else s->targets = at;
  }
}

static void execute(const Call *call) {
  State s = {.call = call,
             .step = call->step,
             .rows_before = call->rows_before,
             .scalars = call->scalars,
             .predictions = call->predictions};
  for (int place = call->first; place < call->end; place += call->batch) {
    int left = call->end - place;
    s.samples = left < call->batch ? left : call->batch;
    s.penalty = 0;
    read_rows(&s, place);
    for (int32_t at = 0; at < call->code_length;) {
      int length = call->code[at + 1];
      instruct(&s, call->code[at], call->code + at + 2, length);
      at += 2 + length;
    }
    s.step += 1;
    s.rows_before += s.samples;
    if (s.scalars) s.scalars += s.scalar_count;
  }
}

#endif
