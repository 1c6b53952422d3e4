use super::{Table, listed, named};
use crate::model::{EventType, Party};

/// Words are not apart by blanks, names are.
pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉 ?(?:ได้)?สร้างกลุ่ม(?:นี้)?(?: ?〈V〉)?(?:แล้ว)?"),
    (EventType::Topic, None, r"〈A〉 ?(?:ได้)?(?:เปลี่ยน|ลบ)คำอธิบาย(?:ของ)?กลุ่ม(?:นี้)?(?:แล้ว)?(?: แตะเพื่อดู)?"),
    (EventType::Avatar, None, r"〈A〉 ?(?:ได้)?(?:เปลี่ยน|ลบ)(?:ไอคอน|รูป|รูปภาพ)(?:ของ)?กลุ่ม(?:นี้)?(?:แล้ว)?"),
    (EventType::Invite, None, r"(?P<target>คุณ)ถูกเพิ่ม(?:เข้ากลุ่ม)?(?:แล้ว)?"),
    (EventType::Invite, None, r"(?P<actor>คุณ)(?:ได้)?เพิ่ม ?〈T〉"),
    (EventType::Invite, None, r"〈A〉 (?:ได้)?เพิ่ม ?〈T〉"),
    (
        EventType::Join,
        None,
        r"〈T〉 ?(?:ได้)?เข้าร่วม(?:กลุ่ม)?(?:โดยใช้|ผ่าน|ด้วย)ลิงก์(?:คำเชิญ|เชิญ)(?:ของ)?(?:กลุ่ม)?(?:นี้)?(?:แล้ว)?",
    ),
    (EventType::Join, None, r"〈T〉 ?(?:ได้)?เข้าร่วมจากชุมชน(?:แล้ว)?"),
    (EventType::Leave, None, r"〈T〉 ?(?:ได้)?ออกจากกลุ่ม(?:นี้)?(?:แล้ว)?"),
    (EventType::Leave, None, r"〈T〉 (?:ได้)?ออก(?:แล้ว)?"),
    (EventType::Kick, None, r"(?P<target>คุณ)ถูก(?:ลบ|นำ)ออก(?:จากกลุ่ม)?(?:แล้ว)?"),
    (EventType::Kick, None, r"(?P<actor>คุณ)(?:ได้)?ลบ ?〈T〉"),
    (EventType::Kick, None, r"〈A〉 (?:ได้)?ลบ ?〈T〉"),
    (EventType::Rename, None, r"〈A〉 ?(?:ได้)?เปลี่ยน(?:ชื่อกลุ่ม|หัวข้อ)(?:จาก ?〈Q〉 ?)?เป็น ?〈V〉"),
    (EventType::RoleChange, Some("admin"), r"(?:ตอนนี้ ?)?(?P<target>คุณ)เป็น(?:แอดมิน|ผู้ดูแล)(?:แล้ว)?"),
    (EventType::RoleChange, Some("admin"), r"(?:ตอนนี้ ?)?〈T〉 เป็น(?:แอดมิน|ผู้ดูแล)(?:แล้ว)?"),
    (EventType::RoleChange, Some("member"), r"(?:ตอนนี้ ?)?〈T〉 ?(?:ไม่ได้|ไม่)เป็น(?:แอดมิน|ผู้ดูแล)(?:แล้ว|อีกต่อไป)?"),
    (EventType::Nick, None, r"〈T〉 ?(?:ได้)?เปลี่ยน(?:หมายเลขโทรศัพท์|เบอร์โทรศัพท์|เบอร์).*"),
    (EventType::Pin, None, r"〈A〉 ?(?:ได้)?ปักหมุดข้อความ(?:แล้ว)?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 ?(?:ได้)?(?:เปิด|ปิด|อัปเดต|เปลี่ยน|รีเซ็ต)(?:ใช้)?(?:งาน)?(?:ข้อความที่ลบอัตโนมัติ|ข้อความชั่วคราว|ข้อความที่หายไป|ตัวจับเวลาข้อความ|การตั้งค่า(?:ของ)?กลุ่ม|ลิงก์คำเชิญ).*",
    ),
];

pub(super) fn party(text: &str) -> Party {
    named(text, &["คุณ"])
}

pub(super) fn parties(text: &str) -> Vec<Party> {
    listed(text, " และ ", party)
}
