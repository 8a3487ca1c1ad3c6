"""What a pod answers: compressed images or features in, compressed results out.

Only operations of TensorFlow itself are used, so a plain TensorFlow Serving image loads the models. Names of
string outputs end in `_bytes`: TensorFlow Serving's REST interface gives those in base64.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from ocr.ctc import BLANK
from ocr.engines.inputs import DETECTOR_STRIDE, LINE_HEIGHT, MAX_LINE_WIDTH, MIN_LINE_WIDTH
from ocr.layout.features import PIECES, PLACES
from ocr.training.converter import Net, Tensor

MAP_LEVELS = 16
"""Grey levels of the probability map: they find the same boxes as 256, in a third of the bytes."""
PADDING_GREY = 127.0
JPEG_START, PNG_START = b"\xff\xd8\xff", b"\x89PNG"
BYTES = [bytes([value]) for value in range(256)]


def detect_signature(net: Net, name: str) -> Any:
    """One image to its map of text probability.

    Input: `image`, a JPEG or PNG whose sides are multiples of 32. Outputs: `map_bytes`, a grey PNG of that
    size whose values are the probability in 16 steps from 0 to 255; `size`, its height and width; `net`, the
    net's name.
    """

    @tf.function(input_signature=[tf.TensorSpec([], tf.string, name="image")])
    def detect(image: Tensor) -> dict[str, Tensor]:
        pixels = _decode(image)
        size = tf.shape(pixels)[:2]
        fits = tf.reduce_all(size % DETECTOR_STRIDE == 0)
        with _checked(fits, f"The image's sides must be multiples of {DETECTOR_STRIDE} pixels."):
            probability = net(_normalized(pixels[tf.newaxis]))[0, 0]
        levels = tf.round(probability * (MAP_LEVELS - 1)) * (255 // (MAP_LEVELS - 1))
        grey = tf.cast(levels, tf.uint8)[..., tf.newaxis]
        return {"map_bytes": tf.io.encode_png(grey), "size": size, "net": tf.constant(name)}

    return detect


def recognize_signature(net: Net, name: str, charset: Sequence[str]) -> Any:
    """Line crops to their texts. Class `i` of the net is `charset[i - 1]`; class 0 is CTC's blank.

    Input: `crops`, JPEGs or PNGs at most 48 pixels high. Outputs, one element a crop: `text_bytes` in UTF-8;
    `score`, the mean of the characters' scores, 0 without any; `char_scores_bytes`, one byte a character for
    0..1; `char_centers_bytes`, two bytes a character, big-endian, for 0..1 of the crop's width; `net`, the
    net's name, with every crop because TensorFlow Serving deals the rows of a batch out to several calls.
    """

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="crops")])
    def recognize(crops: Tensor) -> dict[str, Tensor]:
        lines, widths = _lines(crops)
        output = net(_normalized(lines))[: tf.size(crops)]
        covered = tf.cast(tf.shape(output)[1], tf.float64) / tf.cast(tf.shape(lines)[2], tf.float64)
        classes, scores, centers = _characters(output, tf.cast(widths, tf.float64) * covered)
        total = tf.reduce_sum(scores, axis=1)
        return {
            "text_bytes": _joined(tf.gather(tf.constant(list(charset)), classes.values - 1), classes),
            "score": tf.math.divide_no_nan(total, tf.cast(scores.row_lengths(), tf.float32)),
            "char_scores_bytes": _joined(_bytes(scores.values, 255), scores),
            "char_centers_bytes": _joined(_two_bytes(centers.values), centers),
            "net": tf.fill(tf.shape(crops), name),
        }

    return recognize


def tag_signature(net: Net, name: str) -> Any:
    """The words of a page to the probabilities of their labels.

    Input: `words`, a grey PNG of 16 bits with a column for each word; from top to bottom pieces, places as
    signed numbers, and numbers in half precision. Outputs: `probabilities_bytes`, a grey PNG of 16 bits with
    a row for each word, for 0..1; `size`, its height and width; `net`, the net's name.
    """
    height = PIECES + PLACES + net.width("numbers")

    @tf.function(input_signature=[tf.TensorSpec([], tf.string, name="words")])
    def tag(words: Tensor) -> dict[str, Tensor]:
        with _checked(tf.strings.substr(words, 0, 4) == PNG_START, "Words must be a PNG."):
            table = tf.io.decode_png(words, channels=1, dtype=tf.uint16)[..., 0]
        with _checked(tf.shape(table)[0] == height, f"The PNG of words must be {height} pixels high."):
            pieces, places, numbers = tf.split(
                tf.transpose(table), [PIECES, PLACES, height - PIECES - PLACES], axis=1
            )
        probabilities = net.of(
            pieces=tf.cast(pieces, tf.int32)[tf.newaxis],
            places=tf.cast(tf.bitcast(places, tf.int16), tf.int32)[tf.newaxis],
            numbers=tf.cast(tf.bitcast(numbers, tf.float16), tf.float32)[tf.newaxis],
        )[0]
        levels = tf.cast(tf.round(tf.minimum(probabilities, 1.0) * 65535), tf.uint16)
        size = tf.shape(levels)
        png = tf.io.encode_png(levels[..., tf.newaxis])
        return {"probabilities_bytes": png, "size": size, "net": tf.constant(name)}

    return tag


def _decode(image: Tensor) -> Tensor:
    """RGB, shape (height, width, 3). The operation takes PNGs too, and decodes JPEGs as Pillow does."""
    known = tf.strings.substr(image, 0, 3) == JPEG_START, tf.strings.substr(image, 0, 4) == PNG_START
    with _checked(tf.reduce_any(known), "Images must be JPEG or PNG."):
        return tf.io.decode_jpeg(image, channels=3, dct_method="INTEGER_ACCURATE")


def _checked(condition: Tensor, sentence: str) -> Any:
    """A context whose operations fail with the sentence unless the condition is true."""
    return tf.control_dependencies([tf.debugging.Assert(condition, [sentence])])


def _normalized(images: Tensor) -> Tensor:
    """(x / 255 - 0.5) / 0.5 in the order blue, green, red: what the nets were trained on."""
    return (tf.cast(images, tf.float32)[..., ::-1] - 127.5) / 127.5


def _lines(crops: Tensor) -> tuple[Tensor, Tensor]:
    """Crops padded on the right to the widest, shape (count, 48, width, 3), and the widths they had.

    Without any crop there is one empty line, because convolutions refuse an empty batch.
    """
    columns = tf.map_fn(
        _columns, crops, fn_output_signature=tf.RaggedTensorSpec([None, LINE_HEIGHT, 3], tf.float32, 0)
    )
    pixels = tf.reshape(columns.values, [-1, LINE_HEIGHT, 3])  # without any crop it would have no dimensions
    padded = columns.with_values(pixels).to_tensor(PADDING_GREY)
    missing = tf.maximum([1, MIN_LINE_WIDTH] - tf.shape(padded)[:2], 0)
    padded = tf.pad(padded, [[0, missing[0]], [0, missing[1]], [0, 0], [0, 0]], constant_values=PADDING_GREY)
    return tf.transpose(padded, [0, 2, 1, 3]), columns.row_lengths()


def _columns(crop: Tensor) -> Tensor:
    """The columns of one crop's pixels at the net's height, as `ocr.engines.inputs.line_input` makes them."""
    pixels = _decode(crop)
    height, width, _ = tf.unstack(tf.shape(pixels))
    with _checked(height <= LINE_HEIGHT, f"Crops must be at most {LINE_HEIGHT} pixels high."):
        scaled = tf.cast(tf.round(width * LINE_HEIGHT / height), tf.int32)
    size = [LINE_HEIGHT, tf.clip_by_value(scaled, 1, MAX_LINE_WIDTH)]
    columns = tf.transpose(tf.image.resize(pixels, size), [1, 0, 2])
    return tf.ensure_shape(columns, [None, LINE_HEIGHT, 3])


def _characters(output: Tensor, steps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Classes, scores and centres of the characters of each line, ragged: `ocr.ctc.decode` for whole batches.

    `output` has the shape (lines, steps, classes); `steps` says how many of them each crop covers.
    """
    classes, scores = tf.argmax(output, axis=2), tf.reduce_max(output, axis=2)
    count, length = tf.unstack(tf.shape(classes, tf.int64))
    first = tf.ones([count, 1], tf.bool)
    starting = tf.reshape(tf.concat([first, classes[:, 1:] != classes[:, :-1]], axis=1), [-1])
    starts = tf.where(starting)[:, 0]
    ends = tf.concat([starts[1:], [count * length]], axis=0)[: tf.size(starts)]
    best = tf.math.segment_max(tf.reshape(scores, [-1]), tf.cumsum(tf.cast(starting, tf.int64)) - 1)
    labels = tf.gather(tf.reshape(classes, [-1]), starts)
    written = labels != BLANK
    labels, best, starts, ends = (tf.boolean_mask(item, written) for item in (labels, best, starts, ends))
    lines = starts // length
    middles = tf.cast(starts + ends - 2 * lines * length, tf.float64) / 2
    centers = tf.minimum(middles / tf.gather(steps, lines), 1.0)
    return tuple(tf.RaggedTensor.from_value_rowids(item, lines, count) for item in (labels, best, centers))


def _joined(strings: Tensor, like: Tensor) -> Tensor:
    """One string a line, of strings that lie as the values of `like`."""
    return tf.strings.reduce_join(like.with_values(strings), axis=1)


def _bytes(values: Tensor, scale: int) -> Tensor:
    return tf.gather(tf.constant(BYTES), tf.cast(tf.round(values * scale), tf.int32))


def _two_bytes(values: Tensor) -> Tensor:
    whole = tf.cast(tf.round(values * 65535), tf.int32)
    table = tf.constant(BYTES)
    return tf.strings.join([tf.gather(table, whole // 256), tf.gather(table, whole % 256)])
