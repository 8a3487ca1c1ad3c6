"""Drawn lines in many languages, so that the recogniser forgets nothing that receipts here do not show."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.engines.base import Pixels

FONTS = Path("/usr/share/fonts")
LATIN = ("DejaVuS*", "Liberation*", "NotoSans-*", "NotoSansMono-*")
EAST_ASIAN = ("DroidSansFallbackFull",)
"""Of Debian's packages fonts-dejavu, -liberation, -noto-core, -noto-mono and -droid-fallback."""

WORDS = {
    "de": "Brötchen Käse Straße Müller Grüße Öl Äpfel Übergabe Gemüse Fußball Rückgeld Summe MwSt Bäckerei",
    "fr": "Crème brûlée café thé à emporter réglé espèces reçu français où garçon Noël hôtel TVA pâtes",
    "es": "Señor año niño jamón café propina artículo peluquería camión compañía atención IVA teléfono",
    "pl": "Sprzedaż gotówka żółty chleb masło śmietana źródło ćwierć łąka piątek Łódź Kraków złotych ręcznik",
    "pt": "Pão açúcar café você manhã não preço troco cartão crédito limão coração avó português João ração",
    "no": "Smør brød kjøtt fløte øl får Åse Ærø ägg mjölk köp böcker København Malmö Göteborg kvittering",
    "tr": "Çay şeker ekmek yoğurt ığdır İstanbul üzüm peynir öğle çorba balık tutarı fiş toplam değişim",
    "en": "Milk bread total cash change receipt tax invoice thank you visit again item price qty amount card",
    "id": "Jumlah tunai kembali barang harga jual terima kasih layanan konsumen ayam goreng nasi kopi roti",
}
LANGUAGES = (*WORDS, "zh", "code")
"""`code` is of digits and of letters and marks that are taken for them."""
MARKS = "$£€%@#&*()[]+-=/:;.,!?'\"_"


def drawn_lines(count: int, charset: Sequence[str], *, seed: int, language: str) -> list[tuple[str, Pixels]]:
    """Texts in one of LANGUAGES and their pictures, RGB. Raises `OSError` if there are no fonts."""
    random = np.random.default_rng(seed)
    asian = [letter for letter in charset if "\u3041" <= letter <= "\u9fff"]
    texts = [_text(language, asian, random) for _ in range(count)]
    return [(text, _draw(text, _font(language == "zh", random), random)) for text in texts]


def _text(kind: str, asian: Sequence[str], random: np.random.Generator) -> str:
    if kind == "zh":
        text = "".join(str(random.choice(asian)) for _ in range(random.integers(2, 12)))
        return text + (f" {_amount(random)}" if random.random() < 0.3 else "")
    parts = [_part(kind, random) for _ in range(random.integers(1, 5))]
    return " ".join(parts)


def _part(kind: str, random: np.random.Generator) -> str:
    chance = random.random()
    if kind == "code" and chance < 0.5:
        return "".join(random.choice(list("0123456789BOISZGQDLAEil" + MARKS), random.integers(2, 12)))
    if kind == "code" or chance < 0.2:
        day, month, year = (int(random.integers(1, most)) for most in (29, 13, 30))
        dates = (
            f"{day:02}/{month:02}/20{year:02}",
            f"{day:02}.{month:02}.{year:02}",
            f"{month:02}:{day:02}:{year:02}",
        )
        return _amount(random) if random.random() < 0.6 else str(random.choice(dates))
    word = str(random.choice(WORDS[kind].split()))
    letters = list(word)
    if random.random() < 0.3:
        random.shuffle(letters)
    cases = (str, str, str.upper if kind != "de" else str, str.lower) if kind != "tr" else (str,)
    return cases[int(random.integers(len(cases)))]("".join(letters)) + (":" if random.random() < 0.1 else "")


def _amount(random: np.random.Generator) -> str:
    value = f"{random.exponential(60):,.2f}"
    if random.random() < 0.4:
        value = value.translate(str.maketrans(",.", ".,"))
    return str(random.choice(["", "", "", "$", "€", "£", "RM", "Rp"])) + value


@cache
def _paths(asian: bool) -> list[Path]:
    paths = sorted(path for name in (EAST_ASIAN if asian else LATIN) for path in FONTS.rglob(name + ".tt?"))
    if not paths:
        raise FileNotFoundError(
            2, "There are no fonts to draw with; see ocr/training/text/drawn.py", str(FONTS)
        )
    return paths


def _font(asian: bool, random: np.random.Generator) -> ImageFont.FreeTypeFont:
    paths = _paths(asian)
    return ImageFont.truetype(paths[int(random.integers(len(paths)))], int(random.integers(14, 44)))


def _draw(text: str, font: ImageFont.FreeTypeFont, random: np.random.Generator) -> Pixels:
    left, top, right, bottom = font.getbbox(text)
    edge = font.size * random.uniform(0.05, 0.25, 4)
    size = (int(right - left + edge[0] + edge[1]) + 1, int(bottom - top + edge[2] + edge[3]) + 1)
    paper, ink = int(random.integers(190, 256)), int(random.integers(0, 110))
    image = Image.new("RGB", size, (paper, paper, paper))
    ImageDraw.Draw(image).text((edge[0] - left, edge[2] - top), text, (ink, ink, ink), font=font)
    return np.asarray(image, np.uint8)
