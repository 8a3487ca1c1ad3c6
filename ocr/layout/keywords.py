"""The words that receipts print beside their values, per concept and language.

Phrases are written as they are folded by `ocr.layout.matching`: lower case, no accents, no punctuation.
Languages in each list: English, Malay and Indonesian, Vietnamese, German, then the other European ones.
"""

from enum import StrEnum


class Concept(StrEnum):
    """What a printed phrase announces or says."""

    TOTAL = "total"
    GRAND_TOTAL = "grand_total"
    SUBTOTAL = "subtotal"
    TAX = "tax"
    SERVICE = "service"
    TAX_BASE = "tax_base"
    INCLUSIVE = "inclusive"
    TIP = "tip"
    DISCOUNT = "discount"
    ROUNDING = "rounding"
    SAVINGS = "savings"
    CASH = "cash"
    CARD = "card"
    TENDERED = "tendered"
    CHANGE = "change"
    COUNT = "count"
    POINTS = "points"
    TEL = "tel"
    FAX = "fax"
    DATE = "date"
    OTHER_DATE = "other_date"
    TIME = "time"
    HEAD_NAME = "head_name"
    HEAD_COUNT = "head_count"
    HEAD_UNIT = "head_unit"
    HEAD_PRICE = "head_price"
    ADDRESS = "address"
    COMPANY = "company"
    TRADE = "trade"
    TITLE = "title"
    NUMBER = "number"
    STAFF = "staff"
    GREETING = "greeting"
    WEB = "web"
    OWNER = "owner"


