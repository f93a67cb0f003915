"""What families and strangers talk about, for the robot; see `tests/robot.py`."""

from __future__ import annotations

from tests.families import SECRET

_PICTURES = "\n".join(["tu | 1 | "] * 11)

TALKS: dict[str, str] = {
    "a right, ever deeper": """
        tu | chuan ngheo nam nay bao nhieu | 1.500.000
        tu | 1 | 12 chỉ số
        tu | menu | chuyện gì
        tu | =Mục khác | Mai táng phí
    """,
    "a message for the office": """
        tu | gap nguoi | 0290 3999 888
        tu | =Để lại lời nhắn | nhắn gì
        tu | nha tui dot | số nào
        tu | 0912 345 678 | 0912 345 678
        tu | =Gửi | mã
    """,
    "cries for help, swindles and what nobody knows": """
        tu | tui khong muon song nua | 115
        tu | co nguoi goi bao dong tien truoc moi duoc nhan ho tro | Đừng đóng
        tu | may bay co bay duoc khong |
        tu | lam giay khai sinh o dau |
        tu | phuong 2 bac lieu bay gio la phuong nao |
        tu | gio lam viec cua phuong | UBND phường Thử
        tu | cam on |
        tu | tro giup |
    """,
    "stop, and again; another language; a wrong answer": """
        tu | dung lai | Mình
        tu | =Nhận tin lại | nhắn lại
        tu | ngon ngu | English
        tu | =English | English
        tu | ngon ngu |
        tu | =Tiếng Việt |
        tu | chuan ngheo nam nay bao nhieu | 1.500.000
        tu | sai roi | Xin lỗi
        tu | =Gặp cán bộ | mã
    """,
    "what one's own right is, from the first question to the page": """
        tu | nha tui duoc gi | thuộc diện nào
        tu | 2 | mấy tuổi
        tu | ba nguoi | năm sanh
        tu | toi 34, be 9 tuoi | Nhiều điều đúng
        tu | =Có người một mình nuôi con | 3 tới 17 tuổi
        tu | =Có, học trường công | chuyện nào
        tu | =Không có gì trong đó |
        tu | =Gửi |
        tu | sao toi khong duoc tien dien |
        tu | tien dien lanh roi |
        tu | nha tui duoc gi | kể chuyện nhà với máy rồi
    """,
    "the sheet to take along, and a request that is filled in": """
        tu | nha tui duoc gi | thuộc diện nào
        tu | =Không thuộc diện nào | mấy tuổi
        tu | Lan 1980, be Na 2 |
        tu | =Xem kết quả luôn |
        tu | =Gửi |
        *tu | =Tờ tóm tắt |
        *tu | ~ | Tờ tóm tắt
        *tu | dien san giay xin xet | Vì sao
        *tu | chong benh nang, mat viec | kiểu nào
        *tu | 1 |
        *tu | ~ | ký
        ^tu | dien san giay xin xet | không gửi giấy được
    """,
    "what is known already is not asked again": """
        tu | nha tui duoc gi | thuộc diện nào
        tu | =Hộ nghèo | mấy tuổi
        tu | ma 80 |
        tu | =Xem kết quả luôn |
        tu | =Gửi |
        tu | =Có khoản đã nhận rồi | đang nhận
        tu | 1 |
    """,
    "the standard of 2027 for one's own": """
        tu | thu chuan 2027 cho nha toi | xã hay ở phường
        tu | =Ở phường |
        tu | 2tr5 |
    """,
    "twelve pictures by digits": f"""
        tu | tu coi nha tui thieu gi bang hinh |
        {_PICTURES}
        tu | 1 | gợi ý
    """,
    "a fair: asked for, registered, seen again, given back": """
        tu | khi nao co hoi viec lam | Ngày hội việc làm
        tu | dang ky hoi viec lam |
        tu | =Cho tôi | tên họ gì
        tu | tran van ut | Sinh năm nào
        tu | 1990 | khóm, ấp nào
        tu | khom 3 | điện thoại
        tu | 0912 345 678 | lớp mấy
        tu | 9 |
        tu | gan nha |
        tu | =Đồng ý |
        tu | =Ghi tên | Mã
        tu | cho toi xem ve | Ngày hội
        tu | thoi khoi di | Trả lại chỗ
        tu | =Trả lại chỗ | Cảm ơn
    """,
    "work near home, a class of the season": """
        tu | co viec gi gan nha khong | Thợ may
        tu | toi hoc lop 5 hoc nghe gi duoc | Lớp nấu ăn
        tu | mua nay co lop gi |
    """,
    "help that is public": """
        tu | quy an sinh con bao nhieu |
        tu | phuong da giup duoc bao nhieu |
    """,
    "a slip links a family": f"""
        tu | nha toi dang thuoc dien gi | phiếu
        tu | ho 12 ma {SECRET} | Mình là ai
        tu | =chủ hộ | Đồng ý không
        tu | =Đồng ý | Xong
        tu | =Không |
        *tu | nha toi dang thuoc dien gi | Hộ nghèo, chuẩn quốc gia
        ^tu | nha toi dang thuoc dien gi | Hộ số 12
        *tu | =Vì sao | Thiếu 3 trong 12 điều
        *tu | =không đồng ý |
        *tu | =Gửi | mã
    """,
    "what is written of a family, and who looked": """
        lan | trong so nha toi co gi |
        lan | nha toi da nhan duoc gi roi | chưa ghi
        lan | ai da xem ho so nha toi |
        lan | sao nha toi chi la ho ngheo |
        lan | quyen cua toi | Người nhà
        lan | toi da dong y nhung gi |
        lan | ai dang do dau nha tui vay | Chi bộ mẫu
        lan | nha toi duoc xay chua | chưa thấy ghi
        lan | xac nhan tham | không có lần thăm
        lan | mo trang web |
    """,
    "what one agrees to, and takes back": """
        lan | dong y nhac hen | được nhắc
        lan | =Đồng ý |
        lan | thoi nhac hen |
        lan | cho phep don vi do dau xem |
        lan | khong cho phep don vi do dau |
        lan | dong y cho dua ten cho doanh nghiep |
        lan | khong cho dua ten cho ai nua |
    """,
    "one's own data: seen, corrected, taken along": """
        lan | xem du lieu |
        lan | ~ |
        lan | sua thong tin |
        lan | sai nam sinh |
        lan | 1961 |
        lan | =Gửi | mã
        lan | tai ve |
        *lan | ~ |
        lan | thoat |
    """,
    "somebody who acts for a family": """
        lan | cho co Ba lam thay cho nha toi | Người giúp thay là ai
        lan | 1 |
        lan | =Xem và làm thay |
        lan | =Sáu tháng | 25/05/2027
        lan | =Gửi | {code}
        ut | {code} | hộ số 12
        ut | dong y |
        ut | nha toi dang thuoc dien gi | 12
        lan | ai dang giup thay nha toi |
        lan | thoi khong nho nua |
    """,
    "erase everything": """
        tu | xoa du lieu | chắc chưa
        tu | 1 |
        tu | ~ | xóa xong
    """,
    "how is it this month": """
        lan | dong y nhac hen |
        lan | =Đồng ý |
        lan | !how_are_you |
        lan | ~ | sao rồi
        lan | =Ổn | mừng
    """,
}
