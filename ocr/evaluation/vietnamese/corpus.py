"""What Vietnamese receipts print: shops, addresses, goods, keys and greetings, all of them made up."""

from collections.abc import Iterator
from random import Random

LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
"""The 67 accented letters of Vietnamese, in lower case."""

SHOPS = (
    "Quán Cơm Tấm Bà Bảy",
    "Tiệm Bánh Mì Hạnh Phúc",
    "Phở Gia Truyền Ông Tư",
    "Cà Phê Vườn Sau Hè",
    "Siêu Thị Mini Hoàng Yến",
    "Nhà Hàng Hải Sản Biển Xanh",
    "Hiệu Sách Tuổi Trẻ",
    "Nhà Thuốc Tây Đức Thịnh",
    "Tạp Hóa Cô Sáu",
    "Bún Bò Huế Chị Nguyệt",
    "Trà Sữa Mây Trắng",
    "Lẩu Nướng Phố Cổ",
    "Cửa Hàng Điện Máy Quang Vũ",
    "Bánh Cuốn Nóng Kỳ Lân",
    "Chè Thái Ngọt Lịm",
    "Công ty TNHH Thực Phẩm Rồng Việt",
    "Hủ Tiếu Nam Vang Mỹ Dung",
    "Quán Ốc Đêm Cây Sộp",
    "Tiệm Giặt Ủi Sạch Sẽ",
    "Xưởng Gỗ Mỹ Nghệ Đỗ Quỳnh",
)

ADDRESSES = (
    "12 Nguyễn Huệ, Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh",
    "Số 45 ngõ 7 phố Hàng Bạc, Quận Hoàn Kiếm, Hà Nội",
    "208/3 Lê Văn Sỹ, Phường 13, Quận Phú Nhuận",
    "Kiốt 5, Chợ Đông Ba, Thành phố Huế",
    "91 Trần Phú, Phường Lộc Thọ, Nha Trang, Khánh Hòa",
    "Ấp Mỹ Thạnh, xã Vĩnh Kỳ, huyện Giồng Riềng, Kiên Giang",
    "Tầng 3, Tòa nhà Bưởi Vàng, 66 Võ Thị Sáu, Đà Nẵng",
    "17 Ngô Quyền, Phường Vĩnh Ninh, Thừa Thiên Huế",
    "Quốc lộ 1A, thị trấn Phủ Lý, tỉnh Hà Nam",
    "334 Cách Mạng Tháng Tám, Phường 10, Quận 3",
    "Đường số 9, khu dân cư Trường Thọ, Thủ Đức",
    "58 Bùi Thị Xuân, Phường 2, Đà Lạt, Lâm Đồng",
    "72 Hùng Vương, Ninh Kiều, Cần Thơ",
    "Xóm Chẵn, thôn Đẵng, huyện Mỹ Đức, Hà Nội",
    "150 Điện Biên Phủ, Quận Bình Thạnh, TP.HCM",
    "Ngã tư Bảy Hiền, Quận Tân Bình",
    "29 Lý Thường Kiệt, thành phố Quy Nhơn, Bình Định",
    "6 Phan Đình Phùng, Phường Quán Thánh, Ba Đình",
)

GOODS = (
    "Cơm tấm sườn bì chả",
    "Phở tái nạm gầu",
    "Bún chả Hà Nội",
    "Bánh mì thịt nguội",
    "Gỏi cuốn tôm thịt",
    "Chả giò rế",
    "Canh chua cá lóc",
    "Cá kho tộ",
    "Rau muống xào tỏi",
    "Đậu hũ chiên sả ớt",
    "Gà nướng mật ong",
    "Lẩu Thái hải sản",
    "Mực chiên giòn",
    "Nghêu hấp sả",
    "Ốc hương rang muối",
    "Bò lúc lắc",
    "Cơm chiên Dương Châu",
    "Mì xào giòn",
    "Hủ tiếu xương",
    "Cháo vịt",
    "Bánh xèo miền Tây",
    "Bánh bột lọc",
    "Xôi gấc đậu xanh",
    "Chè bưởi nước cốt dừa",
    "Bánh flan caramen",
    "Sữa chua nếp cẩm",
    "Cà phê sữa đá",
    "Bạc xỉu nóng",
    "Trà đào cam sả",
    "Trà sữa trân châu đường đen",
    "Nước mía tắc",
    "Sinh tố bơ",
    "Nước ép dứa",
    "Dừa tươi",
    "Bia Sài Gòn lon",
    "Rượu nếp cái hoa vàng",
    "Nước suối 500ml",
    "Khăn lạnh",
    "Gạo nàng thơm 5kg",
    "Nước mắm Phú Quốc",
    "Đường cát trắng 1kg",
    "Dầu ăn 1 lít",
    "Mì gói chua cay",
    "Sữa tươi không đường",
    "Trứng gà ta 10 quả",
    "Thịt ba chỉ",
    "Cà rốt Đà Lạt",
    "Dưa hấu không hạt",
    "Xoài cát Hòa Lộc",
    "Bột giặt 800g",
    "Kem đánh răng",
    "Giấy vệ sinh 10 cuộn",
    "Vở kẻ ngang 200 trang",
    "Bút chì gỗ",
    "Thuốc nhỏ mắt",
    "Viên sủi vitamin C",
    "Khẩu trang y tế",
    "Mũ bảo hiểm",
    "Áo sơ mi trắng",
    "Dép lưỡng tính",
    "Đũa tre",
    "Vé giữ xe",
    "Phí giao hàng",
    "Đĩa cơm thêm",
    "Bữa sáng tự chọn",
    "Giẻ lau bếp",
    "Bánh phồng tôm",
    "Kẹo dẻo vị vải",
    "Rễ đinh lăng",
    "Hẹ tươi bó",
)