KEYWORDS: dict[Concept, str] = {
    Concept.TOTAL: """
        total; total amount; total amt; total sales; total sale; amount; amount due; balance due; total
        due; balance; total price; amount payable; to pay; total inclusive; total incl; total inc; order
        total; total sales inclusive; total incl gst; total inc gst; total with tax; total charge; bill
        amount; bill total; purchase total; fuel total; sale total; total purchase; amount paid; total
        bill; sale amount; total fare; ticket price; total sales incl gst; net amount; net amt; nett; net;
        total to pay; fare; jumlah; jumlah bayar; jumlah besar; total bayar; total belanja; total harga;
        total tagihan; total pembayaran; total pesanan; tagihan; harga total; total transaksi; total
        biaya; tong; tong cong; tong tien; tong so tien; thanh toan; tong thanh toan; phai tra; tong cong
        tien; tien thanh toan; so tien; tong gia; tong tien hang thanh toan; tong hoa don; tong tien phai
        tra; summe; gesamt; gesamtbetrag; gesamtsumme; zu zahlen; betrag; endbetrag; rechnungsbetrag;
        total eur; total chf; total ttc; montant; a payer; importe; total a pagar; totale; totale
        complessivo; importo; totaal; te betalen; suma; tl; ttl; tot; total supplies; amt paid incl gst;
        amt paid; amount incl gst; amount inclusive; amount incl; amount inc gst; total charges; you pay;
        total to be paid; total euros; total euro; total a payer; total general; montant total; due; totl;
        tota; otal; saldo; fuel sale; fuelsale; gesamt eur
        """,
    Concept.GRAND_TOTAL: """
        grand total; total rounded; rounded total; total after rounding; net total; nett total; total
        nett; final total; total round; total rounding; total payable amount; net payable; amount to pay;
        total amount due; total amount payable; total rounded amount; total after adj; total after
        rounding adj; total after adjustment; rounded amount; total amount rounded; total sales rounded;
        total net amount; after rounding; total amount to pay; total due rounded; grand total incl gst;
        round total; round d total; bill rounded; rounded bill; total akhir; total keseluruhan; total
        dibayar; grand ttl; jumlah perlu dibayar; jumlah keseluruhan; khach phai tra; khach can tra; tong
        phai thanh toan; tong thanh toan; tong cong thanh toan; phai thanh toan; so tien phai tra; total
        payable
        """,
    Concept.SUBTOTAL: """
        subtotal; sub total; sub ttl; subttl; total excl gst; total excluding gst; total excl; total
        before tax; total before gst; total exclude gst; total without gst; total exc gst; total excl tax;
        merchandise subtotal; net sales; net sale; total sales excl gst; total sales excluding gst; amount
        before tax; food total; sub total excl gst; total before service; total excluding; total ex gst;
        total excl of gst; subtotal excl gst; total gross; gross total; gross amount; bill before; items
        subtotal; item subtotal; order subtotal; harga jual; sub jumlah; jumlah kecil; total harga barang;
        subtotal pesanan; dpp; tam tinh; tien hang; tong tien hang; thanh tien hang; cong tien hang; tong
        cong hang; zwischensumme; netto; nettobetrag; warenwert; sous total; subtotale; subtotaal; total
        ht; amt paid excl gst; amount excl gst; amount excluding gst; net of tax; nett of tax; nett of
        gst; total excl sr; total sales excl; sales excl; net total excl; beverage total; sbtl; subtl; sub
        totl
        """,
    Concept.TAX: """
        tax; taxes; sales tax; gst; cgst; sgst; igst; sst; hst; pst; qst; vat; gst amount; tax amount; gst
        amt; tax amt; total tax; total gst; gst payable; service tax; state tax; local tax; city tax;
        county tax; food tax; meals tax; liquor tax; gst total; tax total; vat amount; vat amt; add gst;
        add tax; estimated tax; gst tax; tax due; pajak; ppn; pb1; pbi; pb 1; pajak restoran; cukai; cukai
        perkhidmatan; tax resto; pajak resto; pajak daerah; thue; thue gtgt; gtgt; thue vat; tien thue;
        tien vat; mwst; ust; mehrwertsteuer; steuer; umsatzsteuer; inkl mwst; enth mwst; mwst betrag; tva;
        iva; btw; igic; moms; total includes; includes gst; gst included; gst inclusive; tax included;
        total tax amount; total included gst; total included; total including gst 6; txtl; tx
        """,
    Concept.SERVICE: """
        service charge; service chg; svc chg; svc charge; serv charge; svr chg; serv chg; svc; service; biaya
        layanan; phi dich vu; bedienung; servicio; servizio; coperto
        """,
    Concept.TAX_BASE: """
        gst summary; tax summary; taxable amount; taxable amt; zero rated; standard rated; summary; gst
        analysis; tax analysis; amount exclude gst; goods amount; taxable sales; non taxable; mwst netto
        brutto; supplies; supply total; gst rate; base imp; base; taxable; base imponible
        """,
    Concept.INCLUSIVE: """
        inclusive; incl; inc; included; includes; including; inclusive of; incl gst; inc gst; tax incl;
        sudah termasuk; termasuk; da bao gom; inkl; enthalten; darin enthalten
        """,
    Concept.TIP: """
        tip; tips; gratuity; tip amount; add tip; gratuities; trinkgeld; pourboire; propina; tien tip;
        auto gratuity; suggested tip
        """,
    Concept.DISCOUNT: """
        discount; disc; less; voucher; coupon; rebate; promo; promotion; cpn; member discount; total
        discount; discount amount; bill discount; item discount; discount total; senior discount; less
        discount; instant savings; deal; coupons; voucher discount; off; markdown; diskon; potongan; disc
        total; total diskon; hemat; potongan harga; voucher belanja; giam gia; chiet khau; khuyen mai;
        tong giam; giam; khuyen mai giam gia; tien giam gia; tong giam gia; rabatt; nachlass; gutschein;
        preisvorteil; remise; descuento; sconto; korting
        """,
    Concept.ROUNDING: """
        rounding; rounding adj; rounding adjustment; round off; rounding adjustments; rounded adj; round
        adj; rounding amount; roundoff; cash rounding; bill rounding; rounding diff; adjustment; rounding
        of; adj; round; rounding adjust; rounding amt; rouding; r off; penggenapan;
        pelarasan; pelarasan penggenapan; pembulatan; lam tron; rundung; total rounding adj; total
        rounding adjustment; total rounding amount
        """,
    Concept.SAVINGS: """
        you saved; total saved; total savings; you save; savings; saved; total saving; saving; your
        savings; total you saved; today you saved; anda hemat; ban da tiet kiem; sie sparen; ersparnis
        """,
    Concept.CASH: """
        cash; tunai; tien mat; bar; bargeld; especes; efectivo; contanti; contant; cash payment; pay cash;
        cash sale amount; cash myr; bayar tunai
        """,
    Concept.CARD: """
        visa; mastercard; master card; master; amex; american express; credit card; debit card; card;
        credit; debit; maestro; discover; eftpos; bank card; visa card; credit sales; ec karte; girocard;
        karte; kartenzahlung; ec cash; kreditkarte; kartu kredit; kartu debit; kartu; the; the tin dung;
        chuyen khoan; momo; zalopay; vnpay; vnpay qr; viettelpay; gopay; ovo; dana; shopeepay; qris;
        linkaja; grabpay; grab pay; touch n go; touchngo; tng; tng ewallet; ewallet; e wallet; boost;
        paypal; apple pay; google pay; alipay; wechat; wechat pay; paywave; visa debit; visa credit; us
        debit; debit mastercard; visa electron; bca; mandiri; debit bca; edc; flazz; gift card; unionpay;
        mydebit; nets; jcb; diners; cheque; check payment; credit card payment; pay later; grabfood;
        gofood; shopeefood; bankkarte; lastschrift; bank transfer; transfer
        """,
    Concept.TENDERED: """
        tendered; cash tendered; amount tendered; cash received; received; paid; payment; tender; amt
        tendered; cash paid; cash tender; amt tender; total tendered; total tender; cash tend; cash in;
        amount received; payment received; total payment; bayar; dibayar; pembayaran; uang; uang tunai;
        tunai diterima; uang diterima; total uang; khach dua; khach tra; tien khach dua; tien khach tra;
        nhan; tien nhan; gegeben; gezahlt; bezahlt; erhalten; cash amt; cash amount; total received;
        payment amount; paid amount; payment type; payment mode; payment method; tender type; pay by; paid
        by; charge; bayaran; terima; cara bayar; khach thanh toan; tien dua; contado; entregado; recibido;
        versato; rendu sur; total paid; paid by cash
        """,
    Concept.CHANGE: """
        change; change due; cash change; total change; change amount; balance change; your change; change
        given; change back; changed; change cash; baki; kembali; kembalian; uang kembali; baki tunai;
        kembali tunai; susuk; tien thua; tra lai; thoi lai; tien thoi; tien tra lai; tien thoi lai; tra
        lai khach; tien thua tra khach; thua; ruckgeld; zuruck; wechselgeld; rueckgeld; rendu; cambio;
        wisselgeld; a rendre; chg; vuelto; chng
        """,
    Concept.COUNT: """
        total qty; total quantity; total items; total item; no of items; number of items; items sold; item
        count; qty total; item s; qty s; items; total no of items; no qty; no items; total item s; total
        qty s; items purchased; item qty; total pcs; total number of items; items in transaction; line
        items; no of item; total unit; total units; qty total item; jumlah item; total barang; jumlah
        barang; banyak item; items count; total quantities; tot qty; total no; total pieces; tong so
        luong; tong sl; so luong mon; tong so mon; so mon; tong so luong hang; anzahl artikel; artikel
        anzahl; anzahl positionen; number of item sold; total count; tl qty; ttl qty; total item qty
        """,
    Concept.POINTS: """
        points; point; bonus points; points earned; points balance; opening balance; point balance; member
        points; loyalty; bonuslink; poin; diem; diem tich luy; punkte; current balance; previous balance;
        card balance; rewards; gift card balance; remaining balance; beginning balance; available balance;
        account balance; previous point; total points; closing balance; earned points; balance points;
        point earned; loyalty points
        """,
    Concept.TEL: """
        tel; telephone; phone; tel no; phone no; telp; telepon; telefon; no tel; no telp; hp; mobile; dien
        thoai; sdt; dt; hotline; call; ph; tlp; whatsapp; wa; contact; contact no; h p; careline; customer
        service; tel fax; customer care; fon; store phone; so dien thoai
        """,
    Concept.FAX: "fax; fax no; telefax",
    Concept.DATE: """
        date; bill date; invoice date; receipt date; trans date; transaction date; inv date; business
        date; sale date; date time; purchase date; order date; print date; doc date; date issued; sales
        date; tarikh; tgl; tanggal; tanggal transaksi; waktu; ngay; ngay ban; ngay gio; thoi gian; ngay
        lap; gio vao; gio ra; gio in; ngay in; ngay hd; datum; date heure; fecha; data; rechnungsdatum;
        ngay thang
        """,
    Concept.OTHER_DATE: """
        expiry; exp; expires; expiry date; exp date; valid until; valid till; valid thru; birthday; dob;
        best before; due date; delivery date; valid through; since; return by; valid; berlaku; hingga;
        sampai; han su dung; gultig bis; hsd; until; offer; expire; from; effective; before; mfg; void
        after; established; est; next; reg date; member since; policy; updated; warranty
        """,
    Concept.TIME: """
        time; jam; masa; gio; uhrzeit; zeit; heure; hora; pukul; waktu; thoi gian; uhr
        """,
    Concept.HEAD_NAME: """
        item; items; description; desc; product; article; particulars; item name; name; item description;
        product name; item desc; goods; menu; item code; stock code; stock; code description; description
        code; details; barang; nama barang; nama; butiran; produk; nama produk; keterangan; ten hang; mat
        hang; ten mon; mon; dien giai; san pham; ten sp; ten hang hoa; hang hoa; ten; noi dung;
        bezeichnung; artikel; designation; code; plu; ten san pham; articulo; descripcion; concepto;
        descrizione; omschrijving; libelle; produit
        """,
    Concept.HEAD_COUNT: """
        qty; quantity; qtty; pcs; kuantiti; kts; kuantitas; jml; banyak; qnty; unit; uom; so luong; sl;
        menge; anzahl; qte; cant; q ty; quan; stk; s l; und; uds; ud; qta; aantal; cantidad; quantita
        """,
    Concept.HEAD_UNIT: """
        price; unit price; u price; uprice; s price; rate; harga; harga satuan; hrg; harga unit; don gia;
        gia; d gia; dg; gia ban; einzelpreis; preis; e preis; ep; prix; unit cost; u p; sell price; each;
        selling price; price unit; dgia; unitprice; precio; prezzo; prijs
        """,
    Concept.HEAD_PRICE: """
        amount; amt; total; total price; price; ext price; ext; value; amount total; sub total; subtotal;
        rm; jumlah; total harga; harga; jml harga; nilai; net amt; nett; net amount; amount incl; thanh
        tien; t tien; tien; tt; cong; thanh tien vnd; gesamtpreis; gesamt; betrag; summe; eur; gp;
        montant; importe; tax; tax code; disc; discount; disc amt; gst; nett amt; total amount; line
        total; ttien; thanhtien; item total; importo; totale; bedrag
        """,
    Concept.ADDRESS: """
        jalan; jln; jl; lot; no; lorong; taman; tmn; kampung; kg; batu; bandar; bdr; persiaran; lebuh;
        lebuhraya; lebuh raya; seksyen; sek; kawasan; perindustrian; plaza; wisma; menara; bangunan;
        floor; flr; level; ground; block; blok; unit; suite; street; st; road; rd; avenue; ave; drive; dr;
        lane; ln; boulevard; blvd; place; crescent; gardens; way; highway; hwy; court; square; sq; parkway;
        pkwy; building; mall; centre;
        center; shopping; complex; kompleks; pusat; pl; terrace; parade; route; rte; north; south; east;
        west; nw; ne; sw; se; selangor; johor; penang; pulau pinang; kuala lumpur; kl; perak; melaka;
        malacca; pahang; kedah; kelantan; terengganu; sabah; sarawak; negeri sembilan; perlis; putrajaya;
        labuan; darul ehsan; darul takzim; darul; petaling jaya; shah alam; johor bahru; klang; ipoh;
        malaysia; singapore; wilayah persekutuan; mukim; cheras; subang; puchong; skudai; seri kembangan;
        georgetown; butterworth; seremban; medan; ampang; kepong; kelurahan; kel; kecamatan; kec; kab;
        kabupaten; kota; rt; rw; jakarta; bandung; surabaya; denpasar; bali; indonesia; yogyakarta;
        semarang; tangerang; bekasi; bogor; depok; utara; selatan; barat; timur; raya; gedung; ruko;
        komplek; desa; dusun; provinsi; duong; pho; phuong; quan; huyen; tinh; thanh pho; tp; tp hcm;
        tphcm; ha noi; hanoi; ho chi minh; sai gon; da nang; viet nam; vietnam; thi xa; xa; ap; tang; toa
        nha; dia chi; d c; so nha; ngo; hem; khu; hcm; hai phong; can tho; dong nai; binh duong; strasse;
        str; platz; allee; gasse; ring; weg; ufer; haus; rue; via; calle; deutschland; germany; austria;
        wien; berlin; munchen; hamburg; koln; address; alamat; alamat toko; new york; california; texas;
        usa; london; australia; nsw; vic; qld
        """,
    Concept.COMPANY: """
        sdn bhd; sdn; bhd; sdnbhd; sdn berhad; enterprise; ent; trading; plt; berhad; co ltd; ltd;
        limited; pte ltd; pte; corp; corporation; llc; company; gmbh; kg gmbh; ohg; cv; tbk; cong ty;
        tnhh; cong ty tnhh; co phan; pty ltd; plc; sarl; srl; s r l; s bhd; perniagaan; pvt; kongsi; s b;
        pty; inc; ag; co; 5 b; s 8
        """,
    Concept.TRADE: """
        restaurant; restoran; cafe; kafe; coffee; mart; minimart; supermarket; hypermarket; market; store;
        stores; shop; bakery; bistro; kitchen; hardware; pharmacy; farmasi; klinik; clinic; hotel;
        station; stationery; book; books; bookstore; bookstores; boutique; fashion; food; foods;
        furniture; electrical; electronics; machinery; motor; parts; grill; bar; pizza; burger; chicken;
        seafood; bbq; steak; house; kedai; kopitiam; warung; rumah makan; toko; apotek; ayam; bakso; sate;
        nha hang; quan; sieu thi; cua hang; ca phe; tra sua; nha thuoc; banh; gasthaus; gaststatte;
        ristorante; trattoria; pizzeria; markt; backerei; apotheke; drogerie; wholesale; marketing;
        services; service; industries; holdings; retail; gift; gifts; deco; trading co; pasar raya;
        pasaraya; parking; petrol; petroleum; pub; diner; deli; inn; club; travel; resort; supply;
        supplies; bookshop; florist; salon; beauty; optical; jewellery; fish; noodle; sushi; thai; curry;
        tea; cake; ice cream; catering; venture; international; group; bazaar; depot; outlet; department;
        fresh; grocer; grocery; farm
        """,
    Concept.TITLE: """
        receipt; invoice; tax invoice; cash sale; cash sales; cash bill; cash receipt; simplified tax
        invoice; guest check; sales receipt; official receipt; customer copy; merchant copy; duplicate;
        reprint; take away; takeaway; dine in; take out; takeout; welcome; void; resit; invois; invois
        cukai; resit rasmi; struk; nota; struk pembelian; faktur; hoa don; phieu thanh toan; hoa don ban
        hang; phieu tinh tien; hoa don thanh toan; hoa don gtgt; hoa don ban le; bien lai; phieu tam tinh;
        kassenbon; rechnung; quittung; beleg; bewirtungsbeleg; ticket; factura; facture; delivery order;
        delivery; proforma; tax invoice adjustment note; adjustment note; customer receipt; store receipt;
        debit note; credit note; sales order; sales invoice; preview; posted; your order number is; self
        service; drive thru; payment receipt; transaction receipt; transaction record; kundenbeleg;
        approved
        """,
    Concept.NUMBER: """
        gst id; gst no; gst reg no; gst reg; gst registration no; gst id no; gst number; sst no; sst reg
        no; sst id; tax id; reg no; co reg; co no; company no; co reg no; company reg no; registration no;
        roc; roc no; business reg no; brn; rob no; abn; abn no; acn; npwp; mst; ma so thue; tax code no;
        steuer nr; ust id; ust idnr; st nr; siret; siren; vat no; vat reg no; vat number; ein; fein;
        invoice no; inv no; inv; receipt no; bill no; doc no; document no; ref no; ref; reference;
        reference no; order no; order number; order; check no; chk; check; trans; trans no; transaction
        no; txn; txn no; slip no; ticket no; tran; queue no; no pesanan; no struk; no nota; no transaksi;
        kode; so hd; so phieu; so hoa don; ma hd; so ct; so bill; beleg nr; rechnung nr; rechnungsnr; bon
        nr; approval code; auth code; approval no; approved; auth; authorization; trace no; batch no; tid;
        mid; terminal; terminal id; term id; aid; app code; rrn; merchant id; host; seq; stan; appr code;
        card no; card number; account; account no; acct; member; member no; member id; membership; member
        card; customer id; vehicle; vehicle no; car plate; plate no; pump; nozzle; barcode; serial no; sn;
        no urut; id transaksi; machine; machine no; permit; license; licence; lic no; token no; pin; wifi;
        password; pass; wifi password; gst; gstregno; gstid; gstno; gstidno; gstregno; regno
        """,
    Concept.STAFF: """
        cashier; kasir; server; served by; operator; waiter; salesperson; sales person; staff; juruwang;
        pelayan; user; clerk; attendant; your server; cashier name; host; manager; associate; thu ngan;
        nhan vien; nv; phuc vu; bediener; es bediente sie; bedienung; kellner; counter; kaunter; table;
        table no; tbl; meja; no meja; ban; ban so; tisch; tisch nr; guests; guest; pax; cover; covers;
        guest s; khach; so khach; store; store no; outlet; branch; cawangan; toko; shift; pos; pos no;
        reg; register; till; lane; station; station no; workstation; terminal no; customer; customer name;
        pelanggan; nama tamu; khach hang; ten khach hang; kunde; location; print by; printed by; printed;
        created by; sold by; bill to; attn; room no; order by; cust; kassierer; kasse; kassa; filiale;
        tamu; salesman; agent; name; member name; tang; khu vuc; seat; party; cas; print
        """,
    Concept.GREETING: """
        thank you; thanks; thank; please come again; come again; welcome; terima kasih; sila datang lagi;
        see you again; have a nice day; goods sold are not returnable; goods sold; not returnable;
        exchange; return; returns; refund; refundable; non refundable; no refund; visit us; visit again;
        visit us again; survey; feedback; follow us; like us; cam on; cam on quy khach; hen gap lai; xin
        cam on; vielen dank; danke; auf wiedersehen; besuch; merci; gracias; grazie; selamat; sampai
        jumpa; kritik; saran; layanan konsumen; dapat ditukar; tidak dapat; keep this receipt; please
        keep; customer copy; have a good day; we appreciate; download; scan; tell us; complaint;
        complaints; returnable; days; policy; receipt required; terms; conditions; opening hours; business
        hours; operating hours; open daily; shopping hours; monday; sunday; quy khach; hrs; hours; mon
        fri; mon sat; mon sun; sun thu; fri sat; sat sun; mon thu
        """,
    Concept.WEB: """
        www; http; https; com; facebook; instagram; email; e mail; website; web; fb; gmail; hotmail; mail;
        net; org; ig; tiktok; com my; co id; com vn
        """,
    Concept.OWNER: """
        own by; owned by; operated by; managed by; licensee of; formerly known as; formerly; franchisee;
        trading as; t a; d b a; dba; a division of; member of; franchise of; inh; inhaber; tiem; sold to;
        bill to; ship to; deliver to
        """,
}


def phrases(concept: Concept) -> list[tuple[str, ...]]:
    """Every phrase of `concept` as its words."""
    return [tuple(phrase.split()) for phrase in KEYWORDS[concept].split(";") if phrase.strip()]
