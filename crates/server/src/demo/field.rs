//! What the demo has on site: places, arrivals, and service sheets with signatures.
//!
//! Places are offices and rooms as the contracts print them, or plainly made up; their coordinates are rounded.

use std::collections::HashMap;

use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use futures::stream;
use jianyue_kernel::{ContractId, Role};
use jianyue_platform::{Tx, blob::BlobStore};
use jianyue_ticketing::{
    Desk, TicketError,
    model::{CheckResult, Checked, RepairTest, ServiceSheet, Signature, Signed, Site, UsedPart, Visibility},
    service::{self, CheckIn, NewAttachment, NewSite},
};
use uuid::Uuid;

use super::{
    accounts::Cast,
    contracts::DemoContract,
    signature,
    story::{Step, Story},
};
use crate::{commands::Failure, host::Host};

/// A place: contract, key, name, address, degrees north and east, metres of tolerance.
type Row = (&'static str, &'static str, &'static str, &'static str, f64, f64, i64);

const SITES: [Row; 13] = [
    ("HS", "room", "中塔机房", "北京市海淀区西三环中路 11 号", 39.91, 116.31, 200),
    ("HS", "office", "永定门内西街办公区", "北京市西城区永定门内西街5号", 39.88, 116.39, 200),
    ("HS", "duty", "考务值班点（演示）", "虚构地点", 39.93, 116.36, 300),
    ("HC", "main", "达济街办公区", "北京市通州区达济街9号院", 39.9, 116.73, 300),
    ("HC", "hall", "资质审批服务大厅（演示）", "虚构地点", 39.91, 116.66, 200),
    ("SC", "main", "地安门西大街办公区", "北京市西城区地安门西大街 153 号", 39.93, 116.38, 200),
    ("SC", "school", "第一演示小学（演示）", "虚构地点", 39.97, 116.31, 150),
    ("SC", "store", "读卡机具库房（演示）", "虚构地点", 40.0, 116.42, 150),
    ("RE", "hall", "登记大厅", "北京市朝阳区农展馆南路 5 号京朝大厦", 39.94, 116.46, 150),
    ("RE", "shifoying", "石佛营机房", "北京市朝阳区，坐标为演示", 39.93, 116.51, 200),
    ("RE", "archive", "档案库（演示）", "虚构地点", 39.92, 116.49, 200),
    ("EX", "first", "第一考点（演示）", "虚构地点", 39.96, 116.35, 300),
    ("EX", "second", "第二考点（演示）", "虚构地点", 39.87, 116.46, 300),
];

/// How many people of clients sign.
const HANDS: u32 = 4;
/// Metres in a degree of latitude.
const DEGREE: f64 = 111_195.0;

/// Places and signatures at hand.
#[derive(Debug)]
pub struct Field {
    sites: HashMap<ContractId, Vec<Site>>,
    signatures: Vec<NewAttachment>,
}

/// Adds the places on `day`, and keeps the pictures of the signatures.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], day: DateTime<Utc>) -> Result<Field, Failure> {
    let refused = |error: &dyn std::error::Error| Failure::input(format!("the places of the demo: {error}"));
    let env = host.app.env().with_clock(std::sync::Arc::new(jianyue_kernel::FixedClock::at(day)));
    let mut sites: HashMap<ContractId, Vec<Site>> = HashMap::new();
    let mut tx = host.app.db().write().await?;
    for contract in contracts {
        let Some(manager) = cast.nth(Role::VendorManager, contract, 0) else { continue };
        for (_, key, name, address, north, east, tolerance) in SITES.iter().filter(|row| row.0 == contract.prefix) {
            let new = NewSite {
                key: Some((*key).to_owned()),
                name: (*name).to_owned(),
                address: (*address).to_owned(),
                latitude: Some(*north),
                longitude: Some(*east),
                tolerance_m: Some(*tolerance),
            };
            let desk = Desk::new(host.registry(), &env, manager);
            let site = service::add_site(&mut tx, desk, contract.id, new).await.map_err(|error| refused(&error))?;
            sites.entry(contract.id).or_default().push(site);
        }
    }
    tx.commit().await?;
    let mut signatures = Vec::new();
    for hand in 0..HANDS {
        let picture = stream::iter([Ok::<_, std::io::Error>(Bytes::from(signature::png(hand)))]);
        let name = "甲方签名.png";
        let blob = host.app.state::<BlobStore>().put(picture, Some("image/png"), name).await;
        let blob = blob.map_err(|error| refused(&error))?;
        signatures.push(NewAttachment {
            name: name.to_owned(),
            media_type: blob.media_type.to_owned(),
            size: i64::try_from(blob.size).unwrap_or(i64::MAX),
            digest: blob.digest,
            visibility: Visibility::Public,
        });
    }
    Ok(Field { sites, signatures })
}

