//! A ticket as it is kept and as it is shown.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_sla::clock::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Alarm, Channel, ClockCard, ClockView, KeptReporter, Kind, SiteCard, State, Visibility, wire, words::words,
};

/// A person by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// The person.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// Somebody who is told of what happens.
pub type Watcher = Named;

words! {
    /// How two tickets have to do with each other, seen from the one that has the link.
    pub enum Relation, "ticket.links" {
        /// They have to do with each other.
        RelatesTo = "relates_to", "相关";
        /// The other one's cause is this one's.
        CausedBy = "caused_by", "起因";
        /// This one's cause is the other one's.
        Causes = "causes", "引起";
        /// The other one was merged into this one.
        MergedFrom = "merged_from", "由其并入";
        /// This one was merged into the other one.
        MergedInto = "merged_into", "并入";
        /// This one was a part of the other one.
        SplitFrom = "split_from", "拆自";
        /// The other one was a part of this one.
        SplitInto = "split_into", "拆出";
    }
}

impl Relation {
    /// The same seen from the other ticket.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::RelatesTo => Self::RelatesTo,
            Self::CausedBy => Self::Causes,
            Self::Causes => Self::CausedBy,
            Self::MergedFrom => Self::MergedInto,
            Self::MergedInto => Self::MergedFrom,
            Self::SplitFrom => Self::SplitInto,
            Self::SplitInto => Self::SplitFrom,
        }
    }
}

/// Another ticket that this one has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// The other ticket.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its title when the link was made.
    pub title: String,
    /// How.
    pub relation: Relation,
}

/// A file, without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttachmentCard {
    /// Its id.
    pub id: Uuid,
    /// File name as uploaded, without folders.
    pub name: String,
    /// Type found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Digest of its content, in hexadecimal.
    pub sha: String,
    /// Who sees it.
    pub visibility: Visibility,
    /// Who added it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Number of the merged ticket it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// The columns that a list shows.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TicketFields {
    /// Position in the order of opening, over all contracts; ties in lists are broken by it.
    pub ord: i64,
    /// The ticket.
    pub id: Uuid,
    /// `HS-2026-000123`.
    pub number: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Prefix of its contract.
    pub contract_prefix: String,
    /// What is asked for.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// Severity case.
    pub case_key: String,
    /// Severity case as printed.
    pub case_name: String,
    /// Rank of the case: 1 is the most severe.
    pub level: i64,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Who holds it.
    pub assignee_id: Option<Uuid>,
    /// Name of the one who holds it.
    pub assignee_name: Option<String>,
    /// Name of the reporter.
    pub reporter_name: String,
    /// The work concerned.
    pub work: Option<String>,
    /// The service concerned.
    pub service: Option<String>,
    /// 1 to 3.
    pub escalation_level: i64,
    /// 1 from the opening, one more with every reopening.
    pub cycle: i64,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When something last changed that everybody sees.
    pub updated_at: DateTime<Utc>,
    /// Its clocks.
    pub clocks: Json<Vec<ClockCard>>,
    /// The next due moment, or what stands for none.
    pub due_key: DateTime<Utc>,
    /// How often it was urged.
    pub urged: i64,
    /// Grows with every edit.
    pub version: i64,
    /// Where it is to be worked on.
    pub site: Option<Json<SiteCard>>,
}

/// Everything that is kept of a ticket besides its history.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Ticket {
    /// What lists show.
    #[sqlx(flatten)]
    pub row: TicketFields,
    /// The version of the contract that it was opened under, for ever.
    pub contract_version_id: Uuid,
    /// The number of that version.
    pub contract_version: i64,
    /// The way in which it came.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// Who set the severity.
    pub severity_set_by: String,
    /// In words.
    pub description: String,
    /// The asset concerned.
    pub asset: Option<String>,
    /// Who reported it.
    pub reporter: Json<KeptReporter>,
    /// The client's form.
    pub form: Option<Json<Value>>,
    /// The state that a pause goes back to.
    pub resume_state: Option<String>,
    /// Who gave the solution.
    pub resolved_by: Option<Uuid>,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// The ticket that carries it on.
    pub merged_into: Option<Uuid>,
    /// Verdicts that nothing changes any more.
    pub verdicts: Json<Vec<Verdict>>,
    /// [`Alarm`] as a number.
    pub alarm: i64,
    /// Who is told of what happens.
    pub watchers: Json<Vec<Watcher>>,
    /// Tickets that it has to do with.
    pub links: Json<Vec<Link>>,
    /// Files.
    pub attachments: Json<Vec<AttachmentCard>>,
    /// Who opened it.
    pub opened_by: Uuid,
    /// When a sweep has something to do.
    pub next_sweep_at: Option<DateTime<Utc>>,
    /// Up to when warnings and breaches have been told.
    pub swept_at: DateTime<Utc>,
    /// Position of the last entry of its history.
    pub last_seq: i64,
}

