//! 服务单.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{Document, model::Signature, picture};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use super::{Find, begun, pictures, said};
use crate::model::{AttachmentCard, Ticket, WrittenSheet};

/// The service sheet `written` of `ticket`; `corrected` is the number of the one that corrects it.
#[must_use]
pub fn sheet(
    ticket: &Ticket,
    written: &WrittenSheet,
    corrected: Option<&str>,
    head: &Letterhead,
    find: Find<'_>,
    made_at: DateTime<Utc>,
) -> Document {
    let said_in = &written.sheet;
    let mut paper = begun("服务单", &written.number, ticket, head, made_at);
    if corrected.is_some() {
        paper.watermark = Some("已更正".to_owned());
    }
    paper.pairs([
        ("填写人", written.by.as_str().into()),
        ("填写时间", written.device_at.unwrap_or(written.at).into()),
        ("更正后的服务单", corrected.into()),
    ]);
    paper.heading(2, "一、现场情况").text(&said_in.found);
    paper.heading(2, "二、处理内容").text(&said_in.done);
    let checks = said_in.checklist.iter().map(|point| {
        let answer = said(point.value.as_deref());
        vec![point.text.as_str().into(), point.result.label().into(), answer, said(point.note.as_deref())]
    });
    paper.heading(2, "三、检查项");
    paper.table(None, &[("检查项", 5), ("结果", 2), ("数值", 2), ("说明", 3)], checks.collect(), "没有填写检查项。");
    let parts = said_in.parts.iter().map(|part| {
        vec![
            said(part.code.as_deref()),
            part.name.as_str().into(),
            said(part.model.as_deref()),
            Value::Count(part.quantity.into()),
            part.unit.as_str().into(),
        ]
    });
    paper.heading(2, "四、更换备件");
    let columns = [("编码", 2), ("名称", 4), ("型号", 3), ("数量", 1), ("单位", 1)];
    paper.table(None, &columns, parts.collect(), "没有更换备件。");
    let tests = said_in.tests.iter().enumerate().map(|(n, test)| {
        let result = if test.passed { "通过" } else { "未通过" };
        vec![Value::Count(i64::try_from(n + 1).unwrap_or_default()), result.into(), said(test.note.as_deref())]
    });
    paper.heading(2, "五、修复后测试");
    paper.table(None, &[("次序", 1), ("结果", 1), ("说明", 5)], tests.collect(), "没有进行修复后测试。");
    let file = |id: &uuid::Uuid| ticket.attachments.iter().find(|file| file.id == *id);
    let photos: Vec<&AttachmentCard> = said_in.photos.iter().filter_map(file).collect();
    if !photos.is_empty() {
        paper.heading(2, "六、现场照片");
        let files: Vec<_> = photos.iter().map(|card| (card.name.as_str(), card.sha.as_str())).collect();
        pictures(&mut paper, &files, find);
    }
    let engineer = Signature::of("乙方工程师", Some(&written.by), Some(zone::local_date(written.at)));
    let client = match &said_in.signed {
        Some(signed) => {
            let drawn =
                file(&signed.attachment_id).and_then(|card| find(&card.sha)).filter(|bytes| picture(bytes).is_some());
            let name = signed
                .title
                .as_ref()
                .map_or_else(|| signed.name.clone(), |title| format!("{}（{title}）", signed.name));
            Signature { drawn, ..Signature::of("甲方确认", Some(&name), Some(zone::local_date(signed.device_at))) }
        }
        None => Signature::of("甲方确认", None, None),
    };
    paper.signed(vec![engineer, client]);
    paper.note(format!("本单内容的 SM3 摘要：{}", written.digest));
    paper
}
