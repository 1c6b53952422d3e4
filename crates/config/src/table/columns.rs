//! The columns of every register, as data.

use crate::table::cell::CellKind;

/// One column of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its English header, and its name everywhere else.
    pub name: &'static str,
    /// Its Chinese header.
    pub zh: &'static str,
    /// Whether the column must be there and each of its cells filled.
    pub required: bool,
    /// What its cells hold.
    pub kind: CellKind,
}

impl ColumnSpec {
    /// The header in a language: Chinese for `zh`, English otherwise.
    #[must_use]
    pub fn header(&self, lang: &str) -> &'static str {
        if lang == "zh" { self.zh } else { self.name }
    }
}

/// The registers a group can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    /// Who is in the group.
    Members,
    /// Money in and out.
    Ledger,
    /// Works shared and the right to share them.
    Works,
    /// What members agreed to.
    Consents,
    /// What members asked for about their data.
    Requests,
    /// What went wrong.
    Incidents,
    /// Findings that people looked at.
    Reviews,
    /// What a moderation tool said about media.
    MediaLabels,
    /// What was planned.
    Calendar,
}

type Names = &'static [(&'static str, &'static str)];

const ROLES: Names =
    &[("owner", "群主"), ("admin", "管理员"), ("volunteer", "志愿者"), ("member", "成员"), ("bot", "机器人")];
const DIRECTIONS: Names = &[("in", "收入"), ("out", "支出")];
const CATEGORIES: Names = &[
    ("fee", "会费"),
    ("red-packet", "红包"),
    ("tip", "打赏"),
    ("sale", "销售"),
    ("gift", "赠与"),
    ("refund", "退款"),
    ("donation", "捐款"),
    ("other", "其他"),
];
const LICENCES: Names = &[
    ("own", "自有"),
    ("written-permission", "书面许可"),
    ("cc-*", "cc-*"),
    ("public-domain", "公有领域"),
    ("statutory-exception", "法定例外"),
];
const USES: Names = &[
    ("notice", "告知"),
    ("sensitive", "敏感信息"),
    ("third-party", "第三方"),
    ("publication", "公开"),
    ("cross-border", "出境"),
    ("research", "研究"),
    ("photo", "肖像"),
];
const HOW: Names = &[("message:*", "消息:*"), ("file:*", "文件:*"), ("paper", "纸质")];
const REQUESTS: Names =
    &[("access", "查阅"), ("copy", "复制"), ("correct", "更正"), ("delete", "删除"), ("withdraw", "撤回同意")];
const INCIDENTS: Names = &[
    ("fraud", "诈骗"),
    ("leak", "泄露"),
    ("content", "内容"),
    ("account", "账号"),
    ("dispute", "纠纷"),
    ("takedown", "下架通知"),
];
const EVENTS: Names = &[
    ("topic", "主题"),
    ("survey", "调查"),
    ("expert", "专家"),
    ("leisure", "休闲"),
    ("production", "共创"),
    ("evaluation", "评估"),
    ("cross-age", "跨龄"),
    ("award", "表彰"),
];

/// The uses of personal data a member can consent to, as written in the consents register.
pub const CONSENT_USES: &[&str] =
    &["notice", "sensitive", "third-party", "publication", "cross-border", "research", "photo"];

const fn must(name: &'static str, zh: &'static str, kind: CellKind) -> ColumnSpec {
    ColumnSpec { name, zh, required: true, kind }
}

const fn may(name: &'static str, zh: &'static str, kind: CellKind) -> ColumnSpec {
    ColumnSpec { name, zh, required: false, kind }
}

const MEMBERS: &[ColumnSpec] = &[
    must("member_id", "成员编号", CellKind::Text),
    may("name", "姓名", CellKind::Text),
    may("aliases", "别名", CellKind::List),
    may("role", "角色", CellKind::Choice(ROLES)),
    may("joined_on", "入群日期", CellKind::Date),
    may("left_on", "退群日期", CellKind::Date),
    may("under14", "未满14岁", CellKind::Bool),
    may("phone", "手机号", CellKind::Text),
];

const LEDGER: &[ColumnSpec] = &[
    must("entry_id", "流水号", CellKind::Text),
    must("date", "日期", CellKind::Instant),
    must("direction", "收支", CellKind::Choice(DIRECTIONS)),
    must("amount", "金额", CellKind::Amount),
    may("currency", "币种", CellKind::Text),
    must("counterparty", "对方", CellKind::Text),
    must("category", "类别", CellKind::Choice(CATEGORIES)),
    may("message_id", "消息编号", CellKind::Text),
    may("preparer", "经办人", CellKind::Text),
    may("approvers", "审批人", CellKind::List),
    may("voucher", "凭证", CellKind::Text),
    may("invoice_no", "发票号", CellKind::Text),
    may("invoice_refusal", "未开票原因", CellKind::Text),
    may("withheld", "代扣税额", CellKind::Amount),
    may("exempt_reason", "免扣原因", CellKind::Text),
    may("balance", "余额", CellKind::Amount),
];

