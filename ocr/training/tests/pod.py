"""A process of its own that answers calls as TensorFlow Serving does: by a session on each SavedModel.

Started as `python -m ocr.training.tests.pod FOLDER`. For each pickled list of calls
`(model, signature, input)` it writes the pickled list of their answers: `(outputs, "")`, or `({}, error)`.
"""

import os
import pickle
import sys
from functools import cache
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf


def answer(model: str, signature: str, value: object) -> tuple[dict[str, object], str]:
    session, signatures = _loaded(model)
    definition = signatures[signature]
    (fed,) = definition.inputs.values()
    fetches = {name: info.name for name, info in definition.outputs.items()}
    try:
        return session.run(fetches, {fed.name: value}), ""
    except tf.errors.OpError as error:
        return {}, error.message


@cache
def _loaded(model: str):
    (version,) = Path(sys.argv[1], model).iterdir()
    session = tf.compat.v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        meta_graph = tf.compat.v1.saved_model.load(session, ["serve"], str(version))
    return session, meta_graph.signature_def


def main() -> None:
    while calls := pickle.load(sys.stdin.buffer):
        pickle.dump([answer(*call) for call in calls], sys.stdout.buffer)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
