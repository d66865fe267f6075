//! Opening a ticket: the contract in force gives its clocks.

use chrono::{DateTime, Datelike, Utc};
use jianyue_contracts::registry::Compiled;
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{Tx, audit, events};
use jianyue_sla::{
    clock::{Fact, FactKind, SeverityMatrix},
    zone,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Desk,
    catalogue::{Concern, concern},
    hand::{LAST_LEVEL, by_of},
    sites,
    special::{matrix_of, periods},
};
use crate::{
    clocks::{Folded, fact},
    error::{BadField, TicketError},
    model::{
        Channel, EntryKind, KeptReporter, Kind, NewEntry, Reporter, SiteCard, State, Ticket, TicketFields, TicketOpened,
    },
    policy::{OPEN, READ},
    store::{self, NO_DUE},
    text,
};

/// What is needed to open a ticket.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// What is asked for.
    pub kind: Kind,
    /// The way in which it came.
    pub channel: Channel,
    /// Severity case, by its key in the contract: `HS-S1`.
    pub case: String,
    /// The work concerned, by its key; needed when the contract has several.
    #[serde(default)]
    pub work: Option<String>,
    /// The service concerned, by its key.
    #[serde(default)]
    pub service: Option<String>,
    /// The system or device concerned, by its key or title.
    #[serde(default)]
    pub asset: Option<String>,
    /// Where it is to be worked on: a site of the contract.
    #[serde(default)]
    pub site_id: Option<Uuid>,
    /// What it is about, in a line.
    pub title: String,
    /// In words.
    #[serde(default)]
    pub description: String,
    /// Who reported it.
    pub reporter: Reporter,
    /// Who set the severity; the one who opens it when absent.
    #[serde(default)]
    pub severity_set_by: Option<String>,
    /// The client's form, for changes of rights and data.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub form: Option<Value>,
}

/// What a part of another ticket brings along.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Facts of the other ticket's present cycle, beginning with its opening.
    pub(super) facts: Vec<Fact>,
    /// Entries of this moment.
    pub(super) entries: Vec<NewEntry>,
    /// Where the other ticket stands.
    pub(super) standing: Option<Standing>,
}

/// Where a ticket stands that another one is split from.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) state: State,
    pub(super) resume_state: Option<String>,
    pub(super) escalation_level: i64,
    pub(super) assignee: Option<(uuid::Uuid, String)>,
    pub(super) links: Vec<crate::model::Link>,
    pub(super) site: Option<SiteCard>,
    pub(super) swept_at: DateTime<Utc>,
}

/// Opens a ticket under the version of `contract` that is in force.
///
/// # Errors
/// [`TicketError::NoContract`] when there is none that the caller may know of; [`TicketError::Registry`] when it is not in
/// force; [`TicketError::BadFields`] names everything that does not fit; [`TicketError::NoHolidayData`] when a due moment
/// lies in a year whose holidays are not known.
pub async fn open(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: NewTicket) -> Result<Ticket, TicketError> {
    open_with(tx, desk, contract, new, Carried::default()).await
}

pub(super) async fn open_with(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewTicket,
    carried: Carried,
) -> Result<Ticket, TicketError> {
    may_open(desk, contract)?;
    let now = carried.facts.last().map_or(desk.now(), |last| last.at.max(desk.now()));
    let compiled = desk.registry.in_force(tx, contract, now).await?.ok_or(TicketError::NoContract)?;
    let new = tidy(new)?;
    let concern = concern(&compiled, &new.case, new.work.as_deref(), new.service.as_deref(), new.asset.as_deref())
        .map_err(TicketError::BadFields)?;
    if !desk.by.scope(&OPEN).covers(contract, concern.work) {
        return Err(TicketError::field("work", "您不负责这项工作，不能在其下登记工单。请选择您负责的工作。"));
    }
    let site = sites::offered(tx, contract, new.site_id).await?;
    let opened_at = carried.facts.first().map_or(now, |first| first.at);
    let matrix = matrix_of(&compiled, &periods(tx, desk, &compiled).await?, concern.work, opened_at);
    let mut draft = Draft::new(desk, (&compiled, &matrix), &new, &concern, now, carried)?;
    if let Some(site) = site {
        draft.ticket.row.site = Some(Json(site.card()));
    }
    let year = zone::local_date(now).year();
    let number = store::number_next(tx, contract, year).await?;
    draft.ticket.row.number = format!("{}-{year}-{number:06}", compiled.prefix);
    draft.write(tx, desk, &compiled, &concern).await
}

fn may_open(desk: Desk<'_>, contract: ContractId) -> Result<(), TicketError> {
    let knows = |scope: ContractScope| match scope {
        ContractScope::All => true,
        ContractScope::Only(held) => held.iter().any(|(id, _)| *id == contract),
    };
    if knows(desk.by.scope(&OPEN)) {
        Ok(())
    } else if knows(desk.by.scope(&READ)) {
        Err(desk.by.require(&OPEN, contract).err().map_or(TicketError::NoContract, TicketError::Denied))
    } else {
        Err(TicketError::NoContract)
    }
}

