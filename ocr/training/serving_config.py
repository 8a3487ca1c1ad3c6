"""The files that TensorFlow Serving is started with, in protocol buffers' text format."""

import re
from collections.abc import Mapping

BATCHING = """\
# For --batching_parameters_file, with --enable_batching and --enable_per_model_batching_parameters.
# Without the last one the detector would be batched too, and refuse every call: its input is one image.
num_batch_threads { value: 4 }
thread_pool_name { value: "batches" }
"""

RECOGNIZER_BATCHING = """\
# Joins the calls that wait already; none waits for another. Of 16 lines, the widest scores take 360 MB.
max_batch_size { value: 16 }
batch_timeout_micros { value: 0 }
max_enqueued_batches { value: 1000 }
"""

_HEAD = """\
# For --model_config_file. Labels at the start need --allow_version_labels_for_unavailable_models. All
# versions of a folder are loaded: a label may move only to one that is, so a
# list here could never name a new one.
"""

_MODEL = """\
  config {{
    name: "{name}"
    base_path: "{base_path}/{name}"
    model_platform: "tensorflow"
    model_version_policy {{ all {{}} }}
    version_labels {{ key: "stable" value: {stable} }}
    version_labels {{ key: "canary" value: {canary} }}
  }}
"""


def models_config(labels: Mapping[str, tuple[int, int]], *, base_path: str) -> str:
    """The text of models.config for each model's stable and canary version."""
    models = (
        _MODEL.format(
            name=name,
            base_path=base_path.rstrip("/"),
            stable=stable,
            canary=canary,
        )
        for name, (stable, canary) in labels.items()
    )
    return f"{_HEAD}model_config_list {{\n{''.join(models)}}}\n"


def stable_version(config: str, name: str) -> int | None:
    """The version of the model `name` that a models.config labels as stable, if it does."""
    _, _, model = config.partition(f'name: "{name}"')
    found = re.search(r'key:\s*"stable",?\s*value:\s*(\d+)', model.partition("config {")[0])
    return int(found[1]) if found else None
