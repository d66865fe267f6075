//! Staff, changes of people and trainings of HS, made anew for a call.

use jianyue_kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, Visitor, id};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staffed {
    /// Somebody of the staff.
    Member,
    /// What they have to show.
    Qualification,
    /// Their assignment.
    Assignment,
    /// A notice that their assignment changes.
    Change,
    /// A training that is planned.
    Training,
    /// Somebody who is to be trained.
    Attendee,
    /// A training that was held.
    Held,
    /// Material of a training.
    File,
}

/// A thing of HS.
pub async fn staffed(stage: &Stage, what: Staffed) -> Uuid {
    let manager = stage.person(Role::VendorManager, "HS").await;
    match what {
        Staffed::Member => member(stage, &manager).await,
        Staffed::Qualification => {
            let path = format!("staff/{}/qualifications", member(stage, &manager).await);
            id(&post(stage, &manager, &path, json!({ "name": "证书（测试）" })).await)
        }
        Staffed::Assignment => assignment(stage, &manager).await.0,
        Staffed::Change => {
            let body = json!({
                "assignment_id": assignment(stage, &manager).await.0, "coming_id": member(stage, &manager).await,
                "effective_on": "2026-03-09", "reason": "轮换",
            });
            id(&post(stage, &manager, &of(stage, "staff-changes"), body).await)
        }
        Staffed::Training => training(stage, &manager).await,
        Staffed::Attendee => attendee(stage, &manager, training(stage, &manager).await).await,
        Staffed::Held => {
            let training = training(stage, &manager).await;
            let attendee = attendee(stage, &manager, training).await;
            let image = json!({ "image": super::table::PIXEL });
            post(stage, &manager, &format!("training-attendees/{attendee}/sign"), image).await;
            post(stage, &manager, &format!("trainings/{training}/hold"), json!({ "held_on": "2026-03-02" })).await;
            training
        }
        Staffed::File => {
            let path = format!("/api/v1/trainings/{}/files", training(stage, &manager).await);
            let sent = stage.post(&path).by(&manager).body(super::requests::FORM, super::requests::FILE);
            id(&sent.send().await.expect(201).json())
        }
    }
}

/// An assignment, who holds it, and somebody else.
pub async fn two_members(stage: &Stage) -> (Uuid, Uuid, Uuid) {
    let manager = stage.person(Role::VendorManager, "HS").await;
    let (held, who) = assignment(stage, &manager).await;
    (held, who, member(stage, &manager).await)
}

fn of(stage: &Stage, things: &str) -> String {
    format!("contracts/{}/{things}", stage.contract("HS"))
}

async fn post(stage: &Stage, by: &Visitor, path: &str, body: Value) -> Value {
    let answer = stage.post(&format!("/api/v1/{path}")).by(by).json(&body).send().await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

async fn member(stage: &Stage, manager: &Visitor) -> Uuid {
    id(&post(stage, manager, &of(stage, "staff"), json!({ "name": "人员（测试）" })).await)
}

async fn assignment(stage: &Stage, manager: &Visitor) -> (Uuid, Uuid) {
    let who = member(stage, manager).await;
    let body = json!({ "position": "HS-O4.5", "staff_id": who, "from_on": "2026-02-02", "on_site": "HS-W1.onsite" });
    let board = post(stage, manager, &of(stage, "staff-assignments"), body).await;
    let positions = board["positions"].as_array().unwrap().iter();
    let mut holders = positions.flat_map(|position| position["holders"].as_array().unwrap());
    (id(holders.find(|holder| holder["staff_id"] == json!(who)).unwrap()), who)
}

async fn training(stage: &Stage, manager: &Visitor) -> Uuid {
    let body: Value = serde_json::from_str(super::table::TRAINING).unwrap();
    id(&post(stage, manager, &of(stage, "trainings"), body).await)
}

async fn attendee(stage: &Stage, manager: &Visitor, training: Uuid) -> Uuid {
    let listed =
        post(stage, manager, &format!("trainings/{training}/attendees"), json!({ "name": "学员（测试）" })).await;
    id(&listed["people"][0])
}