impl Field {
    /// Where the ticket of a story is: known for every visit, and for every second fault without one.
    #[must_use]
    pub fn site(&self, contract: &DemoContract, story: &Story, n: usize) -> Option<&Site> {
        let sites = self.sites.get(&contract.id)?;
        let known = visited(story) || (story.kind == "fault" && n.is_multiple_of(2));
        sites.get(n % sites.len()).filter(|_| known)
    }

    /// An arrival: mostly a few steps from the door, sometimes at the wrong one, sometimes without a position.
    #[must_use]
    pub fn arrival(&self, contract: &DemoContract, story: &Story, n: usize) -> CheckIn {
        let site = self.site(contract, story, n).filter(|_| !n.is_multiple_of(7));
        let Some((site, (latitude, longitude))) =
            site.and_then(|site| Some((site, site.latitude.zip(site.longitude)?)))
        else {
            return CheckIn::default();
        };
        let spread = u32::try_from(n % 13).map_or(0.0, f64::from);
        let off = if n.is_multiple_of(11) {
            f64::from(i32::try_from(site.tolerance_m).unwrap_or(0)) * 4.0
        } else {
            spread * 9.0
        };
        CheckIn {
            latitude: Some(latitude + off / DEGREE),
            longitude: Some(longitude),
            accuracy: Some(8.0 + spread),
            ..CheckIn::default()
        }
    }

    /// Writes the service sheet of a visit before the solution is handed in, on four of five visits; signed where the
    /// contract asks for it and on every second one besides.
    ///
    /// # Errors
    /// [`TicketError`] when it is refused.
    pub async fn sheet(
        &self,
        tx: &mut Tx,
        desk: Desk<'_>,
        id: Uuid,
        (story, n): (&Story, usize),
        solution: &str,
    ) -> Result<(), TicketError> {
        if !visited(story) || n % 5 == 4 {
            return Ok(());
        }
        let at = desk.now() - TimeDelta::minutes(3);
        let desk = desk.shown_at(Some(at))?;
        let asked = service::checklist(tx, desk, id).await?;
        let signed = if asked.signature == Signature::Needed || n.is_multiple_of(2) {
            let file = self.signatures[n % self.signatures.len()].clone();
            let (_, card) = service::attach(tx, desk, id, file).await?;
            let name = format!("{}负责人（演示）", story.unit);
            Some(Signed { name, title: None, attachment_id: card.id, device_at: at })
        } else {
            None
        };
        let ok = |point: jianyue_ticketing::model::ChecklistItem| Checked {
            key: point.key,
            text: point.text,
            result: CheckResult::Ok,
            value: None,
            note: None,
        };
        let part =
            UsedPart {
                code: None, name: "网线（演示）".to_owned(), model: None, quantity: 2, unit: "根".to_owned()
            };
        let sheet = ServiceSheet {
            visit: None,
            found: story.description.clone(),
            done: solution.to_owned(),
            checklist: asked.items.into_iter().map(ok).collect(),
            parts: if n.is_multiple_of(3) { vec![part] } else { Vec::new() },
            tests: (0..asked.tests).map(|_| RepairTest { passed: true, note: None }).collect(),
            signed,
            photos: Vec::new(),
            corrects: None,
        };
        service::write_sheet(tx, desk, id, sheet).await.map(drop)
    }
}

fn visited(story: &Story) -> bool {
    story.steps.iter().any(|(_, step)| *step == Step::CheckIn)
}
