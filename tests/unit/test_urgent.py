"""Cries for help are heard, with or without accents; the phrases that only sound like one are not."""

import pytest

from bot.domain.understanding.patterns import marked
from bot.domain.understanding.phrases import Urgency
from bot.domain.understanding.rules import urgent_listener
from bot.domain.understanding.spelling import Speller
from models.phrases import load_phrases

PHRASES = load_phrases()
SPELLER = Speller(PHRASES.shortenings)
URGENT = urgent_listener(PHRASES)


def heard(text: str) -> Urgency | None:
    return URGENT.first(marked(SPELLER.words(text)))


@pytest.mark.parametrize(
    "cry",
    [
        "tôi muốn chết",
        "muon chet qua",
        "hết muốn sống rồi",
        "k mún sống nữa",
        "khong thiet song nua",
        "sống không nổi nữa",
        "chết cho rồi",
        "song lam gi nua",
        "tui muon tu tu",
        "uong thuoc sau chet cho khoe",
        "tuyệt vọng quá",
        "i want to die",
        "ខ្ញុំចង់ស្លាប់",
        "Dạ con nghèo quá, chồng bỏ đi, con cái không ai ngó, nhiều khi con muốn chết mà thương mấy đứa nhỏ",
    ],
)
def test_despair_is_heard(cry: str) -> None:
    assert heard(cry) is Urgency.DESPAIR


@pytest.mark.parametrize(
    "other",
    [
        "ba tui mới chết, được mai táng phí không",
        "ba tui moi chet duoc mai tang phi ko",
        "chồng tui tự tử mất rồi, được tiền mai táng không",
        "nóng muốn chết",
        "đồ mắc muốn chết",
        "heo chết dịch có được đền không",
        "khong muon song chung voi chong nua",
        "không muốn sống ở nhà trọ",
        "mức sống tối thiểu là bao nhiêu",
        "chết rồi quên nộp giấy",
        "bị công ty đuổi không lý do",
    ],
)
def test_death_and_living_in_other_senses_are_no_despair(other: str) -> None:
    assert heard(other) is not Urgency.DESPAIR


@pytest.mark.parametrize(
    ("cry", "urgency"),
    [
        ("chong danh tui hoai", Urgency.DANGER),
        ("chồng nhậu về đánh mẹ con tui", Urgency.DANGER),
        ("nó dọa giết tui", Urgency.DANGER),
        ("bị bạo lực gia đình thì gọi ai", Urgency.DANGER),
        ("bi xa hoi den toi nha doi no", Urgency.DANGER),
        ("con gái tui bị nhốt bên campuchia", Urgency.DANGER),
        ("Con tui được rủ qua Cam làm lương 20 triệu, giờ không liên lạc được, làm sao?", Urgency.DANGER),
        ("cha duong danh chau be bam minh", Urgency.CHILD),
        ("có đứa nhỏ bị bỏ đói kế nhà tui", Urgency.CHILD),
        ("be gai hang xom bi xam hai", Urgency.CHILD),
        ("nhà tui đang cháy", Urgency.RESCUE),
        ("nuoc len toi mai nha roi cuu voi", Urgency.RESCUE),
        ("chìm ghe rồi", Urgency.RESCUE),
        ("ba noi bat tinh roi", Urgency.MEDICAL),
        ("vợ tui vỡ ối", Urgency.MEDICAL),
        ("con uống nhầm thuốc cỏ", Urgency.MEDICAL),
        ("nha het gao roi, hai hom nay con toi chua an gi", Urgency.HUNGER),
        ("may me con toi doi qua khong con gi an", Urgency.HUNGER),
        ("Hôm nay nhà không còn gì để ăn", Urgency.HUNGER),
    ],
)
def test_danger_is_heard(cry: str, urgency: Urgency) -> None:
    assert heard(cry) is urgency


@pytest.mark.parametrize(
    "other",
    [
        "chong toi danh ca ngoai bien",
        "chồng tui đánh bắt xa bờ",
        "chong toi co ten trong danh sach ho ngheo ko",
        "danh sach ho ngheo danh cho ai",
        "trẻ mồ côi bị bỏ rơi được hưởng gì",
        "nuoi con nho duoc tro cap gi",
        "nhà cháy năm ngoái có được hỗ trợ gì không",
        "nha chay gao tung bua",
        "ngap lut mat het do co duoc ho tro gi ko",
        "chong toi tai nan nam vien co duoc ho tro ko",
        "tai nan giao thong chet co mai tang phi khong",
        "cứu trợ lũ lụt nhận ở đâu",
        "xin gạo cứu đói ở đâu",
        "nha thieu gao giap hat co duoc cuu doi khong",
        "heo doi qua cho an cam gi",
        "dien thoai con bao hanh khong",
        "xe bao hanh may nam",
        "mai nha noi co dam ma",
        "noi nhu dam vo tai",
        "doi tuyen viet nam da toi nay may gio",
        "toi dang chay xe lat nhan lai",
        "hom nay danh con gi",
        "vo oi nau com chua",
        "hay chuyen tiep tin nay cho 10 nguoi",
        "bị bệnh tim có thẻ bảo hiểm được trả bao nhiêu",
        "uong ruou lai xe bi giam bang may thang",
        "cho tui hỏi chút",
    ],
)
def test_a_question_about_support_is_no_cry_for_help(other: str) -> None:
    assert heard(other) is None


