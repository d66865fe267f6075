//! How many of each rule were planned, made, made late, missed and announced.

use async_trait::async_trait;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{
        Chart, ChartKind, Figure, HintPart, ReportAsk, ReportSource, Row, Section, Series, TEXT_ROWS_MOST, Table,
    },
};

use super::{owed, paths};
use crate::{model::State, store::report::ReportedOccurrence};

/// Rounds.
pub(super) struct Rounds;

#[async_trait]
impl ReportSource for Rounds {
    fn code(&self) -> &'static str {
        "inspection.rounds"
    }

    fn title(&self) -> &'static str {
        "巡检、备份与定期工作"
    }

    async fn section(&self, _app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let owed = owed(tx, ask).await?;
        Ok((!owed.is_empty()).then(|| section(Section::of(self), &owed)))
    }
}

const COLUMNS: [&str; 7] = ["工作", "期间", "计划日", "状态", "完成时间", "执行人", "条款"];

fn row(one: &ReportedOccurrence) -> Row {
    let (path, client_path) = paths(one.id);
    let clause = if one.assumed.is_some() { format!("{}（解读）", one.clause) } else { one.clause.clone() };
    let cells = vec![
        one.title.clone().into(),
        if one.from_on == one.to_on { one.to_on.to_string() } else { format!("{} 至 {}", one.from_on, one.to_on) }
            .into(),
        one.planned_on.into(),
        one.state.label().into(),
        one.ended_at.filter(|_| one.state != State::Missed).into(),
        one.proof.as_ref().map_or_else(|| one.assignee_name.clone().into(), |_| "系统自动".into()),
        clause.into(),
    ];
    Row::to(cells, path, client_path)
}

fn section(mut section: Section, owed: &[ReportedOccurrence]) -> Section {
    let rows = |wanted: &[State]| owed.iter().filter(|one| wanted.contains(&one.state)).map(row).collect::<Vec<_>>();
    let n = |wanted: &[State]| {
        i64::try_from(owed.iter().filter(|one| wanted.contains(&one.state)).count()).unwrap_or(i64::MAX)
    };
    let made = [State::Done, State::DoneLate];
    let over = n(&[State::Done, State::DoneLate, State::Missed, State::Announced]);
    section
        .counted(
            "planned",
            "应做次数",
            Some("按合同周期推算，期间截止日在本期内".to_owned()),
            &COLUMNS,
            owed.iter().map(row).collect(),
        )
        .figure(
            Figure::new("rate", "按期完成率", Value::share(n(&[State::Done]), over)).noted("按期完成占已到期的比例"),
        )
        .counted("done", "按期完成", None, &COLUMNS, rows(&[State::Done]))
        .counted("late", "逾期完成", None, &COLUMNS, rows(&[State::DoneLate]))
        .counted("missed", "未执行", None, &COLUMNS, rows(&[State::Missed]))
        .counted("announced", "已告知不能按期执行", None, &COLUMNS, rows(&[State::Announced]))
        .counted("open", "待执行", None, &COLUMNS, rows(&[State::Planned, State::Running]));
    by_rule(&mut section, owed);
    let failed = owed.iter().filter(|one| one.state == State::Missed).map(row).collect();
    section.told(Table::of("missed_list", "未执行明细", &COLUMNS, failed));
    let told = owed.iter().filter_map(|one| Some((one, &one.announcement.as_ref()?.0))).map(|(one, told)| {
        let (path, client_path) = paths(one.id);
        let cells = vec![
            one.title.clone().into(),
            told.planned.into(),
            told.new_day.into(),
            told.reason.clone().into(),
            told.by.clone().into(),
            told.at.into(),
        ];
        Row::to(cells, path, client_path)
    });
    let columns = ["工作", "原计划日", "改期至", "原因", "告知人", "告知时间"];
    section.told(Table::of("announcements", "提前告知情况", &columns, told.collect()));
    if n(&made) > 0 {
        let text = format!(
            "本期应做定期工作 {} 次，按期完成 {} 次，逾期完成 {} 次。",
            owed.len(),
            n(&[State::Done]),
            n(&[State::DoneLate])
        );
        section.hint(HintPart::Work, text, "/inspections");
    }
    for one in owed.iter().filter(|one| one.state == State::Missed).take(20) {
        let text = format!("“{}”（{}）截至 {} 未执行，应说明原因并补做。", one.title, one.clause, one.to_on);
        section.hint(HintPart::Prevention, text, paths(one.id).0);
    }
    section
}

/// What a rule is named by: rule, kind, title, clause.
type Named<'a> = (&'a str, &'static str, &'a str, &'a str);

/// Each rule with its clause.
fn by_rule(section: &mut Section, owed: &[ReportedOccurrence]) {
    let mut rules: Vec<(Named<'_>, [i64; 6])> = Vec::new();
    for one in owed {
        let named = (one.rule.as_str(), one.kind.label(), one.title.as_str(), one.clause.as_str());
        let known = rules.iter().position(|((rule, kind, ..), _)| (*rule, *kind) == (named.0, named.1));
        let at = known.unwrap_or_else(|| {
            rules.push((named, [0; 6]));
            rules.len() - 1
        });
        let place = match one.state {
            State::Done => 1,
            State::DoneLate => 2,
            State::Missed => 3,
            State::Announced => 4,
            State::Planned | State::Running | State::Cancelled => 5,
        };
        rules[at].1[0] += 1;
        rules[at].1[place] += 1;
    }
    let rows = rules.iter().map(|((_, kind, title, clause), counts)| {
        let said = [*title, *kind, *clause].map(Value::from);
        Row::of(said.into_iter().chain(counts.map(Value::Count)).collect())
    });
    let columns = ["工作", "类别", "条款", "应做", "按期完成", "逾期完成", "未执行", "已告知", "待执行"];
    let mut table = Table::of("rules", "各项定期工作完成情况", &columns, rows.collect());
    if table.rows.len() <= TEXT_ROWS_MOST {
        let sum = |at: usize| Value::Count(rules.iter().map(|(_, counts)| counts[at]).sum());
        let named = [Value::from("合计"), Value::Empty, Value::Empty];
        table.total = Some(named.into_iter().chain((0..6).map(sum)).collect());
    }
    section.told(table);
    let shown: Vec<_> = rules.iter().take(20).collect();
    let series = |name: &str, at: usize| Series {
        name: name.to_owned(),
        values: shown.iter().map(|(_, counts)| Some(counts[at])).collect(),
    };
    let missed: i64 = rules.iter().map(|(_, counts)| counts[3]).sum();
    let title = if missed == 0 {
        "各项定期工作完成情况，没有未执行的".to_owned()
    } else {
        format!("各项定期工作完成情况，未执行 {missed} 次")
    };
    section.charts.push(Chart {
        key: "rules".to_owned(),
        title,
        unit: "次".to_owned(),
        kind: ChartKind::Stacked,
        labels: shown.iter().map(|((_, _, title, _), _)| (*title).to_owned()).collect(),
        series: vec![series("按期完成", 1), series("逾期完成", 2), series("未执行", 3), series("已告知", 4)],
        decimals: 0,
    });
}
