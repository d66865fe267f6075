//! Trainings: held in time, late, waiting for the client, missed, to come.

use axum::body::Bytes;
use chrono::TimeDelta;
use futures::stream;
use jianyue_platform::{blob::BlobStore, files::NewFile};
use jianyue_staffing::{
    model::TRAINING_FILE,
    service::{
        Held, NewAttendee, NewTraining, Rating, TrainingDecision, add_attendee, attach_to, confirm, hold, plan, rate,
        sign,
    },
};

use super::{Failure, Side, refused};
use crate::demo::signature;

/// Contract, rule, topic, whom for, where, put down so many days ago, planned so many days ago, held so many days ago, confirmed.
type Plan = (&'static str, &'static str, &'static str, &'static str, &'static str, i64, i64, Option<i64>, bool);

const PLANS: [Plan; 8] = [
    ("EX", "EX-O1.training", "考务系统上门操作培训（演示）", "考务人员", "考试中心一层", 150, 140, Some(140), true),
    ("EX", "EX-O1.training", "监考与应急处置培训（演示）", "监考和巡考人员", "考试中心二层", 100, 80, Some(74), true),
    ("HS", "HS-O2.training", "新用户使用培训（演示）", "各区考务新用户", "信息中心会议室", 70, 60, Some(60), true),
    ("SC", "SC-O1.training", "区管理员认证培训（演示）", "各区管理员", "数字教育中心报告厅", 110, 96, Some(96), true),
    ("RE", "RE-O1.1.training", "登记系统操作培训（演示）", "窗口新员工", "登记大厅二层", 95, 88, Some(88), true),
    ("SC", "SC-O1.training", "学校管理员培训（演示）", "朝阳区学校管理员", "线上", 55, 30, None, false),
    ("HC", "HC-O1.training", "资质审批新功能培训（演示）", "审批窗口人员", "机关大楼 305", 20, 4, Some(4), false),
    ("RE", "RE-O1.1.training", "网上预约新功能培训（演示）", "窗口人员", "登记大厅", 5, -9, None, false),
];
const PEOPLE: [&str; 8] = ["学员一", "学员二", "学员三", "学员四", "学员五", "学员六", "学员七", "学员八"];
const SAID: [&str; 3] = ["讲得清楚，实操多", "内容实用", "希望增加案例"];

pub(super) async fn load(side: &Side<'_>) -> Result<(), Failure> {
    for one in PLANS.into_iter().filter(|(on, ..)| *on == side.contract.prefix) {
        let (_, rule, topic, audience, place, put, planned, held, confirmed) = one;
        let env = side.env(put);
        let new = NewTraining {
            rule: rule.to_owned(),
            topic: topic.to_owned(),
            audience: audience.to_owned(),
            place: place.to_owned(),
            trainer: "王工（演示）".to_owned(),
            planned_on: side.today() - TimeDelta::days(planned),
            note: None,
        };
        let paper = keep(side, "培训资料.txt", "text/plain", "操作手册和练习（演示）\n".as_bytes().to_vec()).await?;
        let mut tx = side.host.app.db().write().await?;
        let training = plan(&mut tx, side.desk(&env, side.manager), side.contract.id, new).await.map_err(refused)?;
        attach_to(&mut tx, side.desk(&env, side.manager), (TRAINING_FILE, training.id, ""), paper)
            .await
            .map_err(refused)?;
        tx.commit().await?;
        if let Some(ago) = held {
            attend(side, training.id, ago).await?;
            let env = side.env(ago);
            let mut tx = side.host.app.db().write().await?;
            let held_on = Held { held_on: side.today() - TimeDelta::days(ago) };
            hold(&mut tx, side.desk(&env, side.manager), training.id, held_on).await.map_err(refused)?;
            if confirmed {
                let env = side.env(ago - 2);
                let yes = TrainingDecision { accepted: true, note: Some("达到培训目的（演示）".to_owned()) };
                confirm(&mut tx, side.desk(&env, side.official), training.id, yes).await.map_err(refused)?;
            }
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Eight people sign, and most of them say what they think.
async fn attend(side: &Side<'_>, training: uuid::Uuid, ago: i64) -> Result<(), Failure> {
    let env = side.env(ago);
    for (n, name) in (0_u32..).zip(PEOPLE) {
        let picture = keep(side, "签名.png", "image/png", signature::png(n)).await?;
        let mut tx = side.host.app.db().write().await?;
        let desk = side.desk(&env, side.manager);
        let new =
            NewAttendee { name: format!("{name}（演示）"), unit: Some("使用单位（演示）".to_owned()) };
        let listed = add_attendee(&mut tx, desk, training, new).await.map_err(refused)?;
        let Some(id) = listed.people.last().map(|one| one.id) else { continue };
        sign(&mut tx, desk, id, picture).await.map_err(refused)?;
        if n % 4 != 3 {
            let said = SAID[usize::try_from(n).unwrap_or(0) % SAID.len()];
            let rating = Rating { score: 4 + i64::from(n % 2), comment: Some(format!("{said}（演示）")) };
            rate(&mut tx, desk, id, rating).await.map_err(refused)?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn keep(side: &Side<'_>, name: &str, media_type: &str, bytes: Vec<u8>) -> Result<NewFile, Failure> {
    let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from(bytes))]);
    let kept = side.host.app.state::<BlobStore>().put(pieces, Some(media_type), name).await;
    let blob = kept.map_err(|error| Failure::input(error.to_string()))?;
    Ok(NewFile {
        name: name.to_owned(),
        media_type: blob.media_type.to_owned(),
        size: i64::try_from(blob.size).unwrap_or(i64::MAX),
        digest: blob.digest,
    })
}
