"""Which receipts are looked at again, told by what the first recogniser made of them."""

from ocr.tests.drawing import RECEIPT
from ocr.vietnamese.spotting import is_vietnamese

AS_READ_ONCE = (
    "Quán Com Tm Bà By",
    "Đia ch: 12 Nguyn Huê, Phuòng Bn Nghé",
    "Ngày: 14/03/2026",
    "2 Cà phê sa đá 25.000 50.000",
    "Tng tin hàng 50.000",
    "Tin khách đua 100.000",
    "Cám on quý khách",
)


def test_vietnamese_is_known_though_half_its_letters_are_missing():
    assert is_vietnamese(AS_READ_ONCE)


def test_vietnamese_printed_without_accents_has_nothing_to_win():
    assert not is_vietnamese(
        ["QUAN COM TAM BA BAY", "DIA CHI: 12 NGUYEN HUE", "TONG CONG 50.000", "TIEN MAT"]
    )


def test_english_is_not_vietnamese():
    assert not is_vietnamese(RECEIPT)


def test_a_vietnamese_restaurant_elsewhere_is_not():
    lines = ["Phở Hà Nội", "Las Vegas, NV 89103", "(702) 555-0142", "Bánh mì 7.50", "Sales Tax 0.60"]
    assert not is_vietnamese([*lines, "Total $8.10"])


def test_malay_and_indonesian_are_not():
    assert not is_vietnamese(["KEDAI KOPI SDN BHD", "Jalan Ampang, Kuala Lumpur", "Jumlah RM 12.50", "Tunai"])
    assert not is_vietnamese(["Warung Bali", "Jl. Raya Denpasar", "Total Rp 45.000", "Terima kasih"])


def test_other_languages_with_accents_are_not():
    assert not is_vietnamese(["Café Gardénia", "Genève, Suisse", "Crème brûlée 9.50", "Espèces", "Merci"])


def test_no_lines_are_not():
    assert not is_vietnamese([])
