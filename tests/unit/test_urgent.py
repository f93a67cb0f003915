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
