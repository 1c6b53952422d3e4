use std::io::{self, Write};

use groupkeep_archive::Format;

use super::Form;
use super::words::{PEOPLE, Said, id, name};

pub const WEFLOW: Form = Form {
    name: "weflow-json",
    format: Format::WeflowJson,
    file: "weflow.json",
    begin: |out| begin(out, true, WEFLOW_HEAD),
    message: |out, said| object(out, said, true, weflow),
    end: |out| write!(out, "\n  ]\n}}\n"),
};

pub const WEFLOW_COMPACT: Form = Form {
    name: "weflow-json, compact",
    format: Format::WeflowJson,
    file: "weflow.json",
    begin: |out| begin(out, false, WEFLOW_HEAD),
    message: |out, said| object(out, said, false, weflow),
    end: |out| write!(out, "]}}"),
};

pub const CHATLAB: Form = Form {
    name: "chatlab-json",
    format: Format::ChatlabJson,
    file: "chatlab.json",
    begin: |out| {
        write!(out, "{{\n  {CHATLAB_HEAD},\n  \"members\": [")?;
        members(out)?;
        write!(out, "\n  ],\n  \"messages\": [")
    },
    message: |out, said| object(out, said, true, chatlab),
    end: |out| write!(out, "\n  ]\n}}\n"),
};

pub const CHATLAB_COMPACT: Form = Form {
    name: "chatlab-json, compact",
    format: Format::ChatlabJson,
    file: "chatlab.json",
    begin: |out| begin(out, false, CHATLAB_HEAD),
    message: |out, said| object(out, said, false, chatlab),
    end: |out| write!(out, "]}}"),
};

pub const CHATLAB_LINES: Form = Form {
    name: "chatlab-jsonl",
    format: Format::ChatlabJsonl,
    file: "chatlab.jsonl",
    begin: |out| writeln!(out, "{{\"_type\":\"header\",{CHATLAB_HEAD}}}"),
    message: |out, said| {
        write!(out, "{{\"_type\":\"message\"")?;
        let mut fields = Fields { out, parting: ",", colon: ":", first: false };
        chatlab(&mut fields, said)?;
        writeln!(fields.out, "}}")
    },
    end: |_| Ok(()),
};

pub const TELEGRAM: Form = Form {
    name: "telegram-json",
    format: Format::TelegramJson,
    file: "result.json",
    begin: |out| begin(out, true, TELEGRAM_HEAD),
    message: |out, said| object(out, said, true, telegram),
    end: |out| write!(out, "\n ]\n}}"),
};

pub const TELEGRAM_COMPACT: Form = Form {
    name: "telegram-json, compact",
    format: Format::TelegramJson,
    file: "result.json",
    begin: |out| begin(out, false, TELEGRAM_HEAD),
    message: |out, said| object(out, said, false, telegram),
    end: |out| write!(out, "]}}"),
};

const WEFLOW_HEAD: &str = "\"weflow\":{\"version\":\"1.0.3\",\"exportedAt\":1727800000,\"generator\":\"WeFlow\"},\
    \"session\":{\"wxid\":\"20240001@chatroom\",\"nickname\":\"晨读会\",\"remark\":\"\",\"displayName\":\"晨读会\",\
    \"type\":\"群聊\",\"lastTimestamp\":1727741500,\"messageCount\":9}";

const CHATLAB_HEAD: &str = "\"chatlab\":{\"version\":\"0.0.2\",\"exportedAt\":1727800000,\"generator\":\"ChatLab\"},\
    \"meta\":{\"name\":\"晨读会\",\"platform\":\"wechat\",\"type\":\"group\",\"groupId\":\"20240001@chatroom\"}";

const TELEGRAM_HEAD: &str = "\"name\":\"晨读会\",\"type\":\"private_supergroup\",\"id\":1234567890";

fn begin(out: &mut dyn Write, pretty: bool, head: &str) -> io::Result<()> {
    if pretty { write!(out, "{{\n  {head},\n  \"messages\": [") } else { write!(out, "{{{head},\"messages\":[") }
}

fn members(out: &mut dyn Write) -> io::Result<()> {
    for who in 0..PEOPLE {
        let comma = if who == 0 { "" } else { "," };
        write!(out, "{comma}\n    {{\"platformId\":\"{}\",\"accountName\":\"{}\"}}", id(who), name(who))?;
    }
    Ok(())
}

/// The fields of an object, one after another.
struct Fields<'o> {
    out: &'o mut dyn Write,
    parting: &'static str,
    colon: &'static str,
    first: bool,
}

impl Fields<'_> {
    fn raw(&mut self, key: &str, value: impl std::fmt::Display) -> io::Result<()> {
        let parting = if std::mem::take(&mut self.first) { self.parting.trim_start_matches(',') } else { self.parting };
        write!(self.out, "{parting}\"{key}\"{}{value}", self.colon)
    }

    fn text(&mut self, key: &str, value: impl std::fmt::Display) -> io::Result<()> {
        self.raw(key, format_args!("\"{value}\""))
    }
}

