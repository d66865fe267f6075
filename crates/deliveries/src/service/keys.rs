//! Media that hold keys: who has them, who had them, who saw them destroyed.

use std::collections::HashMap;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{ContractId, Page, PageRequest};
use jianyue_platform::{Tx, files::NewFile, form::Form};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{done, frame::Frame};
use crate::{
    error::DeliveryError,
    model::{CountLine, KeyCount, KeyKind, KeyMedium, KeyMove, KeyMovement, KeyState},
    permissions::{READ, WRITE},
    policy::{
        custody::{key_moves, same_person},
        rules,
    },
    store::key::{
        KeyRow, MoveRow, count_add, count_list, key_find, key_insert, key_keep, key_list, key_lock, move_add,
        move_find, move_list,
    },
};

/// The most media of a count.
const MOST: u32 = 2_000;

/// A medium to be written down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCardKey)]
pub struct NewKey {
    /// Its number, once in a contract.
    pub number: String,
    /// What it is.
    pub kind: KeyKind,
    /// What it is called.
    pub title: String,
    /// Who has it.
    pub custodian: String,
    /// Where.
    pub place: String,
}

/// Something that happens to a medium.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCardKeyMovement)]
pub struct NewKeyMovement {
    /// What.
    pub kind: KeyMove,
    /// Who receives it; needed but for destruction.
    #[serde(default)]
    pub to_name: Option<String>,
    /// Where it is from now on; as before when absent.
    #[serde(default)]
    pub place: Option<String>,
    /// Who saw it; needed for destruction.
    #[serde(default)]
    pub witness: Option<String>,
    /// Why; needed for destruction.
    #[serde(default)]
    pub reason: Option<String>,
    /// On which day; today when absent.
    #[serde(default)]
    pub moved_on: Option<NaiveDate>,
    /// The receiver's signature as a picture (data URL); needed but for destruction.
    #[serde(default)]
    pub signature: Option<String>,
}

/// A medium as it was found.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CountedCardKey)]
pub struct CountedKey {
    /// Its number.
    pub number: String,
    /// Whether it is where it should be.
    pub found: bool,
    /// What was seen; needed when it is not.
    #[serde(default)]
    pub note: Option<String>,
}