KEYS = (
    "Tổng cộng",
    "Thành tiền",
    "Tổng tiền hàng",
    "Tiền khách đưa",
    "Tiền thối lại",
    "Tiền thừa",
    "Thuế GTGT 8%",
    "Thuế VAT 10%",
    "Giảm giá",
    "Chiết khấu",
    "Phí dịch vụ 5%",
    "Tiền mặt",
    "Chuyển khoản",
    "Thanh toán thẻ",
    "Tạm tính",
    "Phải thu",
    "Làm tròn",
    "Điểm tích lũy",
    "Cộng tiền hàng",
    "Số tiền còn lại",
)

PHRASES = (
    "HÓA ĐƠN BÁN HÀNG",
    "PHIẾU TẠM TÍNH",
    "Cảm ơn quý khách và hẹn gặp lại!",
    "Kính chúc quý khách ngon miệng",
    "Vui lòng kiểm tra kỹ trước khi rời quầy",
    "Hàng mua rồi miễn đổi trả",
    "Giá đã bao gồm thuế giá trị gia tăng",
    "Thu ngân: Nguyễn Thị Thủy",
    "Nhân viên: Đặng Hữu Nghĩa",
    "Khách hàng: Lý Mỹ Ngọc",
    "Bàn số 12 - Khu vực sân thượng",
    "Tên hàng    SL    Đơn giá    T.Tiền",
    "Mặt hàng    Số lượng    Thành tiền",
    "Giờ vào: 18:05    Giờ ra: 19:47",
    "Ngày: 14/03/2026    Giờ in: 12:41",
    "Mã số thuế: 0312345678",
    "Điện thoại: 028 3822 1234",
    "Số hóa đơn: HD004512",
    "Mật khẩu wifi: xinchao2026",
    "Quét mã để nhận ưu đãi",
    "Đổi điểm lấy quà ở quầy lễ tân",
    "Chỗ để xe ở phía sau nhà",
    "Mở cửa từ 7 giờ sáng đến 10 giờ tối",
    "Bằng chữ: Một trăm hai mươi lăm nghìn đồng chẵn",
    "Bằng chữ: Bảy mươi tám nghìn rưỡi đồng",
    "Cho lời góp ý, xin gọi số ở trên",
    "Bỗng dưng muốn ẵm cả quầy bánh về",
    "Quỹ thiếu nhi cảm tạ bạn đã đóng góp",
    "Đá lạnh, ít ngọt, thêm kem sữa",
    "Tỷ giá tham khảo, lẻ làm tròn xuống",
    "Thủy tinh dễ vỡ, xin nhẹ tay",
    "Suối Vằng, đèo Ẳng, rừng Sẳng, chợ Ỵ Bỵ",
    "Bẫy chuột, kẽm gai, võng, chỗi rơm, lưỡi hái",
    "Ngõ nhỏ, phố nhỏ, nhà tôi ở đó",
    "Ỷ lại, ý kiến, y tá, kỳ nghỉ, kỹ sư, thủ quỹ",
)


def receipt_lines(random: Random, count: int) -> Iterator[str]:
    """Yield `count` lines as tills print them, a third of them in capitals."""
    makers = (_shop, _address, _phrase, _key, _good, _good, _priced_good, _amounts)
    for _ in range(count):
        line = random.choice(makers)(random)
        yield line.upper() if random.random() < 1 / 3 else line


def letter_words() -> list[str]:
    """Return names and phrases that together hold each accented letter, small and capital."""
    texts = (*SHOPS, *ADDRESSES, *GOODS, *KEYS, *PHRASES)
    chosen = {next(text for text in texts if letter in text.lower()) for letter in LETTERS}
    return [line for text in sorted(chosen) for line in (text.lower(), text.upper())]


def _shop(random: Random) -> str:
    return random.choice(SHOPS)


def _address(random: Random) -> str:
    return random.choice(ADDRESSES)


def _phrase(random: Random) -> str:
    return random.choice(PHRASES)


def _key(random: Random) -> str:
    colon = random.choice((":", " ", ""))
    return f"{random.choice(KEYS)}{colon} {_amount(random)}{random.choice(('', 'đ', ' đ', ' VND'))}"


def _good(random: Random) -> str:
    return random.choice(GOODS)


def _priced_good(random: Random) -> str:
    number, price = random.randint(1, 9), random.randrange(5, 400)
    mark = random.choice((",", "."))
    return f"{number} {random.choice(GOODS)} {price}{mark}000 {_grouped(number * price * 1000, mark)}"


def _amounts(random: Random) -> str:
    return " ".join(_amount(random) for _ in range(random.randint(1, 3)))


def _amount(random: Random) -> str:
    return _grouped(random.randrange(1, 5000) * 10 ** random.choice((2, 3, 3)), random.choice((",", ".")))


def _grouped(amount: int, mark: str) -> str:
    return f"{amount:,}".replace(",", mark)
