"""What units, hamlet heads and officials do, for the robot; see `tests/robot.py`."""

from __future__ import annotations

TALKS: dict[str, str] = {
    "figures, drawn and as a file": """
        hai | khom 3 co bao nhieu ho ngheo | Hộ nghèo, Khóm 3: 1 hộ
        hai | con ap 4? | Ấp 4
        hai | ho ngheo theo khom |
        hai | =biểu đồ |
        hai | ~ | Hộ nghèo
        *hai | gui file |
        *hai | ~ | file đây
    """,
    "targets": """
        hai | dat chi tieu nha tinh thuong 2026 la 4 can |
        hai | 1 |
        hai | chi tieu nam nay toi dau | Chỉ tiêu
        hai | =biểu đồ |
        hai | ~ | Chỉ tiêu
        hai | kiem tra chi tieu |
        hai | dat chi tieu khom 3 | việc gì
        hai | 1 | Bao nhiêu
        hai | 2 | Sau: 2 hộ
        hai | 2 |
    """,
    "a case is answered, opened again, talked about and ended": """
        tu | gap nguoi | {code}
        hai | viec can lam |
        hai | viec cua toi |
        ^hai | viec {code} | trang web
        *hai | viec {code} | Mở
        *hai | =Trả lời một lần | Nhắn nguyên câu
        *hai | mai can bo ghe nha |
        *hai | =Gửi | Đã trả lời
        *tu | ~ | mai can bo ghe nha
        *tu | =Chưa xong | mở lại
        *hai | viec {code} |
        *hai | =Ghi chú |
        *hai | da goi khong nghe may |
        *hai | viec {code} |
        *hai | =nói chuyện |
        *tu | ~ | Cán bộ
        *hai | de mai toi ghe | Đã chuyển
        hai | xong |
        hai | tra lai viec |
        tu | viec {code} sao roi |
        hai | tin sang |
    """,
    "families are looked up and changed": """
        hai | tra ho 12 | 12
        hai | ai co quyen |
        hai | ho 12 thoat ngheo tu 1/11 | Số quyết định
        hai | =Chưa có quyết định | diện hộ không đổi
        hai | =Đúng | Đã ghi đề xuất
        hai | hoan tac |
        hai | doi dien ho 12 | diện nào
        hai | huy |
    """,
    "changes of a family that tell names": """
        hai | tra ho 12 | 12
        *hai | ho 12 co nguoi mat hom qua | Ai trong hộ mất
        *hai | 2 | Nhân khẩu: 2 → 1
        *hai | 1 | Đã ghi
        *hai | hoan tac | Đã hoàn tác
        *hai | ho 12 don di 5/11 | đi đâu
        *hai | =Ấp 4 | Sau: Ấp 4
        *hai | 1 | Đã ghi
        *hai | hoan tac | Đã hoàn tác
        *hai | ba lan doi so | Số mới
        *hai | 0912 345 679 |
        *hai | 1 | Đã ghi
    """,
    "who comes to a family and goes": """
        hai | tra ho 12 | 12
        *hai | ho 12 them 1 nhan khau | tên gì
        *hai | nguyen thi be | Sinh ngày nào
        *hai | 12/3/2026 | là gì của chủ hộ
        *hai | =con | Nguyen Thi Be
        *hai | 1 | Đã ghi
        *hai | ho 12 bot 1 nhan khau 20/11 | Ai trong hộ đi
        *hai | =Nguyen Thi Be | Nhân khẩu
        *hai | 1 | Đã ghi
        *hai | hoan tac | Đã hoàn tác
        *hai | hoan tac | Đã hoàn tác
    """,
    "who can not escape": """
        hai | tra ho 12 | 12
        *hai | ho 12 khong co kha nang thoat ngheo tu 5/11 | Vì sao
        *hai | =Già yếu | Số quyết định
        *hai | 30/QD-UBND |
        *hai | 4/11 | Sau
        *hai | 1 | Đã ghi
        *hai | hoan tac | Đã hoàn tác
    """,
    "lists": """
        hai | gui danh sach ho ngheo khom 3 |
        hai | hoan tac danh sach |
        *hai | !list | từ ngày nào
        *hai | 1/11/2026 |
        *hai | ~ | Nếu ghi
        *hai | =Ghi | 
        *hai | ~ | Đã ghi
        *hai | hoan tac danh sach |
        *hai | =Đưa về |
        *hai | ~ | Xong
        *hai | !units | ngày
        *hai | 1 |
        *hai | ~ | giao 1 hộ
        *hai | =Giao các hộ này |
        *hai | ~ | Đã giao 1 hộ
        *hai | thoi giao ho 40 |
        *hai | =Khỏi | không còn phụ trách
        hai | thu chuan 2027 cho phuong |
        *hai | ~ | 2027
        hai | khoan nao cac nha chua nhan |
    """,
    "news for many, answered by one": """
        lan | dong y nhac hen |
        lan | =Đồng ý |
        hai | gui tin cho ho ngheo khom 3 |
        hai | =đã đồng ý | Nội dung
        hai | moi ba con di hop | đang đếm
        *hai | ~ | Gửi
        ^hai | ~ | Gửi
        hai | =Gửi | bắt đầu gửi
        lan | ~ | moi ba con di hop
        lan | 1 |
        lan | hom do tui mac di lam muon | mã
        hai | tin da gui |
        hai | dung tin |
    """,
    "news of work, looked at by a second official": """
        lan | toi muon nhan tin viec lam |
        lan | =Đồng ý |
        ba | tin sang |
        hai | soan to tin viec lam | kỳ nào
        hai | thang 12/2026 |
        hai | May Cay Ban can 40 tho |
        hai | 1 |
        hai | =Đúng |
        ba | ~ | tin việc làm
        ba | =Xem tin |
        ba | =Xem rồi |
        lan | ~ | May Cay Ban
        lan | 1 |
        hai | to tin viec lam |
    """,
    "an event is written down and shown": """
        hai | tao su kien | Sự kiện gì
        hai | =Ngày hội việc làm |
        hai | Ngay hoi viec lam cuoi nam |
        hai | 6/12 |
        hai | 7h30 toi 11h30 |
        hai | Nha van hoa phuong |
        hai | 300 |
        hai | 1 |
        hai | =Mọi hộ |
        hai | =Đúng |
        hai | =Đăng và báo |
    """,
    "work of an employer by digits, and another day": """
        hai | su kien |
        hai | =05/12 |
        hai | =Thêm doanh nghiệp | Doanh nghiệp nào
        hai | =Tôm Bãi Bồi | Việc gì
        hai | Boc xep |
        hai | 3 |
        hai | 1 |
        hai | 1 |
        hai | 18-50 |
        hai | 5 km |
        hai | 4 |
        hai | 1 |
        hai | 1 |
        hai | 1 | Boc xep
        hai | =Đúng |
    """,
    "an event moves": """
        hai | su kien |
        hai | =05/12 |
        hai | =Đổi ngày |
        hai | =Số chỗ |
        hai | 60 |
        hai | =Đúng |
        hai | bao cao su kien |
        hai | tien an lop nau an |
        hai | diem danh lop nau an: 1 |
    """,
    "the fund and what the ward received": """
        hai | chua Vinh Hoa gop 5 trieu vo quy an sinh | 5.000.000
        hai | 1 |
        hai | quy an sinh chi 500k cho ho 12 mua thuoc |
        hai | 1 |
        hai | quy an sinh con bao nhieu | 4.500.000
        hai | huy khoan chi 500k | Ghi ngược khoản này
        hai | 1 | Đã ghi ngược
        hai | quy an sinh con bao nhieu | 5.000.000
        hai | phuong nhan 30kg gao cua chi bo mau |
        hai | 1 |
        hai | don vi nao hua chua lam |
        hai | chi bo mau hua ung ho 5 trieu truoc tet | 5.000.000
        hai | =Đúng |
    """,
    "a house": """
        hai | nha tinh thuong ho 12 khao sat 10/10 | hộ 12
        hai | 1 | Đã ghi
        hai | nha tinh thuong ho 12 toi dau roi | 10/10
        hai | nha tinh thuong |
    """,
    "a unit's families, visit, gift and mistake": """
        chi | da nhan danh sach |
        chi | ho cua toi | 12
        chi | phieu khao sat | Vì sao còn khó
        chi | khao sat ho 12 thieu 7, vi 2 | hộ 12
        chi | 1 | gửi cán bộ
        chi | ke hoach ho 12: tang may may truoc 15/12 | Đã ghi
        chi | hom nay tham ho 12 tang 10kg gao 500k | gạo
        chi | =Đúng | Mình ghi rồi
        chi | bao nham, 5kg gao chu khong phai 10kg |
        chi | 1 | Đã sửa
        *chi | bien nhan ho 12 | đang làm biên nhận
        *chi | ~ | iên nhận
        ^chi | bien nhan ho 12 |
        chi | da trao may may cho ho 12 |
        chi | sao hom nay khong nhac |
        chi | nhac sau |
        chi | don vi toi con hua gi |
    """,
    "the family says whether it was so": """
        lan | xac nhan tham | Chi bộ mẫu
        lan | =Có tới |
        lan | 1 |
        lan | 1 |
    """,
    "promises, rhythm and plans of a unit": """
        chi | don vi toi hua 50kg gao truoc 15/12 | gạo 50 kg
        chi | 1 |
        chi | ho 12 moi thang tham mot lan | 30 ngày
        chi | 1 |
        chi | don vi toi se tang qua tet ho 12 |
        chi | khong tang qua tet ho 12 nua |
        chi | thanh tich don vi minh |
        chi | bao cao 6 thang | Chi bộ mẫu
        chi | da nop bao cao 6 thang |
        chi | bao cao 6 thang | Chi bộ mẫu
        *chi | =Word |
        *chi | ~ | Chỗ chấm
    """,
    "pictures and voice of a visit": """
        chi | !picture |
        *chi | 1 |
        chi | 1 | ghi rồi
        *lan | trong so nha toi co gi |
        *lan | =Xem hình | Hộ 12
        *lan | =Xóa | không còn giữ
        chi | !voice |
    """,
    "the office looks at the units": """
        hai | danh sach don vi do dau | Chi bộ mẫu
        hai | ho nao chua co don vi do dau | 40
        hai | giao ho 40 cho chi bo mau |
        hai | =Giao | Đã giao hộ 40
        hai | thoi giao ho 40 |
        hai | =Khỏi | không còn phụ trách
        hai | don vi nao qua han tham |
        hai | tam ngung nhac ho 12 vi nha co tang |
        hai | nhac tiep ho 12 |
        hai | bao ngay chi tra tro cap 5/12 tai nha van hoa khom 3 |
        hai | bao cao nao can xem lai |
        hai | don vi nao nen khen |
        hai | tong giup do nam nay theo don vi |
        hai | ai chua co qua tet |
        hai | ai duoc hai phan qua tet |
        hai | danh sach tang qua tet |
    """,
    "praise and summaries on paper": """
        *hai | don vi nao nen khen |
        *hai | =dự thảo |
        *hai | ~ | thảo
        *hai | bao cao nam 2026 cac don vi |
        *hai | =tổng hợp |
        *hai | ~ | đơn vị
        hai | bao cao su kien |
    """,
    "a company offers help": """
        cty | cong ty toi muon giup 1 ho |
        cty | =việc làm |
        cty | Cong ty An Binh | hỏi ý gia đình
        hai | ~ | muốn giúp hộ nghèo
        hai | ai muon do dau | hộ 40
        
        sau | tro giup |
        hai | =hỏi ý | hỏi ý hộ 40
        sau | ~ | Cong ty An Binh
        sau | =Đồng ý | báo Cong ty An Binh
        cty | ~ | đã đồng ý
    """,
    "whom to call because nothing reached them": """
        bay | ai chua bao tin duoc | Không còn
        lan | !unreached |
        hai | danh sach can goi | Chưa báo tin được cho 1 nhà
        hai | =12 | SMS
        hai | =Đã báo rồi | xong rồi
    """,
    "at the door on the day": """
        hai | !fair_day |
        hai | co mat: 1 |
        hai | khach vang lai | tên họ gì
        hai | thach thi hoa |
        hai | 1979 |
        hai | ap 4 | có mặt
        hai | ket qua 1: duoc nhan |
    """,
    "what came of the fair": """
        lan | !after_fair |
        lan | ~ | Ngày hội
        lan | 4 |
    """,
    "the report of the fair, drawn and as a table": """
        hai | bao cao su kien | 1 lượt
        *hai | =biểu đồ |
        *hai | ~ |
        *hai | bao cao su kien |
        *hai | =bảng tính |
        *hai | ~ |
    """,
    "a class: its days, what is paid": """
        hai | !class_day |
        hai | khach vang lai |
        hai | =Lớp nấu ăn | tên họ gì
        hai | son thi ba |
        hai | 1985 |
        hai | ap 4 | có mặt
        hai | diem danh lop nau an: 1 |
        hai | tien an lop nau an |
        hai | phat tien an lop nau an: 1 |
        hai | =Đã chi | Đã ghi chi
    """,
    "the end of a desk": """
        bay | tra ho 12 | Không thấy
        hai | mo trang web |
        hai | thoat |
    """,
}