/// A count: every medium that is not destroyed, once.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCardKeyCount)]
pub struct NewKeyCount {
    /// What was found.
    pub lines: Vec<CountedKey>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// A medium with its ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardKeyDetail)]
pub struct KeyDetail {
    /// The medium.
    #[serde(flatten)]
    pub key: KeyMedium,
    /// Its ledger, the last line first.
    pub movements: Vec<KeyMovement>,
    /// The clause of the duty.
    pub clause: Option<String>,
}

async fn framed(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Frame, DeliveryError> {
    desk.reader(&READ, contract)?;
    let frame = Frame::of(tx, desk, contract).await?;
    desk.require(&READ, &READ, contract, works(&frame))?;
    Ok(frame)
}

fn works(frame: &Frame) -> &[String] {
    rules::keys(frame.model()).map_or(&[], |duty| &duty.works)
}

async fn writing(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Frame, DeliveryError> {
    let frame = framed(tx, desk, contract).await?;
    desk.require(&READ, &WRITE, contract, works(&frame))?;
    Ok(frame)
}

/// Media of a contract by number.
pub async fn keys(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    page: PageRequest,
) -> Result<Page<KeyMedium>, DeliveryError> {
    framed(tx, desk, contract).await?;
    let after = page.after::<1>()?.map(|[number]| number).unwrap_or_default();
    let limit = page.limit();
    let rows = key_list(tx, contract, &after, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.number.clone()]).map(shown))
}

/// A medium with its ledger.
pub async fn key(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<KeyDetail, DeliveryError> {
    let row = key_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = framed(tx, desk, row.contract_id.into()).await?;
    detail(tx, &frame, row).await
}

async fn detail(tx: &mut Tx, frame: &Frame, row: KeyRow) -> Result<KeyDetail, DeliveryError> {
    let movements = move_list(tx, row.id).await?.into_iter().map(KeyMovement::from).collect();
    let clause = rules::keys(frame.model()).map(|duty| duty.clause.clone());
    Ok(KeyDetail { key: shown(row), movements, clause })
}

/// Writes a medium down.
pub async fn add_key(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewKey,
) -> Result<KeyDetail, DeliveryError> {
    let frame = writing(tx, desk, contract).await?;
    let rule = rules::keys(frame.model()).ok_or_else(|| DeliveryError::no_rule("密钥保管"))?;
    let mut form = Form::default();
    let row = KeyRow {
        id: desk.env.id(),
        contract_id: contract.0,
        rule: rule.id.clone(),
        number: form.required("number", "介质编号", &new.number, 60),
        kind: new.kind,
        title: form.required("title", "名称", &new.title, 100),
        custodian: form.required("custodian", "保管人", &new.custodian, 40),
        place: form.required("place", "存放地点", &new.place, 100),
        state: KeyState::Kept,
        last_seq: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    };
    form.done()?;
    if !key_insert(tx, &row).await? {
        return Err(Refusal::field("number", format!("密钥介质“{}”已经登记过", row.number)).into());
    }
    let line = MoveRow { to_name: Some(row.custodian.clone()), ..line(desk, &row, KeyMove::Registered, desk.today()) };
    move_add(tx, &line).await?;
    let said = json!({ "number": row.number, "title": row.title });
    done(tx, desk, (contract, row.id), ("deliveries.key_add", "key"), said).await?;
    detail(tx, &frame, row).await
}

fn line(desk: Desk<'_>, row: &KeyRow, kind: KeyMove, moved_on: NaiveDate) -> MoveRow {
    MoveRow {
        id: desk.env.id(),
        contract_id: row.contract_id,
        key_id: row.id,
        seq: row.last_seq,
        kind,
        from_name: None,
        to_name: None,
        place: row.place.clone(),
        witness: None,
        reason: None,
        signature: None,
        signature_type: None,
        moved_on,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    }
}

/// Writes down what happens to a medium: who gave it to whom, with the receiver's signature, or who saw it destroyed.
pub async fn move_key(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    new: NewKeyMovement,
    signature: Option<NewFile>,
) -> Result<KeyDetail, DeliveryError> {
    let mut row = key_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = writing(tx, desk, row.contract_id.into()).await?;
    let Some((_, state)) = key_moves(row.state).iter().find(|(kind, _)| *kind == new.kind) else {
        let text = format!("密钥介质 {} 现在不能登记“{}”。请刷新后查看它的最新状态。", row.number, new.kind.label());
        return Err(Refusal::state(text).into());
    };
    let mut form = Form::default();
    let to = form.optional("to_name", "接收人", new.to_name.as_deref(), 40);
    let place = form.optional("place", "存放地点", new.place.as_deref(), 100);
    let witness = form.optional("witness", "见证人", new.witness.as_deref(), 40);
    let reason = form.optional("reason", "原因", new.reason.as_deref(), 300);
    let day = new.moved_on.unwrap_or_else(|| desk.today());
    if day > desk.today() {
        form.wrong("moved_on", "日期不能晚于今天");
    }
    if new.kind == KeyMove::Destroyed {
        match &witness {
            None => form.wrong("witness", "销毁要有见证人，请填写"),
            Some(name) if same_person(name, &row.custodian) => {
                form.wrong("witness", "见证人不能是保管人本人，请另请一人");
            }
            Some(_) => {}
        }
        if reason.is_none() {
            form.wrong("reason", "请写明销毁原因");
        }
    } else {
        match &to {
            None => form.wrong("to_name", "请填写接收人"),
            Some(name) if same_person(name, &row.custodian) => {
                form.wrong("to_name", format!("“{name}”就是现在的保管人，不能交给自己"));
            }
            Some(_) => {}
        }
        if signature.is_none() {
            form.wrong("signature", "请接收人签名");
        }
    }
    form.done()?;
    let from = row.custodian.clone();
    let to = to.filter(|_| new.kind != KeyMove::Destroyed);
    row.state = *state;
    row.custodian = to.clone().unwrap_or(row.custodian);
    row.place = place.unwrap_or(row.place);
    row.last_seq += 1;
    row.updated_at = desk.now();
    let line = MoveRow {
        from_name: Some(from.clone()),
        to_name: to.clone(),
        witness: witness.clone(),
        reason,
        signature: signature.as_ref().map(|file| file.digest.clone()),
        signature_type: signature.map(|file| file.media_type),
        ..line(desk, &row, new.kind, day)
    };
    key_keep(tx, &row).await?;
    move_add(tx, &line).await?;
    let said = json!({
        "number": row.number, "label": new.kind.label(), "from": from, "to": to, "witness": witness, "place": row.place,
    });
    done(tx, desk, (frame.contract, id), ("deliveries.key_move", "key"), said).await?;
    detail(tx, &frame, row).await
}

/// Digest and media type of the signature of a line of the ledger.
pub async fn signature_of(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(String, String), DeliveryError> {
    let row = move_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    framed(tx, desk, row.contract_id.into()).await?;
    Ok(row.signature.zip(row.signature_type).ok_or(Refusal::NotFound)?)
}

/// The last counts.
pub async fn key_counts(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<KeyCount>, DeliveryError> {
    framed(tx, desk, contract).await?;
    Ok(count_list(tx, contract).await?)
}

/// Writes down what is where. The ledger stays as it is; what is not found is set right by movements.
pub async fn count_keys(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewKeyCount,
) -> Result<KeyCount, DeliveryError> {
    writing(tx, desk, contract).await?;
    let rows = key_list(tx, contract, "", MOST).await?;
    let there: Vec<KeyRow> = rows.into_iter().filter(|row| row.state != KeyState::Destroyed).collect();
    let mut form = Form::default();
    let note = form.optional("note", "备注", new.note.as_deref(), 500);
    let mut seen: HashMap<&str, &CountedKey> = HashMap::new();
    for line in &new.lines {
        let known = there.iter().any(|row| row.number == line.number);
        if !known || seen.insert(&line.number, line).is_some() {
            form.wrong("lines", format!("介质“{}”不在台账中、已销毁或重复", line.number));
        }
        if !line.found && line.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
            form.wrong("lines", format!("介质“{}”与台账不符，请写明情况", line.number));
        }
        form.optional("lines", "盘点说明", line.note.as_deref(), 300);
    }
    let missing: Vec<&str> =
        there.iter().map(|row| row.number.as_str()).filter(|number| !seen.contains_key(number)).collect();
    if !missing.is_empty() {
        form.wrong("lines", format!("还有介质没有盘点：{}", missing.join("、")));
    }
    if there.is_empty() {
        form.wrong("lines", "台账中没有要盘点的介质");
    }
    form.done()?;
    let lines: Vec<CountLine> = there
        .iter()
        .filter_map(|row| {
            let line = seen.get(row.number.as_str())?;
            Some(CountLine {
                number: row.number.clone(),
                title: row.title.clone(),
                custodian: row.custodian.clone(),
                place: row.place.clone(),
                found: line.found,
                note: line.note.clone(),
            })
        })
        .collect();
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let count = KeyCount {
        id: desk.env.id(),
        counted: n(lines.len()),
        different: n(lines.iter().filter(|line| !line.found).count()),
        lines,
        note,
        by: desk.by.name.clone(),
        at: desk.now(),
    };
    count_add(tx, contract, &count).await?;
    let said = json!({ "counted": count.counted, "different": count.different });
    done(tx, desk, (contract, count.id), ("deliveries.key_count", "key"), said).await?;
    Ok(count)
}

fn shown(row: KeyRow) -> KeyMedium {
    KeyMedium {
        id: row.id,
        contract_id: row.contract_id,
        number: row.number,
        kind: row.kind,
        title: row.title,
        custodian: row.custodian,
        place: row.place,
        moves: key_moves(row.state).iter().map(|(kind, _)| *kind).collect(),
        state: row.state,
    }
}
