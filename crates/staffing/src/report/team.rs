//! Positions and who fills them, presence on site, changes of people.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::{desk::version_on, registry::Compiled};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use super::count;
use crate::{
    model::{ChangeState, DayState},
    policy::{
        posts::{judge, posts},
        strength::{Span, strength},
    },
    service::month::{counted, expected},
    store::{
        assignment::{AssignmentRow, assignments_of},
        change::{ChangeRow, changes_listed},
        presence::{AbsenceRow, absences_of},
    },
};

/// The team of a contract.
pub(super) struct Team;

/// The days told of, as far as they are over.
type Days = (NaiveDate, NaiveDate);

#[async_trait]
impl ReportSource for Team {
    fn code(&self) -> &'static str {
        "staffing.team"
    }

    fn title(&self) -> &'static str {
        "人员配备、驻场与团队变化"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(version) = version_on(app, tx, ask.contract, ask.to).await? else { return Ok(None) };
        let assigned = assignments_of(tx, ask.contract).await?;
        let mut changes = changes_listed(tx, ask.contract, (ask.from, ask.to)).await?;
        changes.retain(|row| ask.wants(&row.works.0));
        let nothing = version.model.staffing.is_empty() && assigned.is_empty() && changes.is_empty();
        if nothing && posts(&version).is_empty() {
            return Ok(None);
        }
        let today = zone::local_date(app.env().now());
        let days = (ask.from, ask.to.min(today));
        let mut section = Section::of(self);
        positions(&mut section, &version, (&assigned, ask), days);
        if days.0 <= days.1 {
            let there = counted(tx, ask.contract, days).await?;
            let told = absences_of(tx, ask.contract, days).await?;
            presence(&mut section, &version, (&assigned, &there, &told), (ask, days, today));
        }
        changed(&mut section, &changes, version.model.team.as_ref().map(|team| team.clause.as_str()));
        Ok(Some(section))
    }
}

/// Who of what is asked for was there, and who is on the team at the end.
fn positions(section: &mut Section, version: &Compiled, (assigned, ask): (&[AssignmentRow], &ReportAsk), days: Days) {
    let (first, last) = version.term();
    let begin = assigned.iter().map(|row| row.from_on).min().unwrap_or(days.0).max(first).max(days.0);
    let end = days.1.min(last);
    let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut rows, mut short, mut heads) = (Vec::new(), Vec::new(), 0);
    for position in version.model.staffing.iter().filter(|position| ask.wants(&position.works)) {
        titles.insert(&position.id, &position.title);
        let of = assigned.iter().filter(|row| row.position == position.id);
        let spans: Vec<Span> = of.map(|row| (row.from_on, row.to_on)).collect();
        let there = spans.iter().filter(|span| crate::policy::strength::covers(**span, end)).count();
        let told = strength(&spans, position.heads, (begin, end), end);
        let judged = position.when.is_none();
        heads += if judged { i64::from(position.heads) } else { 0 };
        let row = Row::to(
            vec![
                position.title.as_str().into(),
                position.clause.as_str().into(),
                i64::from(position.heads).into(),
                count(there).into(),
                if judged { Value::Count(i64::from(told.short)) } else { Value::Empty },
            ],
            "/staffing?tab=positions",
            "/portal/staffing?tab=positions",
        );
        if judged && told.short > 0 {
            short.push(row.clone());
        }
        rows.push(row);
    }
    let columns = ["岗位", "合同条款", "要求人数", "期末在岗", "缺编天数"];
    section.figure(Figure::new("heads", "合同要求人数", heads).noted("不含按需到场的岗位"));
    let there = assigned.iter().filter(|row| row.holds(end) && titles.contains_key(row.position.as_str()));
    let listed = there.map(|row| {
        let title = titles.get(row.position.as_str()).copied().unwrap_or_default();
        let cells = vec![row.name.as_str().into(), title.into(), row.from_on.into(), row.to_on.into()];
        Row::to(cells, "/staffing?tab=positions", "/portal/staffing?tab=positions")
    });
    let note = Some(format!("截至 {end}"));
    section.counted("there", "期末在岗人员", note, &["姓名", "岗位", "到岗日期", "离岗日期"], listed.collect());
    section.counted("short", "有缺编的岗位", None, &columns, short);
    section.told(Table::of("positions", "岗位配备", &columns, rows));
}

type Kept<'a> = (&'a [AssignmentRow], &'a BTreeMap<(String, NaiveDate), usize>, &'a [AbsenceRow]);