const WORKS: &[ColumnSpec] = &[
    must("work_id", "作品编号", CellKind::Text),
    must("title", "标题", CellKind::Text),
    must("kind", "类型", CellKind::Text),
    must("author", "作者", CellKind::Text),
    may("ours", "本群创作", CellKind::Bool),
    must("licence", "许可", CellKind::Choice(LICENCES)),
    may("source", "来源", CellKind::Text),
    may("scope", "许可范围", CellKind::Text),
    may("until", "许可到期日", CellKind::Date),
    may("evidence", "证明", CellKind::Text),
    may("sha256", "SHA-256", CellKind::Sha256),
    may("match", "匹配", CellKind::Text),
    may("registration_no", "登记号", CellKind::Text),
];

const CONSENTS: &[ColumnSpec] = &[
    must("member_id", "成员编号", CellKind::Text),
    must("use", "用途", CellKind::Choice(USES)),
    must("version", "版本", CellKind::Text),
    must("given_at", "同意时间", CellKind::Instant),
    may("withdrawn_at", "撤回时间", CellKind::Instant),
    must("how", "方式", CellKind::Choice(HOW)),
    may("guardian", "监护人", CellKind::Text),
];

const REQUEST_COLUMNS: &[ColumnSpec] = &[
    must("request_id", "请求编号", CellKind::Text),
    must("kind", "类型", CellKind::Choice(REQUESTS)),
    must("received_at", "收到时间", CellKind::Instant),
    may("closed_at", "办结时间", CellKind::Instant),
    may("outcome", "结果", CellKind::Text),
    may("handler", "处理人", CellKind::Text),
];

const INCIDENT_COLUMNS: &[ColumnSpec] = &[
    must("incident_id", "事件编号", CellKind::Text),
    must("class", "类别", CellKind::Choice(INCIDENTS)),
    must("detected_at", "发现时间", CellKind::Instant),
    may("reported_at", "上报时间", CellKind::Instant),
    may("notified_at", "告知时间", CellKind::Instant),
    may("closed_at", "办结时间", CellKind::Instant),
    may("handler", "处理人", CellKind::Text),
    may("decision", "决定", CellKind::Text),
    may("sanction", "处罚", CellKind::Text),
    may("message_id", "消息编号", CellKind::Text),
];

const REVIEWS: &[ColumnSpec] = &[
    must("fingerprint", "指纹", CellKind::Text),
    must("reviewers", "复核人", CellKind::List),
    must("decided_at", "决定时间", CellKind::Instant),
    must("decision", "决定", CellKind::Text),
];

const MEDIA_LABELS: &[ColumnSpec] = &[
    may("path", "路径", CellKind::Text),
    may("sha256", "SHA-256", CellKind::Sha256),
    must("label", "标签", CellKind::Text),
    may("tool", "工具", CellKind::Text),
    may("labelled_at", "标注时间", CellKind::Instant),
];

const CALENDAR: &[ColumnSpec] = &[
    must("date", "日期", CellKind::Instant),
    must("kind", "类型", CellKind::Choice(EVENTS)),
    may("title", "标题", CellKind::Text),
    may("announced_at", "预告时间", CellKind::Instant),
    may("message_id", "消息编号", CellKind::Text),
];

impl TableKind {
    /// Every register, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Members,
        Self::Ledger,
        Self::Works,
        Self::Consents,
        Self::Requests,
        Self::Incidents,
        Self::Reviews,
        Self::MediaLabels,
        Self::Calendar,
    ];

    /// The name in `archive.tables` and, with `.csv`, of the usual file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Ledger => "ledger",
            Self::Works => "works",
            Self::Consents => "consents",
            Self::Requests => "requests",
            Self::Incidents => "incidents",
            Self::Reviews => "reviews",
            Self::MediaLabels => "media_labels",
            Self::Calendar => "calendar",
        }
    }

    /// The name in Chinese texts.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Members => "成员",
            Self::Ledger => "专账",
            Self::Works => "版权登记",
            Self::Consents => "同意",
            Self::Requests => "权利请求",
            Self::Incidents => "事件",
            Self::Reviews => "复核",
            Self::MediaLabels => "审核标签",
            Self::Calendar => "日程",
        }
    }

    /// The register of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its columns, in the order `init` writes them.
    #[must_use]
    pub fn columns(self) -> &'static [ColumnSpec] {
        match self {
            Self::Members => MEMBERS,
            Self::Ledger => LEDGER,
            Self::Works => WORKS,
            Self::Consents => CONSENTS,
            Self::Requests => REQUEST_COLUMNS,
            Self::Incidents => INCIDENT_COLUMNS,
            Self::Reviews => REVIEWS,
            Self::MediaLabels => MEDIA_LABELS,
            Self::Calendar => CALENDAR,
        }
    }

    /// Where a column stands in [`TableKind::columns`].
    #[must_use]
    pub fn index_of(self, column: &str) -> Option<usize> {
        self.columns().iter().position(|spec| spec.name == column)
    }

    /// The column whose value no two rows may share, if there is one.
    #[must_use]
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Members => Some("member_id"),
            Self::Ledger => Some("entry_id"),
            Self::Works => Some("work_id"),
            Self::Requests => Some("request_id"),
            Self::Incidents => Some("incident_id"),
            Self::Consents | Self::Reviews | Self::MediaLabels | Self::Calendar => None,
        }
    }

    /// Columns of which each row needs at least one; empty when there are none such.
    #[must_use]
    pub fn either(self) -> &'static [&'static str] {
        match self {
            Self::MediaLabels => &["path", "sha256"],
            _ => &[],
        }
    }
}