fn object(
    out: &mut dyn Write,
    said: &Said,
    pretty: bool,
    fill: fn(&mut Fields<'_>, &Said) -> io::Result<()>,
) -> io::Result<()> {
    let comma = if said.number == 0 { "" } else { "," };
    if pretty {
        write!(out, "{comma}\n    {{")?;
        fill(&mut Fields { out, parting: ",\n      ", colon: ": ", first: true }, said)?;
        write!(out, "\n    }}")
    } else {
        write!(out, "{comma}{{")?;
        fill(&mut Fields { out, parting: ",", colon: ":", first: true }, said)?;
        write!(out, "}}")
    }
}

fn weflow(fields: &mut Fields<'_>, said: &Said) -> io::Result<()> {
    fields.raw("localId", said.number + 1)?;
    fields.raw("createTime", said.seconds)?;
    fields.text("formattedTime", said.local.strftime("%Y-%m-%d %H:%M:%S"))?;
    if said.joins {
        fields.text("type", "系统消息")?;
        fields.raw("localType", 10000)?;
        fields.text("content", format_args!("\\\"林语\\\"邀请\\\"{}\\\"加入了群聊", said.name))?;
        fields.raw("isSend", "null")?;
        fields.text("senderUsername", "20240001@chatroom")?;
        fields.text("senderDisplayName", "晨读会")?;
        return fields.text("source", "");
    }
    fields.text("type", if said.answers.is_some() { "引用消息" } else { "文本消息" })?;
    fields.raw("localType", if said.answers.is_some() { 244_813_135_921_u64 } else { 1 })?;
    fields.text("content", &said.escaped)?;
    fields.raw("isSend", u8::from(said.who == 0))?;
    fields.text("senderUsername", &said.id)?;
    fields.text("senderDisplayName", &said.name)?;
    fields.text("source", "")?;
    fields.text("senderAvatarKey", &said.id)?;
    fields.text("platformMessageId", 7_000_000_000_000_000_000 + said.number)?;
    if let Some(back) = said.answers {
        fields.text("replyToMessageId", 7_000_000_000_000_000_000 + said.number - back)?;
        fields.text("quotedSender", "阿青")?;
        fields.text("quotedContent", "明天几点见？")?;
    }
    Ok(())
}

fn chatlab(fields: &mut Fields<'_>, said: &Said) -> io::Result<()> {
    fields.text("platformMessageId", 7_000_000_000_000_000_000 + said.number)?;
    if said.joins {
        fields.text("sender", "SYSTEM")?;
        fields.text("accountName", "系统消息")?;
        fields.raw("timestamp", said.seconds)?;
        fields.raw("type", 80)?;
        return fields.text("content", format_args!("\\\"林语\\\"邀请\\\"{}\\\"加入了群聊", said.name));
    }
    fields.text("sender", &said.id)?;
    fields.text("accountName", &said.name)?;
    fields.text("groupNickname", format_args!("{}｜读书", said.name))?;
    fields.raw("timestamp", said.seconds)?;
    fields.raw("type", if said.answers.is_some() { 25 } else { 0 })?;
    fields.text("content", &said.escaped)?;
    if let Some(back) = said.answers {
        fields.text("replyToMessageId", 7_000_000_000_000_000_000 + said.number - back)?;
    }
    Ok(())
}

fn telegram(fields: &mut Fields<'_>, said: &Said) -> io::Result<()> {
    fields.raw("id", said.number + 1)?;
    fields.text("type", if said.joins { "service" } else { "message" })?;
    fields.text("date", said.local.strftime("%Y-%m-%dT%H:%M:%S"))?;
    fields.text("date_unixtime", said.seconds)?;
    let user = 100_000 + said.who;
    if said.joins {
        fields.text("actor", &said.name)?;
        fields.text("actor_id", format_args!("user{user}"))?;
        fields.text("action", "join_group_by_link")?;
        fields.text("inviter", "Group")?;
        fields.text("text", "")?;
        return fields.raw("text_entities", "[]");
    }
    fields.text("from", &said.name)?;
    fields.text("from_id", format_args!("user{user}"))?;
    if let Some(back) = said.answers {
        fields.raw("reply_to_message_id", said.number + 1 - back)?;
    }
    fields.text("text", &said.escaped)?;
    let (parting, colon) = if fields.colon == ":" { ("", ":") } else { ("\n        ", ": ") };
    let entity = format_args!(
        "[{parting}{{{parting}\"type\"{colon}\"plain\",{parting}\"text\"{colon}\"{}\"{parting}}}{parting}]",
        said.escaped
    );
    fields.raw("text_entities", entity)
}
