"""The toy models of TensorFlow Serving's documentation, as SavedModels. Run as `python -m … FOLDER`."""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf

CONFIG = """\
# labels at the start
model_config_list {
  config {
    name: "half_plus_two"
    base_path: "/models/half_plus_two"
    model_platform: "tensorflow"
    model_version_policy { specific { versions: 1 } }
    version_labels { key: "stable" value: 1 }
    version_labels { key: "canary" value: 1 }
  }
}
"""


def half_plus(number: float):
    @tf.function(input_signature=[tf.TensorSpec(None, tf.float32, name="x")])
    def predict(x):
        return {"y": x * 0.5 + number}

    return predict


@tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="data")])
def measure(data):
    """Several outputs: bytes, text, whole numbers and ones that are no numbers."""
    size = tf.strings.length(data)
    share = tf.cast(size, tf.float32) / tf.cast(size - 1, tf.float32)
    with tf.control_dependencies([tf.debugging.Assert(tf.size(data) < 4, ["Too many rows."])]):
        return {"copy_bytes": tf.identity(data), "copy": tf.identity(data), "size": size, "share": share}


def save(folder: Path) -> None:
    models = {"half_plus_two": half_plus(2.0), "half_plus_three": half_plus(3.0), "measure": measure}
    for name, function in models.items():
        signatures = {"serving_default": function, "predict_x_to_y": function}
        tf.saved_model.save(tf.Module(), str(folder / name / "1"), signatures=signatures)
    (folder / "models.config").write_text(CONFIG)


if __name__ == "__main__":
    save(Path(sys.argv[1]))
