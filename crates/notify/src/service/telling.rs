//! An event becomes notices and messages.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use jianyue_kernel::{ContractId, PersonId};
use jianyue_platform::{
    App, DbError, Tx,
    events::{self, Event, HandleError, Handler, Recorded},
    people::{People, on_call as on_call_now},
    subjects::{Subject, subject_of},
};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    destinations::{Circle, Destination, destinations},
    house,
    model::{Audience, Item, Occasion, Rule, Rules, Way},
    occasions::{Told, clock_name, occasion_of},
    policy,
    service::ways::ways,
    state::{Circumstances, Notify},
    store::{
        notices::{Muted, muted_of, notice_insert},
        outbox::{Telling, message_gather, message_last_sent},
        push::device_owners,
        settings::{channel_list, rules_find, template_list},
    },
    template::{self, Values},
};

/// Tells people of the events that rules speak of.
pub struct Teller;

#[async_trait]
impl Handler for Teller {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let Some((occasion, told)) = occasion_of(event)? else { return Ok(()) };
        let now = app.env().now();
        let age = now - event.recorded_at;
        if age > policy::HISTORY {
            return Ok(());
        }
        let Some(plan) = plan(app, tx, event, occasion, &told).await? else { return Ok(()) };
        let words = Words::of(occasion, &told, &plan, event);
        let contract = plan.subject.contract.map(|contract| contract.0);
        let mut noticed = false;
        for (to, person) in plan.destinations.iter().filter_map(|to| Some((to, to.person?))) {
            if to.way == Way::InApp {
                notice_insert(tx, app.env().id(), person.0, contract, event.id, words.item(to), event.recorded_at)
                    .await?;
                noticed = true;
            }
        }
        if let Some(contract) = plan.subject.contract.filter(|_| noticed) {
            events::record(tx, app.env(), &Noticed { contract }).await?;
        }
        if age <= policy::NEWS {
            send(app, tx, event, &plan, &words).await?;
        }
        Ok(())
    }
}

/// Somebody on the contract was told of something in the web: whoever shows how much there is looks again. It does not say
/// who or of what.
#[derive(Serialize)]
struct Noticed {
    contract: ContractId,
}

impl Event for Noticed {
    const KIND: &'static str = "notify.noticed";

    fn subject(&self) -> Uuid {
        self.contract.0
    }

    fn contract(&self) -> Option<ContractId> {
        Some(self.contract)
    }
}

/// Who is told of an event, and in which words.
struct Plan {
    subject: Subject,
    known: Arc<Circumstances>,
    destinations: Vec<Destination>,
}

async fn plan(
    app: &App,
    tx: &mut Tx,
    event: &Recorded,
    occasion: Occasion,
    told: &Told,
) -> Result<Option<Plan>, DbError> {
    let known = subject_of(app, tx, &event.kind, event.subject).await?;
    let Some(mut subject) = known.or_else(|| told_subject(told)) else { return Ok(None) };
    // The event knows better than the record how grave it is and what is wrong now.
    subject.level = told.level.or(subject.level);
    if let Some(title) = &told.title {
        title.clone_into(&mut subject.title);
    }
    let Some(contract) = subject.contract else { return Ok(None) };
    let known = circumstances(app, tx, contract).await?;
    let covering: Vec<&Rule> = known.rules.covering(occasion, subject.level, subject.work.as_deref()).collect();
    let mut on_call = [None; 3];
    for (level, person) in (1..).zip(&mut on_call) {
        if covering.iter().any(|rule| rule.to.contains(&Audience::OnCall(level))) {
            *person = on_call_now(app, tx, contract, subject.work.as_deref(), level, app.env().now()).await?;
        }
    }
    let works = |way: Way, person: Option<PersonId>| {
        if way == Way::Push {
            return person.is_some_and(|person| known.pushed.contains(&person.0));
        }
        let way = way.to_string();
        known.ways.iter().any(|there| there.way == way && there.unavailable.is_none())
    };
    let is_muted = |person: PersonId, way: Way| known.muted.get(&person.0).is_some_and(|own| mutes(own, occasion, way));
    let circle = Circle { subject: &subject, team: &known.team, on_call, by: told.by.map(PersonId) };
    let mut destinations = destinations(&known.rules, occasion, circle, works, is_muted);
    if let Some(side) = told.side.as_deref() {
        destinations.retain(|to| to.person.is_none() || to.is_client == (side == "client"));
    }
    Ok(Some(Plan { subject, known, destinations }))
}

/// What an event says of its record itself, where its module tells nothing of it.
fn told_subject(told: &Told) -> Option<Subject> {
    Some(Subject {
        contract: Some(ContractId(told.contract_id?)),
        work: told.work.clone(),
        title: told.title.clone()?,
        path: "/tickets".to_owned(),
        client_path: "/portal/requests".to_owned(),
        ..Subject::default()
    })
}

