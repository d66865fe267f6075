//! What this module contributes to period reports.

use async_trait::async_trait;
use jianyue_kernel::{ContractScope, Value};
use jianyue_platform::{
    App, DbError, Tx,
    reports::{ReportAsk, ReportSource, Row, Section, Table},
};

use crate::{
    model::State,
    store::{count::count_read, occurrence::titles_of},
};

/// How many of each rule were planned, made, made late, missed and announced.
pub(crate) struct Rounds;

#[async_trait]
impl ReportSource for Rounds {
    fn code(&self) -> &'static str {
        "inspection.rounds"
    }

    fn title(&self) -> &'static str {
        "巡检、备份与定期工作"
    }

    async fn section(&self, _app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let (contract, first, last) = (ask.contract, ask.from, ask.to);
        let counts = count_read(tx, &ContractScope::All, contract.0, (first, last)).await?;
        let titles = titles_of(tx, contract, (first, last)).await?;
        let mut rows: Vec<(String, [i64; 6])> = Vec::new();
        let mut at = None;
        for count in counts {
            if at != Some((count.rule.clone(), count.kind)) {
                at = Some((count.rule.clone(), count.kind));
                let known = titles.iter().find(|(rule, kind, ..)| *rule == count.rule && *kind == count.kind.code());
                let title =
                    known.map_or_else(|| count.rule.clone(), |(_, _, title, clause)| format!("{title}（{clause}）"));
                rows.push((title, [0; 6]));
            }
            let Some((_, figures)) = rows.last_mut() else { continue };
            let place = match count.state {
                State::Cancelled => continue,
                State::Done => 1,
                State::DoneLate => 2,
                State::Missed => 3,
                State::Announced => 4,
                State::Planned | State::Running => 5,
            };
            figures[0] += count.n;
            figures[place] += count.n;
        }
        let columns = ["工作", "应做", "按期完成", "逾期完成", "未执行", "已告知不能执行", "待执行"];
        let row = |(title, figures): (String, [i64; 6])| {
            Row::of(std::iter::once(Value::Text(title)).chain(figures.into_iter().map(Value::Count)).collect())
        };
        let table = Table {
            key: "rules".to_owned(),
            title: self.title().to_owned(),
            columns: columns.map(str::to_owned).to_vec(),
            rows: rows.into_iter().filter(|(_, figures)| figures[0] > 0).map(row).collect(),
            total: None,
        };
        Ok(Some(Section {
            code: self.code().to_owned(),
            title: self.title().to_owned(),
            tables: vec![table],
            ..Section::default()
        }))
    }
}
