//! Things that HS owes, made for one request each.

use jianyue_inspection::{
    model::{Body, Kind, SheetKind},
    policy::plan::Wanted,
    store::{
        checklist::{Author, checklist_insert, checklist_of},
        occurrence::{OccurrenceRow, occurrence_insert},
    },
};
use jianyue_platform::args;
use jianyue_sla::zone;
use uuid::Uuid;

use crate::stage::Stage;

const RULE: &str = "HS-I1.weekly";

/// Something that is owed today, with a checklist that asks for nothing.
pub async fn occurrence(stage: &Stage) -> Uuid {
    checklist(stage).await;
    let (contract, id) = (stage.contract("HS"), stage.env.id());
    let today = zone::local_date(stage.env.now());
    let mut tx = stage.host.app.db().write().await.unwrap();
    let version = stage.host.registry().in_force(&mut tx, contract, stage.env.now()).await.unwrap().unwrap().version;
    let wanted = Wanted {
        key: id.to_string(),
        version: version.0,
        kind: Kind::Duty,
        rule: RULE.to_owned(),
        clause: "附件一".to_owned(),
        assumed: None,
        title: "周巡检（测试）".to_owned(),
        from: today,
        to: today,
        planned: today,
        phase: None,
        festival: None,
        works: Vec::new(),
    };
    occurrence_insert(&mut tx, &[OccurrenceRow::planned(id, contract, wanted)]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// That checklist, and its version.
pub async fn checklist(stage: &Stage) -> (Uuid, i64) {
    let contract = stage.contract("HS");
    let mut tx = stage.host.app.db().write().await.unwrap();
    let body = Body {
        title: "测试表".to_owned(),
        items: Vec::new(),
        signatures: Vec::new(),
        sheet: SheetKind::Plain,
        made_by_machine: false,
    };
    let by = Author { id: Uuid::nil(), name: "测试", at: stage.env.now() };
    let row = (stage.env.id(), contract, RULE, Kind::Duty, &[][..], false);
    checklist_insert(&mut tx, row, &body, by).await.unwrap();
    let list = checklist_of(&mut tx, contract, RULE, Kind::Duty).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    (list.id, list.version)
}

/// Every checklist is the house's own again.
pub async fn all_of_the_house(stage: &Stage) {
    let mut tx = stage.host.app.db().write().await.unwrap();
    tx.execute("UPDATE inspection_checklist SET house = TRUE", args![]).await.unwrap();
    tx.commit().await.unwrap();
}
