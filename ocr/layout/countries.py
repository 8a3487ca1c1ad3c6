"""What the receipts of each country look like."""

from dataclasses import dataclass

from ocr.layout.dates import DateOrder

DMY, MDY, YMD = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST


@dataclass(frozen=True, kw_only=True)
class Country:
    """What a country's receipts look like."""

    currency: str
    date_order: DateOrder
    calling_code: str
    words: str
    """Folded words and patterns, parted by `;`, that only its receipts use."""
    hints: str = ""
    """The same, shared with neighbours; each counts a third."""


COUNTRIES: dict[str, Country] = {
    "MY": Country(
        currency="MYR",
        date_order=DMY,
        calling_code="60",
        words=(
            r"sdn\.? ?bhd; berhad; malaysia; selangor; johor; kuala lumpur; petaling jaya; shah alam; "
            r"penang; tarikh; resit; cukai; jalan .*\d{5}; tmn; darul; baki; s/b; melaka; perak; pahang; "
            r"kedah; sarawak; sabah; klang; \bsst\b; gst id"
        ),
        hints="jalan; taman; jln; gst; tunai; jumlah; rounding; plt; bandar; enterprise",
    ),
    "ID": Country(
        currency="IDR",
        date_order=DMY,
        calling_code="62",
        words=(
            "indonesia; jakarta; bandung; surabaya; denpasar; bali; npwp; ppn; kasir; kembalian; kembali; "
            "tanggal; bayar; terima kasih; yogyakarta; semarang; medan; bekasi; tangerang; harga jual; "
            "pajak; kec; kel; kab; meja; pelayan; pb1; gofood; grabfood; gopay; indomaret; alfamart"
        ),
        hints="jl; tunai; jumlah; jalan; total item; struk; diskon",
    ),
    "VN": Country(
        currency="VND",
        date_order=DMY,
        calling_code="84",
        words=(
            "viet nam; vietnam; ha noi; hanoi; hcm; ho chi minh; da nang; tong cong; thanh tien; tien "
            r"mat; hoa don; cam on; quy khach; don gia; phuong; quan \d; thu ngan; ngay; so luong; vnd; "
            "thanh toan; tong tien; dia chi; duong; tien thua; khach hang; phieu"
        ),
        hints="sl; gio; dt; ban",
    ),
    "DE": Country(
        currency="EUR",
        date_order=DMY,
        calling_code="49",
        words=(
            r"mwst; summe; ust; rechnung; steuer; strasse; str\.; gmbh; datum; uhr; vielen dank; betrag; "
            "deutschland; zwischensumme; quittung; netto; tisch; bedienung; beleg"
        ),
        hints="bar; euro; eu",
    ),
    "CH": Country(
        currency="CHF",
        date_order=DMY,
        calling_code="41",
        words="chf; schweiz; zurich; geneve; basel; suisse",
        hints="mwst; tva",
    ),
    "FR": Country(
        currency="EUR",
        date_order=DMY,
        calling_code="33",
        words="tva; ttc; merci; france; siret; montant; especes; a paye",
        hints="euro; eur; rue",
    ),
    "IT": Country(
        currency="EUR",
        date_order=DMY,
        calling_code="39",
        words=r"iva; totale; contanti; scontrino; grazie; p\.iva; via; euro totale; ristorante",
        hints="euro",
    ),
    "ES": Country(
        currency="EUR",
        date_order=DMY,
        calling_code="34",
        words="factura; gracias; efectivo; fecha; importe; cif; nif; camarero; espana",
        hints="iva; calle",
    ),
    "NL": Country(
        currency="EUR",
        date_order=DMY,
        calling_code="31",
        words="btw; totaal; bedankt; betaald; nederland; amsterdam; kassabon",
    ),
    "GB": Country(
        currency="GBP",
        date_order=DMY,
        calling_code="44",
        words="london; united kingdom; england; vat no; vat reg; scotland",
        hints="vat; road; high street",
    ),
    "AU": Country(
        currency="AUD",
        date_order=DMY,
        calling_code="61",
        words="abn; australia; nsw; eftpos; qld; sydney; melbourne; pty",
        hints="gst; vic",
    ),
    "NZ": Country(
        currency="NZD",
        date_order=DMY,
        calling_code="64",
        words="new zealand; auckland; wellington; gst numbe",
        hints="gst; eftpos",
    ),
    "SG": Country(
        currency="SGD",
        date_order=DMY,
        calling_code="65",
        words=r"singapore; pte; s\(\d{6}\); uen; nets; orchard",
        hints="gst; gst reg no; svc chg",
    ),
    "CA": Country(
        currency="CAD",
        date_order=YMD,
        calling_code="1",
        words=(
            "canada; ontario; toronto; hst; pst; qst; tps; tvq; vancouver; quebec; alberta; montreal; interac"
        ),
        hints="gst",
    ),
    "US": Country(
        currency="USD",
        date_order=MDY,
        calling_code="1",
        words=(
            "sales tax; gratuity; usa; new york; california; texas; florida; las vegas; chicago; san "
            r"francisco; state tax; zip; us debit; u\.s; los angeles; seattle"
        ),
        hints="tip; server; guests; check; subtotal; tax; ebt; discover; check #; gal; lb",
    ),
    "PH": Country(
        currency="PHP",
        date_order=MDY,
        calling_code="63",
        words="philippines; manila; vatable; senior citizen; quezon; makati",
    ),
    "IN": Country(
        currency="INR",
        date_order=DMY,
        calling_code="91",
        words="cgst; sgst; gstin; india; mumbai; delhi; fssai; bangalore",
    ),
    "TH": Country(currency="THB", date_order=DMY, calling_code="66", words="thailand; bangkok; phuket; baht"),
    "JP": Country(
        currency="JPY", date_order=YMD, calling_code="81", words="japan; tokyo; 合計; 領収; 消費税; osaka"
    ),
    "CN": Country(
        currency="CNY", date_order=YMD, calling_code="86", words="合计; 发票; 小计; beijing; shanghai; 金额"
    ),
    "HK": Country(currency="HKD", date_order=DMY, calling_code="852", words="hong kong; kowloon; octopus"),
}
"""Countries by ISO code; the words are those their receipts print."""