fn presence(
    section: &mut Section,
    version: &Compiled,
    (assigned, there, told): Kept<'_>,
    (ask, days, today): (&ReportAsk, Days, NaiveDate),
) {
    let (mut lines, mut gaps, mut sums) = (Vec::new(), Vec::new(), [0; 4]);
    for post in posts(version).into_iter().filter(|post| ask.wants(&post.works)) {
        let holders: Vec<_> = assigned.iter().filter(|row| post.takes(&row.position, row.on_site.as_deref())).collect();
        let open = match expected(version, &post, &holders, days) {
            Ok(open) => open,
            Err(error) => {
                section.figure(
                    Figure::new(&format!("post-{}", post.key), &post.title, Value::Empty).noted(error.to_string()),
                );
                continue;
            }
        };
        let mut line = [0; 4];
        for day in open {
            let here = there.get(&(post.key.clone(), day)).copied().unwrap_or(0);
            let absent = told.iter().find(|row| row.post == post.key && row.from_on <= day && day <= row.to_on);
            let (state, missing) = judge(day, today, post.heads, here, absent.is_some());
            let place = match state {
                DayState::Full => 1,
                DayState::Announced => 2,
                DayState::Missing => 3,
                DayState::Today | DayState::Coming | DayState::Extra => continue,
            };
            line[0] += 1;
            line[place] += 1;
            if place != 1 {
                let path = format!("staffing?tab=presence&month={}", day.format("%Y-%m"));
                let how = if place == 2 { "事先告知" } else { "缺岗" };
                let why = absent.map(|row| row.reason.as_str());
                let cells = vec![
                    post.title.as_str().into(),
                    day.into(),
                    i64::from(missing).into(),
                    how.into(),
                    why.into(),
                    absent.and_then(|row| row.substitute.clone()).into(),
                ];
                gaps.push(Row::to(cells, format!("/{path}"), format!("/portal/{path}")));
            }
        }
        if line[0] > 0 {
            for (sum, n) in sums.iter_mut().zip(line) {
                *sum += n;
            }
            let head = [post.title.as_str().into(), post.clause.as_str().into()];
            lines.push(Row::of(head.into_iter().chain(line.map(Value::Count)).collect()));
        }
    }
    if lines.is_empty() {
        return;
    }
    section.figure(Figure::new("expected", "驻场应到", sums[0]).noted("各驻场岗位的应到天数之和"));
    let mut share =
        Figure::new("attended", "驻场到岗率", Value::share(sums[1], sums[0])).noted("足额到岗天数 ÷ 应到天数");
    if !gaps.is_empty() {
        share = share.counts("gaps");
    }
    section.figure(share);
    section.counted("gaps", "未足额到岗", None, &["岗位", "日期", "缺人数", "情况", "原因", "替班"], gaps);
    let columns = ["岗位", "合同条款", "应到（天）", "足额到岗", "事先告知", "缺岗"];
    let mut table = Table::of("presence", "驻场情况", &columns, lines);
    table.total = Some(["合计".into(), Value::Empty].into_iter().chain(sums.map(Value::Count)).collect());
    section.told(table);
}

fn changed(section: &mut Section, changes: &[ChangeRow], clause: Option<&str>) {
    let rows = |wanted: &dyn Fn(&ChangeRow) -> bool| -> Vec<Row> {
        let of = changes.iter().filter(|row| wanted(row));
        of.map(|row| {
            let cells = vec![
                row.title.as_str().into(),
                row.leaving.as_str().into(),
                row.coming.clone().into(),
                row.noticed_on.into(),
                row.effective_on.into(),
                row.state.name().into(),
                row.reason.as_str().into(),
            ];
            let tail = format!("staffing?tab=changes&change={}", row.id);
            Row::to(cells, format!("/{tail}"), format!("/portal/{tail}"))
        })
        .collect()
    };
    let columns = ["岗位", "离岗", "接替", "通知日期", "生效日期", "状态", "原因"];
    let note = clause.map(|clause| format!("生效日期在期内（{clause}）"));
    let all = rows(&|row| !matches!(row.state, ChangeState::Withdrawn | ChangeState::Refused));
    section.counted("changes", "人员更换", note, &columns, all.clone());
    let without = rows(&|row| row.state == ChangeState::Unconsented);
    section.counted("unconsented", "未经同意的更换", None, &columns, without);
    section.told(Table::of("changes", "人员更换", &columns, all));
    for row in changes.iter().filter(|row| row.state == ChangeState::Done) {
        let coming = row.coming.as_deref().unwrap_or("待定");
        let text = format!("{}由{}更换为{coming}，交接 {} 项", row.title, row.leaving, row.handover.0.len());
        section.hint(HintPart::Work, text, format!("/staffing?tab=changes&change={}", row.id));
    }
}
