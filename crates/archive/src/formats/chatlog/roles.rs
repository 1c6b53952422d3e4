//! What the scalars of chatlog's JSON are.

use crate::leaves::{Role, TimeForm};

const TIME: Role = Role::Time(TimeForm::Ymd);

/// The fields of a message under each place one can stand, and those of a merged forward.
macro_rules! roles {
    (messages: $($at:literal)*; records: $($record:literal)*) => {
        &[
            ("code", Role::Structure),
            ("message", Role::Structure),
            ("total", Role::Structure),
            ("limit", Role::Structure),
            ("offset", Role::Structure),
            ("talker", Role::ChatId),
            ("talkerName", Role::ChatName),
            ("isChatRoom", Role::Structure),
            ("data.total", Role::Structure),
            ("data.talker", Role::ChatId),
            ("data.talkerName", Role::ChatName),
            ("data.isChatRoom", Role::Structure),
            $(
                // Made of the second a message was sent in and a counter.
                (concat!($at, "seq"), Role::Time(TimeForm::UnixMillis)),
                (concat!($at, "time"), TIME),
                (concat!($at, "talker"), Role::ChatId),
                (concat!($at, "talkerName"), Role::ChatName),
                (concat!($at, "isChatRoom"), Role::Structure),
                (concat!($at, "sender"), Role::MemberId),
                (concat!($at, "senderName"), Role::MemberName),
                (concat!($at, "isSelf"), Role::Structure),
                (concat!($at, "type"), Role::Structure),
                (concat!($at, "subType"), Role::Structure),
                (concat!($at, "content"), Role::Text),
                (concat!($at, "imageUrl"), Role::Url),
                (concat!($at, "contents.title"), Role::Text),
                (concat!($at, "contents.desc"), Role::Text),
                (concat!($at, "contents.url"), Role::Url),
                (concat!($at, "contents.host"), Role::Structure),
                (concat!($at, "contents.md5"), Role::Secret),
                (concat!($at, "contents.rawmd5"), Role::Secret),
                (concat!($at, "contents.voice"), Role::Secret),
                (concat!($at, "contents.path"), Role::FileName),
                (concat!($at, "contents.imgfile"), Role::FileName),
                (concat!($at, "contents.videofile"), Role::FileName),
                (concat!($at, "contents.thumb"), Role::FileName),
            )*
            $(
                (concat!($record, "XMLName.Space"), Role::Structure),
                (concat!($record, "XMLName.Local"), Role::Structure),
                (concat!($record, "FromScene"), Role::Structure),
                (concat!($record, "FavUsername"), Role::MemberId),
                (concat!($record, "FavCreateTime"), Role::Time(TimeForm::UnixSeconds)),
                (concat!($record, "IsChatRoom"), Role::Structure),
                (concat!($record, "Title"), Role::Text),
                (concat!($record, "Desc"), Role::Text),
                (concat!($record, "Info"), Role::Text),
                (concat!($record, "DataList.Count"), Role::Structure),
                (concat!($record, "DataList.DataItems[].DataType"), Role::Structure),
                (concat!($record, "DataList.DataItems[].DataID"), Role::Secret),
                (concat!($record, "DataList.DataItems[].HTMLID"), Role::Secret),
                (concat!($record, "DataList.DataItems[].DataFmt"), Role::Structure),
                (concat!($record, "DataList.DataItems[].SourceName"), Role::MemberName),
                (concat!($record, "DataList.DataItems[].SourceTime"), TIME),
                (concat!($record, "DataList.DataItems[].SourceHeadURL"), Role::Avatar),
                (concat!($record, "DataList.DataItems[].DataDesc"), Role::Text),
                (concat!($record, "DataList.DataItems[].DataTitle"), Role::Text),
                (concat!($record, "DataList.DataItems[].ThumbSourcePath"), Role::FileName),
                (concat!($record, "DataList.DataItems[].ThumbSize"), Role::Structure),
                (concat!($record, "DataList.DataItems[].DataSize"), Role::Structure),
                (concat!($record, "DataList.DataItems[].DataSourcePath"), Role::FileName),
                (concat!($record, "DataList.DataItems[].FullMD5"), Role::Secret),
                (concat!($record, "DataList.DataItems[].ThumbFullMD5"), Role::Secret),
                (concat!($record, "DataList.DataItems[].ThumbHead256MD5"), Role::Secret),
                (concat!($record, "DataList.DataItems[].CDNDataURL"), Role::Secret),
                (concat!($record, "DataList.DataItems[].CDNDataKey"), Role::Secret),
                (concat!($record, "DataList.DataItems[].CDNThumbURL"), Role::Secret),
                (concat!($record, "DataList.DataItems[].CDNThumbKey"), Role::Secret),
                (concat!($record, "DataList.DataItems[].CDNEncryVer"), Role::Structure),
                (concat!($record, "DataList.DataItems[].SrcChatname"), Role::ChatId),
                (concat!($record, "DataList.DataItems[].SrcMsgLocalID"), Role::Structure),
                (concat!($record, "DataList.DataItems[].SrcMsgCreateTime"), Role::Time(TimeForm::UnixSeconds)),
                (concat!($record, "DataList.DataItems[].MessageUUID"), Role::Secret),
                (concat!($record, "DataList.DataItems[].FromNewMsgID"), Role::MessageId),
            )*
        ]
    };
}

/// Quotes and forwards that lie deeper than these are [`Role::Unknown`].
pub(super) const ROLES: &[(&str, Role)] = roles!(
    messages: "[]." "[].contents.refer." "messages[]." "messages[].contents.refer." "data.messages[]."
        "data.messages[].contents.refer.";
    records: "[].contents.recordInfo." "[].contents.recordInfo.DataList.DataItems[].RecordXML.RecordInfo."
        "messages[].contents.recordInfo." "messages[].contents.recordInfo.DataList.DataItems[].RecordXML.RecordInfo."
        "data.messages[].contents.recordInfo."
        "data.messages[].contents.recordInfo.DataList.DataItems[].RecordXML.RecordInfo."
);