@pytest.mark.parametrize(
    "told",
    [
        "Có người gọi nói nhận tiền hỗ trợ phải đọc mã 6 số, đọc được hông?",
        "ho keu doc otp",
        "Link này của Nhà nước phải không?",
        "Người ta nói đóng 2 triệu lo cho sổ hộ nghèo, có nên không?",
        "Vay online 30 triệu giải ngân liền, đóng bảo hiểm khoản vay 3 triệu trước?",
        "dong phi truoc moi duoc nhan tro cap ha",
        "co nguoi ru con tui qua cam lam luong 20 trieu",
        "co nguoi xung la can bo phuong xin so tai khoan",
        "viec nhe luong cao ben campuchia",
        "co nguoi ru di nhat dong 50 trieu",
        "Có ông kia nói đưa tui đi Hàn thời vụ 5 tháng, đóng trước 10 triệu, có thiệt hông?",
    ],
)
def test_a_swindle_under_way_is_heard_as_a_suspicion(told: str) -> None:
    assert heard(told) is Urgency.SUSPICION


@pytest.mark.parametrize(
    "told",
    [
        "Lỡ chuyển tiền rồi giờ báo ai?",
        "tui bi lua mat tien roi",
        "moi doc otp cho no xong",
        "má tui bị nó gạt hết tiền",
        "bi lua 5 trieu, co nguoi noi lay lai duoc tien bi lua",
    ],
)
def test_a_swindle_that_happened_is_told_apart_from_a_suspicion(told: str) -> None:
    assert heard(told) is Urgency.SCAM


@pytest.mark.parametrize(
    "other",
    [
        "dong bao hiem y te truoc ngay nao",
        "chuyen khoan tro cap qua the duoc khong",
        "dang ky hoc nghe co dong tien khong",
        "mã hộ của tui là 6 số hả",
        "vay hộ nghèo có phải đóng phí không",
        "đi Nhật làm việc được hỗ trợ bao nhiêu",
    ],
)
def test_ordinary_money_matters_are_no_swindle(other: str) -> None:
    assert heard(other) is None


@pytest.mark.parametrize(
    "cry",
    [
        "chac tui di luon cho roi",
        "song chi nua troi oi",
        "tui met lam roi muon buong xuoi het",
        "no nan chong chat khong con thiet gi tren doi nua",
        "nhieu luc nghi quan chi muon nhay xuong song",
        "toi khong muon thuc day nua",
        "chac chet moi het kho",
        "ai con can tui nua dau uong thuoc cho xong",
        "muon di theo ong ba cho roi",
        "song cung nhu chet",
        "cuoc doi toi het roi khong con duong nao",
        "chi muon ngu mot giac khong day nua",
        "tui ma chet di thi con tui co duoc nuoi khong",
        "tui viet thu de lai cho con roi",
        "toi khong con suc de song",
        "uong chai thuoc ray cho xong",
        "nhieu dem cu nghi toi cai chet",
        "muon om con nhay song",
        "tui khong chiu noi nua dau, cho tui chet di",
        "song lam ganh nang cho con chau thoi thi chet cho khoe",
    ],
)
def test_despair_that_is_only_hinted_at_is_heard(cry: str) -> None:
    assert heard(cry) is Urgency.DESPAIR