impl TicketFields {
    /// Its contract.
    #[must_use]
    pub fn contract(&self) -> ContractId {
        ContractId(self.contract_id)
    }

    /// The next due moment of a running clock.
    #[must_use]
    pub fn next_due_at(&self) -> Option<DateTime<Utc>> {
        self.clocks.iter().filter(|clock| clock.is_running()).filter_map(|clock| clock.due_at).min()
    }

    /// How urgent its clocks make it at `now`.
    #[must_use]
    pub fn alarm(&self, now: DateTime<Utc>) -> Alarm {
        self.clocks.iter().map(|clock| clock.alarm(now)).max().unwrap_or(Alarm::None)
    }

    /// As a list shows it at `now`: with the clocks of its present cycle.
    #[must_use]
    pub fn view(self, now: DateTime<Utc>) -> TicketRow {
        let cycle = self.cycle;
        self.view_of(now, |clock| i64::from(clock.cycle) == cycle)
    }

    /// As a single read shows it at `now`: with the clocks of every cycle.
    #[must_use]
    pub fn view_whole(self, now: DateTime<Utc>) -> TicketRow {
        self.view_of(now, |_| true)
    }

    fn view_of(self, now: DateTime<Utc>, shown: impl Fn(&ClockCard) -> bool) -> TicketRow {
        let next_due_at = self.next_due_at();
        TicketRow {
            clocks: self.clocks.0.into_iter().filter(shown).map(|clock| clock.view(now)).collect(),
            id: self.id,
            number: self.number,
            contract_id: self.contract_id,
            contract_prefix: self.contract_prefix,
            kind: self.kind,
            case: self.case_key,
            case_name: self.case_name,
            level: self.level,
            title: self.title,
            state: self.state,
            assignee: self.assignee_id.map(|id| Named { id, name: self.assignee_name.unwrap_or_default() }),
            reporter_name: self.reporter_name,
            work: self.work,
            service: self.service,
            escalation_level: self.escalation_level,
            cycle: self.cycle,
            opened_at: self.opened_at,
            updated_at: self.updated_at,
            next_due_at,
            urged: self.urged,
            version: self.version,
            site: self.site.map(|site| site.0),
        }
    }
}

/// A ticket as a list shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TicketRow {
    /// The ticket.
    pub id: Uuid,
    /// `HS-2026-000123`.
    pub number: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Prefix of its contract.
    pub contract_prefix: String,
    /// What is asked for.
    pub kind: Kind,
    /// Severity case.
    pub case: String,
    /// Severity case as printed.
    pub case_name: String,
    /// Rank of the case: 1 is the most severe.
    pub level: i64,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Who holds it.
    pub assignee: Option<Named>,
    /// Name of the reporter.
    pub reporter_name: String,
    /// The work concerned.
    pub work: Option<String>,
    /// The service concerned.
    pub service: Option<String>,
    /// 1 to 3.
    pub escalation_level: i64,
    /// 1 from the opening, one more with every reopening.
    pub cycle: i64,
    /// When it was opened.
    #[serde(serialize_with = "wire::serialize")]
    pub opened_at: DateTime<Utc>,
    /// When something last changed that everybody sees.
    #[serde(serialize_with = "wire::serialize")]
    pub updated_at: DateTime<Utc>,
    /// The clocks of its present cycle; a single ticket shows those of every cycle.
    pub clocks: Vec<ClockView>,
    /// The next due moment of a running clock.
    #[serde(serialize_with = "wire::option::serialize")]
    pub next_due_at: Option<DateTime<Utc>>,
    /// How often it was urged.
    pub urged: i64,
    /// Grows with every edit.
    pub version: i64,
    /// Where it is to be worked on.
    pub site: Option<SiteCard>,
}
