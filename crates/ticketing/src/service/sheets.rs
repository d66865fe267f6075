//! Service sheets: written once, numbered, and corrected by new ones.

use std::fmt::Write as _;

use jianyue_kernel::Actor;
use jianyue_platform::{Tx, db::DbError, events, idempotency};
use serde_json::json;
use uuid::Uuid;

use super::{
    Desk, find,
    hand::{Hand, version_of},
};
use crate::{
    error::{BadField, TicketError},
    model::{
        AttachmentCard, Checked, Checklist, EntryKind, RepairTest, ServiceSheet, ServiceSheetWritten, Signature,
        Signed, Ticket, UsedPart, Visibility, WrittenSheet,
    },
    policy::{self, Action},
    store, text,
};

/// The most points, parts, tests and photos of a sheet.
const MOST: [usize; 4] = [60, 50, 20, 30];
/// The most sheets of a ticket.
const MOST_SHEETS: usize = 100;

/// What a service sheet of the ticket has to say.
pub async fn checklist(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Checklist, TicketError> {
    let ticket = find(tx, desk.by, id).await?;
    let contract = version_of(tx, desk.registry, &ticket).await?;
    Ok(policy::checklist(&contract.model, ticket.row.work.as_deref(), ticket.row.kind))
}

/// The service sheets of a ticket, the newest first.
pub async fn sheets(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Vec<WrittenSheet>, TicketError> {
    find(tx, by, id).await?;
    Ok(store::sheet_list(tx, id).await?)
}

/// 填写服务单. It is never changed; a correction is a new one that names the old.
pub async fn write_sheet(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    sheet: ServiceSheet,
) -> Result<(Ticket, WrittenSheet), TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::ServiceSheet).await?;
    let before = store::sheet_numbers(tx, id).await?;
    if before.len() >= MOST_SHEETS {
        return Err(TicketError::field("found", format!("一张工单最多 {MOST_SHEETS} 份服务单。")));
    }
    let row = &hand.ticket.row;
    let asked = policy::checklist(&hand.contract.model, row.work.as_deref(), row.kind);
    desk.device_time(sheet.signed.as_ref().map(|signed| signed.device_at))?;
    let corrects = sheet.corrects;
    if corrects.is_some_and(|old| !before.iter().any(|sheet| sheet.id == old)) {
        return Err(TicketError::field("corrects", "本工单没有要更正的这份服务单，请刷新后重新选择。"));
    }
    if corrects.is_some_and(|old| before.iter().any(|sheet| sheet.corrects == Some(old))) {
        return Err(TicketError::field("corrects", "这份服务单已被更正过，请更正最新的一份。"));
    }
    let sheet = checked(sheet, &asked, &hand.ticket.attachments)?;
    let n = before.last().map_or(1, |last| last.n + 1);
    let content = serde_json::to_vec(&sheet).map_err(DbError::from)?;
    let number = format!("{}-F{n}", row.number);
    let written = WrittenSheet {
        id: desk.env.id(),
        ticket_id: id,
        digest: hex(&idempotency::fingerprint(&number, &content)),
        number,
        sheet,
        corrected_by: None,
        by: desk.by.name.clone(),
        by_id: desk.by.person.0,
        at: hand.now,
        device_at: desk.device_at,
    };
    store::sheet_insert(tx, hand.ticket.row.contract_id, n, &written).await?;
    events::record(tx, desk.env, &told(&hand.ticket, &written)).await?;
    let data = json!({
        "sheet": written.id, "number": written.number, "corrects": written.sheet.corrects,
        "signed_by": written.sheet.signed.as_ref().map(|signed| &signed.name), "photos": written.sheet.photos.len(),
        "tests": { "passed": passed(&written.sheet), "of": written.sheet.tests.len() },
    });
    hand.add(hand.entry(EntryKind::ServiceSheet).text(&*written.sheet.done).data(data));
    let detail = json!({ "sheet": written.number, "digest": written.digest, "corrects": written.sheet.corrects });
    let ticket = hand.done(tx, desk, EntryKind::ServiceSheet, "ticketing.service_sheet", detail).await?;
    Ok((ticket, written))
}

fn told(ticket: &Ticket, written: &WrittenSheet) -> ServiceSheetWritten {
    let row = &ticket.row;
    ServiceSheetWritten {
        ticket_id: row.id,
        contract_id: row.contract_id,
        number: row.number.clone(),
        sheet_id: written.id,
        sheet_number: written.number.clone(),
        corrects: written.sheet.corrects,
        signed: written.sheet.signed.is_some(),
        tests_passed: passed(&written.sheet),
        tests: written.sheet.tests.len(),
        parts: written.sheet.parts.clone(),
        by_name: written.by.clone(),
        work: row.work.clone(),
        by: written.by_id,
        at: written.at,
    }
}

