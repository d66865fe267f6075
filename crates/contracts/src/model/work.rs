//! Work that comes round: inspections, backups, certificates, assets, data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Frequency, Side, Within, rule::rule};

/// Kinds of recurring work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InspectionKind {
    /// 监测: somebody or something looks, mostly from afar.
    Monitoring,
    /// 巡检: a walk through a checklist.
    Inspection,
    /// 走访: a visit to the client's people.
    Visit,
    /// 重大节日保障.
    Assurance,
    /// 日志审查.
    LogReview,
    /// 清理, 优化.
    Maintenance,
}

/// Phases of a holiday assurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 节前: the last working day before.
    Before,
    /// 节日期间.
    During,
    /// 节后: the first working day after.
    After,
}

rule! {
    /// Work that comes round by the calendar.
    pub struct Inspection {
        /// What it is called.
        pub title: String,
        /// Its kind.
        pub kind: InspectionKind,
        /// How often.
        pub frequency: Frequency,
        /// Phases, when it comes around holidays.
        #[serde(default)]
        pub phases: Vec<Phase>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
        /// What is looked at, one point each.
        #[serde(default)]
        pub items: Vec<String>,
        /// Id of the window it is done in.
        pub window: Option<String>,
        /// The record that it leaves: `系统周巡检单`.
        pub sheet: Option<String>,
        /// Whether somebody must be there.
        #[serde(default)]
        pub on_site: bool,
        /// Whether the client witnesses and signs.
        #[serde(default)]
        pub witnessed: bool,
        /// How many tests a repair must pass before it counts as done; such work belongs to the repair and its service sheet.
        pub tests: Option<u32>,
        /// Whether a visit that cannot be made is announced beforehand.
        #[serde(default)]
        pub announce_if_missed: bool,
        /// Who is told of an anomaly, and how: `短信通知运维管理人员`.
        pub notify: Option<String>,
        /// What makes it due, when its frequency is `on event`.
        pub trigger: Option<String>,
    }
}

impl Inspection {
    /// Whether it is a visit to the client's people, which is asked about like a return call and not walked through.
    #[must_use]
    pub fn is_visit(&self) -> bool {
        self.kind == InspectionKind::Visit
    }
}

rule! {
    /// A backup that must be made.
    pub struct Backup {
        /// What it is called.
        pub title: String,
        /// How often.
        pub frequency: Frequency,
        /// Two backups lie closer together than this.
        pub interval: Option<Within>,
        /// Each is kept at least this long.
        pub retention: Option<Within>,
        /// What is backed up.
        pub covers: Vec<String>,
        /// How often backups are checked.
        pub checked: Option<Frequency>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}

rule! {
    /// A register of certificates to be run.
    pub struct CertificateRegister {
        /// What they are.
        pub title: String,
        /// Who issues them.
        pub issuer: Option<String>,
        /// How many.
        pub quantity: u32,
        /// What is done with them: `申请`, `更新`, `吊销`.
        pub operations: Vec<String>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}

rule! {
    /// Devices or licences to be looked after.
    pub struct Asset {
        /// What they are.
        pub title: String,
        /// Model as printed.
        pub model: Option<String>,
        /// How many; absent when no figure is printed.
        pub quantity: Option<u32>,
        /// Unit: `点`, `台`, `套`.
        pub unit: Option<String>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}

rule! {
    /// How assets and spares are managed.
    pub struct AssetRule {
        /// What it is called.
        pub title: String,
        /// Levels of management: `信息化部门`, `财务部门`, `业务部门`.
        #[serde(default)]
        pub levels: Vec<String>,
        /// Whether assets are classified and coded.
        #[serde(default)]
        pub coded: bool,
        /// Whether each has a file with its maintenance history.
        #[serde(default)]
        pub file_per_asset: bool,
        /// Whether a stock of spares is kept and refilled.
        #[serde(default)]
        pub spares: bool,
        /// How often the stock is counted.
        pub stock_count: Option<Frequency>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
        /// The rule in our words.
        pub text: Option<String>,
    }
}

rule! {
    /// An inventory of data structures to be kept.
    pub struct DataInventory {
        /// What it is called.
        pub title: String,
        /// What it lists: `表`, `字段及说明`, `主外键`.
        pub items: Vec<String>,
        /// Whether it is brought up to date after each change.
        #[serde(default)]
        pub after_each_change: bool,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}

rule! {
    /// Exchange services of a work.
    pub struct Exchange {
        /// Key of the work.
        pub work: String,
        /// Whom data goes to or comes from, as listed.
        pub peers: Vec<String>,
    }
}

/// What silence means when a review or claim is not answered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// It counts as passed or accepted.
    Accepted,
    /// Nothing is said about it.
    Unsaid,
}

/// How a document is reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The client answers in this time from receipt.
    pub within: Within,
    /// What silence means.
    pub silence: Silence,
    /// Where it stands.
    pub clause: String,
}

rule! {
    /// A document that the vendor hands in.
    pub struct Report {
        /// What it is called.
        pub title: String,
        /// How often.
        pub frequency: Frequency,
        /// How long after the period (or the event) it must be there; absent when nothing is printed.
        pub due_after: Option<Within>,
        /// What it contains.
        #[serde(default)]
        pub contents: Vec<String>,
        /// How it is reviewed.
        pub review: Option<Review>,
        /// What makes it due, when its frequency is `on event`.
        pub trigger: Option<String>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}

rule! {
    /// An acceptance or assessment of the service.
    pub struct Acceptance {
        /// What it is called.
        pub title: String,
        /// Who accepts.
        pub by: Side,
        /// When or after what, in our words.
        pub when: String,
        /// It is answered in this time from the vendor's request or report.
        pub within: Option<Within>,
        /// Points that are looked at.
        #[serde(default)]
        pub items: Vec<String>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}
