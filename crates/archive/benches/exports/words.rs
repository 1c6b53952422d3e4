use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Pieces of what people write to one another; `"` and line breaks have to be escaped in JSON.
const PIECES: [&str; 32] = [
    "好的",
    "收到",
    "今天晚上八点开会，请大家准时参加",
    "哈哈哈",
    "这本书我上周刚看完",
    "谢谢老周分享",
    "明天见",
    "我觉得第三章写得最好",
    "有没有人周末一起去图书馆？",
    "链接我晚点发到群里",
    "早上好",
    "👍",
    "辛苦了",
    "这个问题我们上次讨论过，结论是先把名单确认下来再说",
    "我在路上了",
    "ok",
    "https://example.org/books/2024/10?id=4711",
    "请各位把自己的读书笔记整理一下",
    "周五之前交给小满",
    "没问题",
    "下雨了记得带伞☔",
    "她说\"下次一定来\"",
    "活动地点改到三楼的小会议室",
    "第一，准时；\n第二，带书；\n第三，带笔",
    "可以吗",
    "同意",
    "+1",
    "Sounds good, see you there",
    "关于预算的事情还需要再核对一遍",
    "报名的同学接龙",
    "我先去吃饭",
    "大家辛苦，早点休息吧🌙",
];

/// How many people write.
pub const PEOPLE: u64 = 48;

/// A message of the group.
#[derive(Debug)]
pub struct Said {
    /// From 0.
    pub number: u64,
    /// Who, below [`PEOPLE`].
    pub who: u64,
    /// The sender's name.
    pub name: String,
    /// The sender's id.
    pub id: String,
    /// Seconds since 1970.
    pub seconds: i64,
    /// The same in China.
    pub local: DateTime,
    /// The first message of its day there.
    pub new_day: bool,
    /// The text.
    pub text: String,
    /// The text as a JSON string, without its quotes.
    pub escaped: String,
    /// How many messages before this one the message stands that it answers.
    pub answers: Option<u64>,
    /// A notice that somebody came in.
    pub joins: bool,
}

/// The messages one after another.
pub struct Words {
    random: u64,
    zone: TimeZone,
    said: Said,
}

impl Words {
    /// The beginning of the chat.
    pub fn new() -> Self {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let said = Said {
            number: u64::MAX,
            who: 0,
            name: String::new(),
            id: String::new(),
            seconds: 1_577_836_800,
            local: DateTime::default(),
            new_day: false,
            text: String::new(),
            escaped: String::new(),
            answers: None,
            joins: false,
        };
        Self { random: 0x9E37_79B9_7F4A_7C15, zone, said }
    }

    /// The next number below `end` of SplitMix64.
    fn below(&mut self, end: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    /// The next message. Most are one short sentence, some are paragraphs.
    pub fn next(&mut self) -> &Said {
        let who = self.below(PEOPLE);
        let pieces = match self.below(100) {
            0..65 => 1 + self.below(2),
            65..95 => 2 + self.below(5),
            _ => 8 + self.below(24),
        };
        self.said.text.clear();
        for _ in 0..pieces {
            let piece = PIECES[self.below(PIECES.len() as u64) as usize];
            if !self.said.text.is_empty() {
                self.said.text.push('，');
            }
            self.said.text.push_str(piece);
        }
        self.said.escaped = self.said.text.replace('"', "\\\"").replace('\n', "\\n");
        self.said.number = self.said.number.wrapping_add(1);
        self.said.seconds += self.below(40) as i64;
        if self.below(150) == 0 {
            self.said.seconds += 8 * 3600;
        }
        let instant = Timestamp::from_second(self.said.seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        let before = std::mem::replace(&mut self.said.local, self.zone.to_datetime(instant));
        self.said.new_day = self.said.number == 0 || before.date() != self.said.local.date();
        self.said.who = who;
        self.said.name = name(who);
        self.said.id = id(who);
        let answers = 1 + self.below(30);
        self.said.answers = (self.below(12) == 0 && answers <= self.said.number).then_some(answers);
        self.said.joins = self.below(250) == 0;
        &self.said
    }
}

/// The name of a person.
pub fn name(who: u64) -> String {
    let names = ["林语", "阿青", "老周", "小满", "Mei", "Rudi", "方既明", "郑木兰", "星河", "陈先生", "Bo", "读书的猫"];
    let name = names[(who % 12) as usize];
    if who < 12 { name.to_owned() } else { format!("{name}{}", who / 12 + 1) }
}

/// The id of a person.
pub fn id(who: u64) -> String {
    format!("wxid_{:014x}", (who + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8)
}
