"""A model's JSON as Keras 2 wrote it: TensorFlow 2.11, Keras 2.11, `to_json()`.

Keras 2 needs a TensorFlow older than this script's, so its file is put together by hand, for stacks
of Dense layers: class names without modules, `batch_input_shape` (the Sequential model begins with
an InputLayer, as `model.add(Input(...))` made it), inbound_nodes as nested lists.
Keras 3 reads it by what reads Keras 2's .h5 files; real_data.py checks that the model is the same.
"""

import keras


def keras2_json(model):
    is_sequential = isinstance(model, keras.Sequential)
    entries = [_input(model)] + [_dense(layer) for layer in model.layers if layer.weights]
    if is_sequential:
        config = {"name": model.name, "layers": entries}
    else:
        names = [entry["config"]["name"] for entry in entries]
        for index, entry in enumerate(entries):
            entry["name"] = names[index]
            entry["inbound_nodes"] = [[[names[index - 1], 0, 0, {}]]] if index else []
        config = {
            "name": model.name,
            "trainable": True,
            "layers": entries,
            "input_layers": [[names[0], 0, 0]],
            "output_layers": [[names[-1], 0, 0]],
        }
    return {
        "class_name": "Sequential" if is_sequential else "Functional",
        "config": config,
        "keras_version": "2.11.0",
        "backend": "tensorflow",
    }


def _input(model):
    config = {
        "batch_input_shape": [None, *model.input_shape[1:]],
        "dtype": "float32",
        "sparse": False,
        "ragged": False,
        "name": "input_1",
    }
    return {"class_name": "InputLayer", "config": config}


def _dense(layer):
    config = {
        "name": layer.name,
        "trainable": True,
        "dtype": "float32",
        "units": layer.units,
        "activation": keras.activations.serialize(layer.activation),
        "use_bias": layer.use_bias,
        "kernel_initializer": _initializer(layer.kernel_initializer),
        "bias_initializer": _initializer(layer.bias_initializer),
        "kernel_regularizer": None,
        "bias_regularizer": None,
        "activity_regularizer": None,
        "kernel_constraint": None,
        "bias_constraint": None,
    }
    return {"class_name": "Dense", "config": config}


def _initializer(initializer):
    name = type(initializer).__name__
    known = {"Zeros": {}, "Constant": {"value": initializer.get_config().get("value")}}
    return {"class_name": name, "config": known.get(name, {"seed": None})}