/// Cuts blanks and checks lengths and the form.
fn tidy(mut new: NewTicket) -> Result<NewTicket, TicketError> {
    let mut bad = Vec::new();
    new.title = text::line("title", "标题", &new.title, &mut bad);
    new.description = text::optional("description", "描述", &new.description, &mut bad);
    new.reporter.name = text::line("reporter.name", "报修人姓名", &new.reporter.name, &mut bad);
    new.reporter.phone =
        new.reporter.phone.and_then(|phone| text::short("reporter.phone", "联系电话", &phone, &mut bad));
    new.reporter.unit = new.reporter.unit.and_then(|unit| text::short("reporter.unit", "单位", &unit, &mut bad));
    for optional in [&mut new.work, &mut new.service, &mut new.asset, &mut new.severity_set_by] {
        *optional = optional.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    if new.severity_set_by.as_ref().is_some_and(|by| by.chars().count() > 100) {
        bad.push(BadField::new("severity_set_by", "定级人最多 100 个字，请缩短"));
    }
    check_form(&new, &mut bad);
    if bad.is_empty() { Ok(new) } else { Err(TicketError::BadFields(bad)) }
}

fn check_form(new: &NewTicket, bad: &mut Vec<BadField>) {
    if let Some(name) = new.kind.form_name() {
        let filled = |value: &Value| !(value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()));
        let fields = new.form.as_ref().and_then(Value::as_object);
        if !fields.is_some_and(|fields| !fields.is_empty() && fields.values().any(filled)) {
            bad.push(BadField::new("form", format!("{}须附甲方填写的《{name}》，请填写后再提交", new.kind.label())));
        }
    }
    if let Some(form) = &new.form
        && (!form.is_object() || form.to_string().len() > 20_000)
    {
        bad.push(BadField::new("form", "表单应是由栏目和内容组成的对象，且不超过 20,000 字节"));
    }
}

struct Draft {
    ticket: Ticket,
    entries: Vec<NewEntry>,
}

impl Draft {
    fn new(
        desk: Desk<'_>,
        (compiled, matrix): (&Compiled, &SeverityMatrix),
        new: &NewTicket,
        concern: &Concern<'_>,
        now: DateTime<Utc>,
        carried: Carried,
    ) -> Result<Self, TicketError> {
        let ticket = blank(desk, compiled, new, concern, now, carried.standing);
        let mut draft = Self { ticket, entries: Vec::new() };
        draft.keep_phone(desk, &new.reporter)?;
        let mut facts = carried.facts;
        if facts.is_empty() {
            let severity = concern.case.id.clone();
            let opened = FactKind::Opened { severity };
            facts.push(fact(now, opened.clone(), ""));
            let data = json!({ "channel": new.channel, "kind": new.kind, "case": concern.case.id });
            draft.entries.push(NewEntry::new(now, EntryKind::Opened).data(data).fact(opened));
        }
        for entry in carried.entries {
            // Facts that the part brings along are among `facts` already.
            draft.entries.push(entry);
        }
        draft.settle((compiled, matrix), &mut facts, now)?;
        Ok(draft)
    }

    fn keep_phone(&mut self, desk: Desk<'_>, reporter: &Reporter) -> Result<(), TicketError> {
        if reporter.phone.is_some() {
            let sealer = desk.sealer.ok_or(TicketError::NoSealer)?;
            self.ticket.reporter.0 = KeptReporter::seal(reporter, self.ticket.row.id, sealer);
        }
        Ok(())
    }

    /// Hands it up where that is due at once, and fills the columns of its clocks.
    fn settle(
        &mut self,
        terms: (&Compiled, &SeverityMatrix),
        facts: &mut Vec<Fact>,
        now: DateTime<Utc>,
    ) -> Result<(), TicketError> {
        let mut folded = Folded::of(terms, facts, &[], now)?;
        while self.ticket.row.escalation_level < LAST_LEVEL && folded.hand_up_at(now).is_some() {
            let level = self.ticket.row.escalation_level + 1;
            self.ticket.row.escalation_level = level;
            let up = FactKind::Escalated { to_level: u8::try_from(level).unwrap_or(u8::MAX) };
            facts.push(fact(now, up.clone(), ""));
            let entry = NewEntry::new(now, EntryKind::Escalated)
                .by_system()
                .text(format!("合同要求立即上报，自动上报至第 {level} 级"))
                .data(json!({ "to_level": level, "automatic": true }));
            self.entries.push(entry.fact(up));
            folded = Folded::of(terms, facts, &[], now)?;
        }
        if let Some(year) = folded.missing_year() {
            return Err(TicketError::NoHolidayData { year });
        }
        let ticket = &mut self.ticket;
        ticket.row.clocks.0 = folded.cards();
        ticket.verdicts.0 = folded.verdicts();
        ticket.alarm = folded.alarm(now) as i64;
        ticket.next_sweep_at = folded.next_sweep_at(now);
        ticket.row.due_key = ticket.row.next_due_at().unwrap_or(NO_DUE);
        Ok(())
    }