@pytest.mark.parametrize(
    ("cry", "urgency"),
    [
        ("chong tui danh hoai", Urgency.DANGER),
        ("bi chong lay cay quat vo nguoi bam tim", Urgency.DANGER),
        ("no bop co toi sang nay", Urgency.DANGER),
        ("chong toi hom nay con cam dao ruot", Urgency.DANGER),
        ("con trai xi ke ve doi tien khong dua la danh me", Urgency.DANGER),
        ("chu no toi nha doa chat tay", Urgency.DANGER),
        ("toi bi ong chu nha ep ngu", Urgency.DANGER),
        ("no nhot toi trong nha khong cho di dau", Urgency.DANGER),
        ("tui so ve nha qua, ve la bi dap", Urgency.DANGER),
        ("bon cho vay toi nha tat son doa giet", Urgency.DANGER),
        ("nguoi yeu cu theo doa tung hinh bat dua tien khong thi danh", Urgency.DANGER),
        ("chong em dap em xiu may lan", Urgency.DANGER),
        ("ba chong tui say la rut dao", Urgency.DANGER),
        ("no doa dot nha", Urgency.DANGER),
        ("ong xa nhau ve la dap do danh vo danh con", Urgency.CHILD),
        ("be gai ke nha hay bi ong duong so mo", Urgency.CHILD),
        ("duong no say la danh thang nho tim minh", Urgency.CHILD),
        ("con be bi thay giao so so", Urgency.CHILD),
        ("ba no xich thang nho ngoai goc cay", Urgency.CHILD),
        ("chau toi 9 tuoi bi nguoi ta lam bay", Urgency.CHILD),
        ("thang nho bi me ghe bo doi may bua", Urgency.CHILD),
        ("con toi bi ban trong truong danh hoai khong dam di hoc", Urgency.CHILD),
        ("ong ke nha ru con be vo nha coi quan ao no", Urgency.CHILD),
        ("may bua nay khong co gao nau con nho khoc doi", Urgency.HUNGER),
        ("ba me con tui tu hom qua toi gio chua co hot com nao vo bung", Urgency.HUNGER),
        ("nha het gao hai bua roi", Urgency.HUNGER),
        ("nha khong con gi bo bung", Urgency.HUNGER),
        ("sang gio con nho chua co gi an", Urgency.HUNGER),
        ("tui an chao loang may bua nay gio het luon gao", Urgency.HUNGER),
        ("khong co tien mua gao toi nay con nhin", Urgency.HUNGER),
        ("hai ong ba gia nhin tu hom qua", Urgency.HUNGER),
        ("doi qua ma khong con dong nao mua gao", Urgency.HUNGER),
        ("het sach gao sach tien roi toi nay lay gi cho con an", Urgency.HUNGER),
        ("con tui khat sua khong tien mua sua", Urgency.HUNGER),
        ("nuoc len toi nguc roi nha co ba gia khong di duoc", Urgency.RESCUE),
        ("ghe tui chim giua song cuu voi", Urgency.RESCUE),
        ("nha sap de ong noi roi", Urgency.RESCUE),
        ("chay nha ke ben lan qua roi", Urgency.RESCUE),
        ("con toi te xuong song chua tim thay", Urgency.RESCUE),
        ("ma tui tu nhien te xiu noi khong duoc mieng meo", Urgency.MEDICAL),
        ("ba toi tho khong ra hoi", Urgency.MEDICAL),
        ("vo tui dau bung sanh nuoc oi ra roi", Urgency.MEDICAL),
        ("thang nho bi ran ho can", Urgency.MEDICAL),
        ("con toi sot cao giat kinh phong", Urgency.MEDICAL),
        ("ong noi mau ra qua troi khong cam duoc", Urgency.MEDICAL),
        ("chau uong lon thuoc diet co", Urgency.MEDICAL),
        ("toi lo chuyen 5 trieu cho no roi", Urgency.SCAM),
        ("moi bi no gat het tien trong the", Urgency.SCAM),
        ("no keu chup hinh can cuoc voi doc ma gui vo may", Urgency.SUSPICION),
        ("ho bieu dong 500 ngan moi cho ten vo danh sach ho ngheo", Urgency.SUSPICION),
    ],
)
def test_danger_told_in_other_words_is_heard(cry: str, urgency: Urgency) -> None:
    assert heard(cry) is urgency


@pytest.mark.parametrize(
    "other",
    [
        "cuoi muon chet luon a",
        "nang muon xiu luon",
        "thua do banh muon khoc",
        "doi bong chet yeu roi",
        "met muon chet ma chua duoc nghi",
        "doi bung qua di nau mi goi an",
        "troi nong muon chet",
        "doi tuyen danh bai thai lan chua",
        "tran dau toi qua danh nhau du qua",
        "arsenal danh chet mu",
        "ngon muon chet",
        "them an banh xeo muon chet",
        "danh de trung roi",
        "chong toi danh giay thue co duoc vay khong",
        "con toi danh may tinh gioi",
        "nha het gao thi ai duoc cap",
        "ho ngheo het gao co duoc cho khong",
        "dau co chet ai dau ma so",
        "ca chet het tron co duoc ho tro",
        "song thu thach",
        "an com chua",
        "sang gio chua an gi ma no",
        "uong thuoc nam co het khong",
        "nhay viec qua cong ty khac",
        "nhay dam o dau vui",
        "cay dao nao cat thit ngon",
        "em be bi rom say lam sao",
        "con lon bi danh rot gia",
        "dien thoai xai hoai pin chet",
        "xe chet may giua duong",
        "me tui mat nam ngoai co tien mai tang khong",
        "con toi hoc danh vo o dau",
        "so nha nuoc danh thue",
        "phim co canh danh nhau",
        "chong toi bi danh rot ho ngheo",
        "dau xiu lam viec nha",
        "chay viec kiem an",
        "di luon ra phuong nop giay",
        "chac tui di luon chieu nay ra uy ban",
        "khong con suc lao dong thi duoc gi",
        "bi dap xe mat do",
        "chim trong no roi vay them duoc khong",
        "uong thuoc cho xong dot benh lao",
        "nhan doi ky niem",
        "sim doi may khac bi khoa",
        "tui muon doi qua phuong khac thi lanh tien o dau",
        "trung tam tu van viec lam co mien phi khong",
        "con toi di bo doi ve muon hoc nghe",
        "o tinh ai lo chuyen giam ngheo",
        "dang ky dinh danh muc 2 o dau",
        "phum soc minh con chuong trinh dan toc nao dang chay",
    ],
)
def test_idioms_football_and_words_that_look_alike_alarm_nobody(other: str) -> None:
    assert heard(other) is None
