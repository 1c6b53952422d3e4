//! What a vault is: its keys, writers and readers, for people and for paper.

use jiff::Timestamp;
use serde::Serialize;

use crate::documents::Documents;
use crate::format::document::WriterState;
use crate::format::text;
use crate::read::View;

/// A vault in public: nothing here is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VaultInfo {
    /// The vault's id.
    pub vault: String,
    /// Generation of the document that counts.
    pub generation: u64,
    /// When that document was signed.
    #[serde(with = "text")]
    pub signed: Timestamp,
    /// Fingerprints of the keys that may sign the next one.
    pub roots: Vec<String>,
    /// Who may restore, as age recipients or SSH keys.
    pub readers: Vec<String>,
    /// How many shares are needed, where the identity is split.
    pub threshold: Option<u64>,
    /// Number of the epoch that is written to.
    pub epoch: u64,
    /// Who may write.
    pub writers: Vec<WriterInfo>,
}

/// A writer in public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WriterInfo {
    /// Its name in object keys.
    pub name: String,
    /// Fingerprint of its signing key.
    pub key: String,
    /// Whether it may still write.
    pub active: bool,
}

impl VaultInfo {
    /// What the newest document says.
    #[must_use]
    pub fn of(documents: &Documents) -> Self {
        let newest = &documents.newest().body;
        Self {
            vault: documents.vault().to_string(),
            generation: newest.generation,
            signed: newest.time,
            roots: newest.roots.iter().map(groupkeep_keys::PublicKey::fingerprint).collect(),
            readers: newest.readers.iter().map(ToString::to_string).collect(),
            threshold: newest.threshold,
            epoch: newest.epochs.last().map_or(0, |epoch| epoch.number),
            writers: newest
                .writers
                .iter()
                .map(|writer| WriterInfo {
                    name: writer.name.to_string(),
                    key: writer.key.fingerprint(),
                    active: writer.state == WriterState::Active,
                })
                .collect(),
        }
    }
}

/// A place named on the card: its configured name and how a person finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPlace {
    /// The configured name.
    pub name: String,
    /// The path or address.
    pub place: String,
}

/// The page to keep on paper: which vault, where its copies are, how to restore it with and without groupkeep.
#[must_use]
pub fn card(group: &str, view: &View<'_>, places: &[CardPlace], chinese: bool) -> String {
    let info = VaultInfo::of(&view.documents);
    let say = |en: &'static str, zh: &'static str| if chinese { zh } else { en };
    let mut page = format!("{}: {group}\n", say("groupkeep vault card", "groupkeep 备份库卡片"));
    let mut line = |label: &str, value: &str| page.push_str(&format!("{label}: {value}\n"));
    line(say("vault", "备份库"), &info.vault);
    for root in &info.roots {
        line(say("root key", "根密钥"), root);
    }
    for reader in &info.readers {
        line(say("reader", "可恢复者"), reader);
    }
    for place in places {
        line(&format!("{} {}", say("copy", "副本"), place.name), &place.place);
    }
    if let Ok(newest) = view.choose("latest") {
        line(say("newest snapshot", "最新快照"), &format!("{} {}", newest.id(), newest.statement.body.time));
    }
    page.push_str(say(RECOVER_EN, RECOVER_ZH));
    page
}

const RECOVER_EN: &str = "
To restore, with groupkeep and the identity file, on any machine:
  groupkeep restore --from COPY --identity IDENTITY --vault VAULT --to NEW-FOLDER
Without groupkeep, with stock tools (COPY is the folder of a copy):
  age -d -i IDENTITY COPY/epochs/1/*.age > epoch.txt      the key of the packs
  age -d -i epoch.txt COPY/w/*/packs/??/PACK | zstd -d    the chunks of one pack
Keep the identity and this card apart from the machine that writes the backups.
";

const RECOVER_ZH: &str = "
恢复方法（任何一台机器，需要 groupkeep 和身份文件）：
  groupkeep restore --from 副本 --identity 身份文件 --vault 备份库 --to 新文件夹
没有 groupkeep 时，用现成工具（“副本”是副本所在的文件夹）：
  age -d -i 身份文件 副本/epochs/1/*.age > epoch.txt      打开数据包的密钥
  age -d -i epoch.txt 副本/w/*/packs/??/包名 | zstd -d    一个数据包里的内容
身份文件和这张卡片要与写备份的机器分开保存。
";