fn passed(sheet: &ServiceSheet) -> usize {
    sheet.tests.iter().filter(|test| test.passed).count()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The sheet with blanks cut, or everything that is wrong about it.
fn checked(sheet: ServiceSheet, asked: &Checklist, files: &[AttachmentCard]) -> Result<ServiceSheet, TicketError> {
    let mut bad = Vec::new();
    let counts = [sheet.checklist.len(), sheet.parts.len(), sheet.tests.len(), sheet.photos.len()];
    let names = [("checklist", "检查项"), ("parts", "更换备件"), ("tests", "测试"), ("photos", "照片")];
    for ((count, most), (field, name)) in counts.into_iter().zip(MOST).zip(names) {
        if count > most {
            bad.push(BadField::new(field, format!("{name}最多 {most} 条，请减少后重新提交")));
        }
    }
    if !bad.is_empty() {
        return Err(TicketError::BadFields(bad));
    }
    answers(&sheet.checklist, asked, &mut bad);
    tests(&sheet.tests, asked, &mut bad);
    pictures(&sheet, files, &mut bad);
    if sheet.signed.is_none() && asked.signature == Signature::Needed {
        let clauses = asked.clauses.join("、");
        bad.push(BadField::new("signed", format!("合同（{clauses}）要求甲方在服务单上签字，请现场签字后再提交")));
    }
    let sheet = ServiceSheet {
        found: text::text("found", "现场情况", &sheet.found, &mut bad),
        done: text::text("done", "处理内容", &sheet.done, &mut bad),
        checklist: sheet.checklist.into_iter().map(|point| answer(point, &mut bad)).collect(),
        parts: sheet.parts.into_iter().map(|used| part(used, &mut bad)).collect(),
        tests: sheet
            .tests
            .into_iter()
            .map(|test| RepairTest { note: note("tests", test.note, &mut bad), ..test })
            .collect(),
        signed: sheet.signed.map(|signed| signature(signed, &mut bad)),
        ..sheet
    };
    if bad.is_empty() { Ok(sheet) } else { Err(TicketError::BadFields(bad)) }
}

fn answers(given: &[Checked], asked: &Checklist, bad: &mut Vec<BadField>) {
    for (i, point) in given.iter().enumerate() {
        if given[..i].iter().any(|other| other.key == point.key) {
            bad.push(BadField::new("checklist", format!("检查项“{}”重复，请只保留一条", point.text)));
        }
    }
    for point in asked.items.iter().filter(|point| point.clause.is_some()) {
        if !given.iter().any(|given| given.key == point.key) {
            let clause = point.clause.as_deref().unwrap_or_default();
            bad.push(BadField::new("checklist", format!("请填写合同（{clause}）要求的检查项“{}”", point.text)));
        }
    }
}

/// So many tests in a row are passed, or the last one failed, and the sheet says so.
fn tests(given: &[RepairTest], asked: &Checklist, bad: &mut Vec<BadField>) {
    let in_a_row = given.iter().rev().take_while(|test| test.passed).count();
    let failed = given.last().is_some_and(|test| !test.passed);
    let wanted = usize::try_from(asked.tests).unwrap_or(usize::MAX);
    if in_a_row < wanted && !failed {
        let clauses = asked.clauses.join("、");
        bad.push(BadField::new(
            "tests",
            format!(
                "合同（{clauses}）要求修复后连续测试 {wanted} 次通过，目前 {in_a_row} 次；测试未通过的也请如实填写"
            ),
        ));
    }
}

/// The signature and the photos are pictures of this ticket that everybody sees.
fn pictures(sheet: &ServiceSheet, files: &[AttachmentCard], bad: &mut Vec<BadField>) {
    let picture = |id: Uuid| {
        let file = files.iter().find(|file| file.id == id);
        file.is_some_and(|file| file.visibility == Visibility::Public && file.media_type.starts_with("image/"))
    };
    if sheet.signed.as_ref().is_some_and(|signed| !picture(signed.attachment_id)) {
        bad.push(BadField::new("signed", "签名应是本工单的公开图片附件，请先上传签名图片"));
    }
    if sheet.photos.iter().any(|photo| !picture(*photo)) {
        bad.push(BadField::new("photos", "照片应是本工单的公开图片附件，请先上传照片"));
    }
    if (1..sheet.photos.len()).any(|i| sheet.photos[..i].contains(&sheet.photos[i])) {
        bad.push(BadField::new("photos", "同一张照片只需选择一次"));
    }
}

fn answer(point: Checked, bad: &mut Vec<BadField>) -> Checked {
    Checked {
        key: text::line("checklist", "检查项代号", &point.key, bad),
        text: text::line("checklist", "检查项", &point.text, bad),
        value: note("checklist", point.value, bad),
        note: note("checklist", point.note, bad),
        ..point
    }
}

fn part(used: UsedPart, bad: &mut Vec<BadField>) -> UsedPart {
    if !(1..=10_000).contains(&used.quantity) {
        bad.push(BadField::new("parts", "备件数量应在 1 到 10000 之间"));
    }
    UsedPart {
        code: note("parts", used.code, bad),
        name: text::line("parts", "备件名称", &used.name, bad),
        model: note("parts", used.model, bad),
        unit: text::line("parts", "备件单位", &used.unit, bad),
        ..used
    }
}

fn signature(signed: Signed, bad: &mut Vec<BadField>) -> Signed {
    Signed {
        name: text::line("signed", "签字人姓名", &signed.name, bad),
        title: note("signed", signed.title, bad),
        ..signed
    }
}

fn note(field: &'static str, said: Option<String>, bad: &mut Vec<BadField>) -> Option<String> {
    said.and_then(|said| text::short(field, "说明", &said, bad))
}