    async fn write(
        mut self,
        tx: &mut Tx,
        desk: Desk<'_>,
        compiled: &Compiled,
        concern: &Concern<'_>,
    ) -> Result<Ticket, TicketError> {
        let ticket = &mut self.ticket;
        ticket.last_seq = i64::try_from(self.entries.len()).unwrap_or(i64::MAX);
        let words = words(ticket, compiled, concern);
        let by = by_of(desk.by, ticket);
        desk.stamp(&mut self.entries);
        store::ticket_open(tx, ticket, &by, &self.entries, &words.each_ref().map(String::as_str)).await?;
        if let Some(site) = &ticket.row.site {
            store::ticket_site_set(tx, ticket.row.id, Some(&site.0)).await?;
        }
        let row = &ticket.row;
        let event = TicketOpened {
            ticket_id: row.id,
            contract_id: row.contract_id,
            number: row.number.clone(),
            kind: row.kind.code(),
            case: row.case_key.clone(),
            work: row.work.clone(),
            by: desk.by.person.0,
            at: row.opened_at,
        };
        events::record(tx, desk.env, &event).await?;
        let detail = json!({ "number": row.number, "case": row.case_key, "kind": row.kind, "title": row.title });
        let action = "ticketing.open";
        let entry = audit::Entry { action, subject: row.id, contract: Some(row.contract()), detail };
        audit::record(tx, desk.env, desk.by, entry).await?;
        Ok(self.ticket)
    }
}

/// What a ticket is found by.
pub(super) fn words(ticket: &Ticket, compiled: &Compiled, concern: &Concern<'_>) -> [String; 7] {
    let row = &ticket.row;
    let work = concern.work.and_then(|key| compiled.model.work(key));
    let service =
        work.and_then(|work| work.services.iter().find(|service| Some(service.key.as_str()) == concern.service));
    [
        row.number.clone(),
        row.title.clone(),
        row.reporter_name.clone(),
        ticket.asset.clone().unwrap_or_default(),
        service.map(|service| service.title.clone()).unwrap_or_default(),
        ticket.reporter.callers.join(" "),
        ticket.description.clone(),
    ]
}

fn blank(
    desk: Desk<'_>,
    compiled: &Compiled,
    new: &NewTicket,
    concern: &Concern<'_>,
    now: DateTime<Utc>,
    standing: Option<Standing>,
) -> Ticket {
    let standing = standing.unwrap_or(Standing {
        state: State::Open,
        resume_state: None,
        escalation_level: 1,
        assignee: None,
        links: Vec::new(),
        site: None,
        swept_at: now,
    });
    let (assignee_id, assignee_name) = standing.assignee.unzip();
    let row = TicketFields {
        ord: 0,
        id: desk.env.id(),
        number: String::new(),
        contract_id: compiled.contract.0,
        contract_prefix: compiled.prefix.clone(),
        kind: new.kind,
        case_key: concern.case.id.clone(),
        case_name: concern.case.title.clone(),
        level: i64::from(concern.case.level),
        title: new.title.clone(),
        state: standing.state,
        assignee_id,
        assignee_name,
        reporter_name: new.reporter.name.clone(),
        work: concern.work.map(str::to_owned),
        service: concern.service.map(str::to_owned),
        escalation_level: standing.escalation_level,
        cycle: 1,
        opened_at: now,
        updated_at: now,
        clocks: Json(Vec::new()),
        due_key: NO_DUE,
        urged: 0,
        version: 1,
        site: standing.site.map(Json),
    };
    Ticket {
        row,
        contract_version_id: compiled.version.0,
        contract_version: compiled.version_no,
        channel: new.channel,
        severity_set_by: new.severity_set_by.clone().unwrap_or_else(|| desk.by.name.clone()),
        description: new.description.clone(),
        asset: new.asset.clone(),
        reporter: Json(KeptReporter::unsealed(&new.reporter)),
        form: new.form.clone().map(Json),
        resume_state: standing.resume_state,
        resolved_by: None,
        satisfaction: None,
        merged_into: None,
        verdicts: Json(Vec::new()),
        alarm: 0,
        watchers: Json(Vec::new()),
        links: Json(standing.links),
        attachments: Json(Vec::new()),
        opened_by: desk.by.person.0,
        next_sweep_at: None,
        swept_at: standing.swept_at,
        last_seq: 0,
    }
}
