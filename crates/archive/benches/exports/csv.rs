use std::io::{self, Write};

use groupkeep_archive::Format;

use super::Form;
use super::words::Said;

pub const MEMOTRACE: Form = Form {
    name: "memotrace-csv",
    format: Format::MemotraceCsv,
    file: "晨读会_utf8.csv",
    begin: |out| {
        let columns =
            "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender";
        write!(out, "\u{feff}{columns}\r\n")
    },
    message: memotrace,
    end: |_| Ok(()),
};

fn memotrace(out: &mut dyn Write, said: &Said) -> io::Result<()> {
    let (kind, text) = if said.joins {
        (10_000, format!("\"林语\"邀请\"{}\"加入了群聊", said.name))
    } else {
        (1, said.text.clone())
    };
    let text = if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text };
    let at = said.local.strftime("%Y-%m-%d %H:%M:%S");
    let (number, seconds, own) = (said.number + 1, said.seconds, u8::from(said.who == 0));
    write!(out, "{number},1,{kind},0,{own},{seconds},3,{text},{at},,{},{}\r\n", said.name, said.id)
}

pub const PYWXDUMP: Form = Form {
    name: "pywxdump-csv",
    format: Format::PywxdumpCsv,
    file: "20240001@chatroom_0_5000.csv",
    begin: |out| write!(out, "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\r\n"),
    message: |out, said| {
        let (kind, text) = if said.joins {
            ("系统通知", format!("\"林语\"邀请\"{}\"加入了群聊", said.name))
        } else {
            ("文本", said.text.clone())
        };
        let text = if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text };
        let at = said.local.strftime("%Y-%m-%d %H:%M:%S");
        let (number, native) = (said.number + 1, 7_000_000_000_000_000_000 + said.number);
        write!(out, "{number},{native},{kind},0,{},20240001@chatroom,{text},,{at}\r\n", said.id)
    },
    end: |_| Ok(()),
};
