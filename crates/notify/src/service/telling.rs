//! An event becomes notices and messages.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use jianyue_kernel::PersonId;
use jianyue_platform::{
    App, DbError, Tx,
    events::{HandleError, Handler, Recorded},
    people::{People, on_call},
    subjects::{Subject, subject_of},
};
use uuid::Uuid;

use crate::{
    destinations::{Circle, Destination, destinations},
    house,
    model::{Item, Occasion, Rules, Way},
    occasions::{Told, clock_name, occasion_of},
    policy,
    store::{
        notices::{Muted, muted_of, notice_insert},
        outbox::{Telling, message_gather, message_last_sent},
        settings::{TemplateRow, rules_find, template_list},
    },
    template::{self, Values},
};

/// Tells people of the events that rules speak of.
pub struct Teller;

#[async_trait]
impl Handler for Teller {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let Some((occasion, told)) = occasion_of(event)? else { return Ok(()) };
        // What is read is read outside of the transaction: on SQLite it would keep every other writer waiting.
        let Some(plan) = plan(app, event, occasion).await? else { return Ok(()) };
        for destination in &plan.destinations {
            tell(app, tx, event, occasion, &told, &plan, destination).await?;
        }
        Ok(())
    }
}

/// Who is told of an event, and in which words.
struct Plan {
    subject: Subject,
    rules: Rules,
    templates: Vec<TemplateRow>,
    destinations: Vec<Destination>,
}

async fn plan(app: &App, event: &Recorded, occasion: Occasion) -> Result<Option<Plan>, DbError> {
    let mut tx = app.db().read().await?;
    let Some(subject) = subject_of(app, &mut tx, &event.kind, event.subject).await? else { return Ok(None) };
    let Some(contract) = subject.contract else { return Ok(None) };
    let own = rules_find(&mut tx, contract.0).await?;
    let rules = own.map_or_else(Rules::of_the_house, |(rules, _)| rules);
    if rules.covering(occasion, subject.level, subject.work.as_deref()).next().is_none() {
        return Ok(None);
    }
    let team = app.state::<People>().0.team(&mut tx, contract).await?;
    let mut levels = [None; 3];
    for (level, person) in (1..).zip(&mut levels) {
        *person = on_call(app, &mut tx, contract, subject.work.as_deref(), level, app.env().now()).await?;
    }
    let everybody: Vec<Uuid> = team.iter().map(|member| member.id.0).collect();
    let muted = muted_of(&mut tx, &everybody).await?;
    let is_muted = |person: PersonId, way: Way| muted.get(&person.0).is_some_and(|own| mutes(own, occasion, way));
    let circle = Circle { subject: &subject, team: &team, on_call: levels };
    let destinations = destinations(&rules, occasion, circle, is_muted);
    let named = destinations.iter().any(|destination| destination.template.is_some());
    let templates = if named { template_list(&mut tx, contract.0).await? } else { Vec::new() };
    Ok(Some(Plan { subject, rules, templates, destinations }))
}

fn mutes(muted: &Muted, occasion: Occasion, way: Way) -> bool {
    muted.get(&occasion).is_some_and(|ways| ways.contains(&way.to_string()))
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    event: &Recorded,
    occasion: Occasion,
    told: &Told,
    plan: &Plan,
    to: &Destination,
) -> Result<(), HandleError> {
    let now = app.env().now();
    let item = item(occasion, told, plan, to, event);
    let contract = plan.subject.contract.map(|contract| contract.0);
    if let (Way::InApp, Some(person)) = (to.way, to.person) {
        notice_insert(tx, app.env().id(), person.0, contract, event.id, &item, now).await?;
        return Ok(());
    }
    let way = to.way.to_string();
    let person = to.person.map(|person| person.0);
    let group_key = format!(
        "{way}|{}|{}",
        person.map(|id| id.to_string()).unwrap_or_default(),
        contract.map(|id| id.to_string()).unwrap_or_default()
    );
    let last = message_last_sent(tx, &group_key).await?;
    let gathered = now + policy::gathering_after(item.level, last, now);
    let due_at = plan.rules.release(now, item.level).max(gathered);
    let telling = Telling {
        contract,
        way: &way,
        group_key: &group_key,
        person,
        recipient: &to.name,
        due_at,
        event: event.id,
        item: &item,
    };
    message_gather(tx, app.env().id(), &telling, now).await?;
    Ok(())
}

fn item(occasion: Occasion, told: &Told, plan: &Plan, to: &Destination, event: &Recorded) -> Item {
    let subject = &plan.subject;
    let path = if to.is_client { &subject.client_path } else { &subject.path };
    let values = values(occasion, told, subject, event.recorded_at);
    let own = to.template.and_then(|id| plan.templates.iter().find(|template| template.id == id));
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
