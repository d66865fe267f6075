//! Readers and keys of a period.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::desk::version_on;
use jianyue_platform::{
    App, DbError, Tx,
    duties::DutyState,
    reports::{Figure, ReportAsk, ReportSource, Row, Section},
};
use jianyue_sla::zone;

use super::cited;
use crate::{
    policy::rules::{keys, readers},
    store::{
        key::moved_in,
        reader::{CaseRow, case_list, reader_states},
    },
};

/// Readers that were away, keys that changed hands.
pub(super) struct Devices;

#[async_trait]
impl ReportSource for Devices {
    fn code(&self) -> &'static str {
        "deliveries.devices"
    }

    fn title(&self) -> &'static str {
        "读卡器与密钥"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(version) = version_on(app, tx, ask.contract, ask.to).await? else { return Ok(None) };
        let wanted = |rule: &&jianyue_contracts::model::Duty| ask.wants(&rule.works);
        let (readers, keys) = (readers(&version.model).filter(wanted), keys(&version.model).filter(wanted));
        if readers.is_none() && keys.is_none() {
            return Ok(None);
        }
        let today = zone::local_date(app.env().now()).min(ask.to);
        let mut section = Section::of(self);
        if let Some(rule) = readers {
            let states = reader_states(tx, ask.contract).await?;
            let all: i64 = states.iter().map(|(_, n)| n).sum();
            section.figure(Figure::new("readers", "登记读卡器", all).noted("现有登记数"));
            let cases = case_list(tx, ask.contract, (ask.from, ask.to)).await?;
            away(&mut section, (&cases, cited(rule)), today);
        }
        if let Some(rule) = keys {
            let moved = moved_in(tx, ask.contract, (ask.from, ask.to)).await?;
            let rows = moved.iter().map(|row| {
                let cells = vec![
                    row.moved_on.into(),
                    row.number.as_str().into(),
                    row.title.as_str().into(),
                    row.kind.label().into(),
                    row.from_name.clone().into(),
                    row.to_name.clone().into(),
                    row.by_name.as_str().into(),
                ];
                let path = format!("/card-keys?contract={}&key={}", ask.contract.0, row.key_id);
                Row::to(cells, path, format!("/portal/deliveries?contract={}", ask.contract.0))
            });
            let columns = ["日期", "编号", "介质", "变动", "交出人", "接收人", "登记人"];
            section.counted("keys", "密钥介质变动", Some(cited(rule)), &columns, rows.collect());
        }
        Ok(Some(section))
    }
}

fn away(section: &mut Section, (cases, promise): (&[CaseRow], String), today: NaiveDate) {
    let listed = |wanted: &dyn Fn(&CaseRow) -> bool| -> Vec<Row> {
        let of = cases.iter().filter(|row| wanted(row));
        of.map(|row| {
            let cells = vec![
                row.title.as_str().into(),
                row.from_on.into(),
                row.due_on.into(),
                row.done_on.into(),
                row.done_text.clone().into(),
                row.done_by.clone().into(),
            ];
            let path = format!("/readers?contract={}&reader={}", row.contract_id, row.reader_id);
            Row::to(cells, path, format!("/portal/deliveries?contract={}", row.contract_id))
        })
        .collect()
    };
    let columns = ["事项", "开始日期", "期限", "完成日期", "结果", "办理人"];
    section.counted("cases", "读卡器送检与回收", Some(promise), &columns, listed(&|_| true));
    let late = |row: &CaseRow| {
        let state = DutyState::on(today, row.from_on, row.due_on, row.done_on);
        matches!(state, DutyState::DoneLate | DutyState::Missed)
    };
    section.counted("cases_late", "读卡器逾期", None, &columns, listed(&late));
}
