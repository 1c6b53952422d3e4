use groupkeep_archive::Format;

use super::Form;

pub const WHATSAPP_ANDROID: Form = Form {
    name: "whatsapp-text, Android",
    format: Format::WhatsappText,
    file: "WhatsApp Chat with 晨读会.txt",
    begin: |out| {
        writeln!(
            out,
            "1/1/20, 08:00 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them."
        )
    },
    message: |out, said| {
        let at = said.local.strftime("%-d/%-m/%y, %H:%M");
        if said.joins {
            writeln!(out, "{at} - {} joined using this group's invite link", said.name)
        } else {
            writeln!(out, "{at} - {}: {}", said.name, said.text)
        }
    },
    end: |_| Ok(()),
};

pub const WHATSAPP_IOS: Form = Form {
    name: "whatsapp-text, iOS",
    format: Format::WhatsappText,
    file: "_chat.txt",
    begin: |out| {
        let notice = "\u{200e}Messages and calls are end-to-end encrypted. No one outside of this chat can read them.";
        write!(out, "[2020/1/1 上午8:00:00] 晨读会: {notice}\r\n")
    },
    message: |out, said| {
        let half = if said.local.hour() < 12 { "上午" } else { "下午" };
        let at = said.local.strftime("%-I:%M:%S");
        write!(out, "[{} {half}{at}] ", said.local.strftime("%Y/%-m/%-d"))?;
        match (said.joins, said.number % 60) {
            (true, _) => write!(out, "晨读会: \u{200e}{} joined using this group's invite link\r\n", said.name),
            (false, 0) => write!(out, "{}: \u{200e}图像已忽略\r\n", said.name),
            (false, _) => write!(out, "{}: {}\r\n", said.name, said.text),
        }
    },
    end: |_| Ok(()),
};

pub const QQ: Form = Form {
    name: "qq-text",
    format: Format::QqText,
    file: "晨读会.txt",
    begin: |out| {
        let rule = "=".repeat(64);
        write!(
            out,
            "消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n{rule}\r\n消息分组:我的群聊\r\n{rule}\r\n"
        )?;
        write!(out, "消息对象:晨读会\r\n{rule}\r\n\r\n")
    },
    message: |out, said| {
        let at = said.local.strftime("%Y-%m-%d %-H:%M:%S");
        if said.joins {
            write!(out, "{at} 系统消息(10000)\r\n{}加入本群。\r\n\r\n", said.name)
        } else {
            let number = 10_000_000 + said.who;
            write!(out, "{at} {}({number})\r\n{}\r\n\r\n", said.name, said.text.replace('\n', "\r\n"))
        }
    },
    end: |_| Ok(()),
};

pub const KAKAOTALK: Form = Form {
    name: "kakaotalk-text, Windows",
    format: Format::KakaotalkText,
    file: "KakaoTalk_20260302_2110_00_123_group.txt",
    begin: |out| write!(out, "독서 모임 님과 카카오톡 대화\r\n저장한 날짜 : 2026-03-02 21:10:05\r\n\r\n"),
    message: |out, said| {
        if said.new_day {
            let day = said.local.strftime("%Y년 %-m월 %-d일");
            let rule = "-".repeat(15);
            let weekday = WEEKDAYS[said.local.weekday().to_monday_zero_offset() as usize];
            write!(out, "{rule} {day} {weekday}요일 {rule}\r\n")?;
        }
        if said.joins {
            return write!(out, "{}님이 들어왔습니다.\r\n", said.name);
        }
        let half = if said.local.hour() < 12 { "오전" } else { "오후" };
        let at = said.local.strftime("%-I:%M");
        write!(out, "[{}] [{half} {at}] {}\r\n", said.name, said.text.replace('\n', "\r\n"))
    },
    end: |_| Ok(()),
};

const WEEKDAYS: [&str; 7] = ["월", "화", "수", "목", "금", "토", "일"];

pub const LINE: Form = Form {
    name: "line-text",
    format: Format::LineText,
    file: "[LINE]晨读会.txt",
    begin: |out| writeln!(out, "[LINE] 晨读会的聊天记录\n保存日期: 2026/01/17 10:00"),
    message: |out, said| {
        if said.new_day {
            let weekday =
                ["一", "二", "三", "四", "五", "六", "日"][said.local.weekday().to_monday_zero_offset() as usize];
            writeln!(out, "\n{}周{weekday}", said.local.strftime("%Y/%-m/%-d"))?;
        }
        let at = said.local.strftime("%H:%M");
        match (said.joins, said.text.contains('\n')) {
            (true, _) => writeln!(out, "{at}\t\t{}已加入群组。", said.name),
            (false, true) => writeln!(out, "{at}\t{}\t\"{}\"", said.name, said.text.replace('"', "\"\"")),
            (false, false) => writeln!(out, "{at}\t{}\t{}", said.name, said.text),
        }
    },
    end: |_| Ok(()),
};