/// What is known of a contract, or else what is read now.
async fn circumstances(app: &App, tx: &mut Tx, contract: ContractId) -> Result<Arc<Circumstances>, DbError> {
    let notify = app.state::<Notify>();
    if let Some(known) = notify.known(contract) {
        return Ok(known);
    }
    let team = app.state::<People>().0.team(tx, contract).await?;
    let everybody: Vec<Uuid> = team.iter().map(|member| member.id.0).collect();
    let known = Arc::new(Circumstances {
        rules: rules_find(tx, contract.0).await?.map_or_else(Rules::of_the_house, |(rules, _)| rules),
        muted: muted_of(tx, &everybody).await?,
        pushed: device_owners(tx, &everybody).await?.into_iter().collect(),
        team,
        ways: ways(&channel_list(tx).await?, notify, contract),
        templates: template_list(tx, contract.0).await?,
    });
    notify.learn(contract, known.clone());
    Ok(known)
}

fn mutes(muted: &Muted, occasion: Occasion, way: Way) -> bool {
    muted.get(&occasion).is_some_and(|ways| ways.contains(&way.to_string()))
}

/// Puts everything that leaves the house into the outbox: two statements, however many are told.
async fn send(app: &App, tx: &mut Tx, event: &Recorded, plan: &Plan, words: &Words) -> Result<(), DbError> {
    let now = app.env().now();
    let contract = plan.subject.contract.map(|contract| contract.0);
    let leaving: Vec<(String, String, &Destination)> = plan
        .destinations
        .iter()
        .filter(|to| to.way != Way::InApp)
        .map(|to| {
            let way = to.way.to_string();
            let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
            (format!("{way}|{}|{}", text(to.person.map(|person| person.0)), text(contract)), way, to)
        })
        .collect();
    if leaving.is_empty() {
        return Ok(());
    }
    let level = plan.subject.level;
    let keys = leaving.iter().map(|(key, ..)| key.clone());
    let last = message_last_sent(tx, keys, now - policy::gathering_after(None, Some(now), now)).await?;
    let telling = |(group_key, way, to): &(String, String, &Destination)| {
        let gathered = now + policy::gathering_after(level, last.get(group_key).copied(), now);
        Telling {
            contract,
            way: way.clone(),
            group_key: group_key.clone(),
            person: to.person.map(|person| person.0),
            recipient: to.name.clone(),
            due_at: plan.known.rules.release(now, level).max(gathered),
            event: event.id,
            item: words.item(to),
        }
    };
    let tellings: Vec<Telling<'_>> = leaving.iter().map(telling).collect();
    message_gather(tx, || app.env().id(), &tellings, now).await
}

/// What an event says, in the words of each template and for each side, written once.
struct Words(BTreeMap<(Option<Uuid>, bool), Item>);

impl Words {
    fn of(occasion: Occasion, told: &Told, plan: &Plan, event: &Recorded) -> Self {
        let mut words = BTreeMap::new();
        for to in &plan.destinations {
            words.entry((to.template, to.is_client)).or_insert_with(|| item(occasion, told, plan, to, event));
        }
        Self(words)
    }

    fn item(&self, to: &Destination) -> &Item {
        &self.0[&(to.template, to.is_client)]
    }
}

fn item(occasion: Occasion, told: &Told, plan: &Plan, to: &Destination, event: &Recorded) -> Item {
    let subject = &plan.subject;
    let path = if to.is_client { &subject.client_path } else { &subject.path };
    let values = values(occasion, told, subject, event.recorded_at);
    let own = to.template.and_then(|id| plan.known.templates.iter().find(|template| template.id == id));
    let (line, body) = own.map_or(house::template(occasion), |own| (own.line.as_str(), own.body.as_str()));
    // Templates were checked when they were saved; one that no longer fits is replaced by the house's words.
    let fill = |text: &str, house: &str| {
        template::fill(text, &values)
            .or_else(|_| template::fill(house, &values))
            .unwrap_or_else(|_| subject.title.clone())
    };
    let (house_line, house_body) = house::template(occasion);
    Item {
        occasion,
        subject: event.subject,
        level: subject.level,
        number: subject.number.clone(),
        title: subject.title.clone(),
        line: fill(line, house_line),
        text: fill(body, house_body),
        path: path.clone(),
        at: told.at.unwrap_or(event.recorded_at),
    }
}

/// The variables of templates.
pub(super) fn values(occasion: Occasion, told: &Told, subject: &Subject, recorded_at: DateTime<Utc>) -> Values {
    let moment = |at: DateTime<Utc>| at.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M").to_string();
    let mut values: Values = subject.words.clone();
    values.insert("occasion", occasion.says().to_owned());
    values.insert("number", subject.number.clone());
    values.insert("title", subject.title.clone());
    values.insert("level", subject.level.map(|level| level.to_string()).unwrap_or_default());
    values.insert("clock", told.clock.as_deref().map(clock_name).unwrap_or_default().to_owned());
    values.insert("due", told.due_at.map(moment).unwrap_or_default());
    values.insert("clause", told.clause.clone().unwrap_or_default());
    values.insert("text", told.text.clone().unwrap_or_default());
    values.insert("at", moment(told.at.unwrap_or(recorded_at)));
    values.insert("link", subject.path.clone());
    values
}
