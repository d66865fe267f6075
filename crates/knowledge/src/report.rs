//! What the knowledge base contributes to reports. What only the vendor's people read is counted and not named.

use async_trait::async_trait;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use crate::{
    model::{Audience, number},
    store::report::{ReportedArticle, ReportedUse, reported_articles, reported_uses},
};

const ARTICLES: [&str; 6] = ["文章", "标题", "来源工单", "作者", "发布时间", "有效期至"];
const USES: [&str; 5] = ["文章", "标题", "用于工单", "使用人", "时间"];

/// Articles.
pub(crate) struct Articles;

#[async_trait]
impl ReportSource for Articles {
    fn code(&self) -> &'static str {
        "knowledge.articles"
    }

    fn title(&self) -> &'static str {
        "知识积累"
    }

    async fn section(&self, _app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        if ask.subject.is_some() {
            return Ok(None);
        }
        let (start, end) = (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)));
        let wants = |work: &Option<String>| ask.wants(work.as_slice());
        let mut articles = reported_articles(tx, ask.contract).await?;
        articles.retain(|one| wants(&one.work) && one.published_at.is_some_and(|at| at < end));
        let mut uses = reported_uses(tx, ask.contract, (start, end)).await?;
        uses.retain(|one| wants(&one.work));
        if articles.is_empty() && uses.is_empty() {
            return Ok(None);
        }
        let rows = |wanted: &dyn Fn(&ReportedArticle) -> bool| {
            articles.iter().filter(|one| wanted(one)).map(row).collect::<Vec<_>>()
        };
        let new = |one: &ReportedArticle| one.published_at.is_some_and(|at| start <= at);
        let grown = |one: &ReportedArticle| new(one) && one.from_number.is_some();
        let mut section = Section::of(self);
        section
            .counted("published", "本期发布的文章", Some("含重新确认后发布的".to_owned()), &ARTICLES, rows(&new))
            .counted("grown", "其中由工单积累", None, &ARTICLES, rows(&grown))
            .counted("offered", "可供查阅的文章", None, &ARTICLES, rows(&|_| true))
            .counted("used", "文章用于解决工单", Some("按工单计".to_owned()), &USES, uses.iter().map(used).collect())
            .told(Table::of("published_list", "本期发布的文章", &ARTICLES, rows(&new)));
        Ok(Some(section))
    }
}

fn title(audience: Audience, title: &str) -> Value {
    match audience {
        Audience::Client => title.into(),
        Audience::Vendor => "（运维方内部文章）".into(),
    }
}

fn row(one: &ReportedArticle) -> Row {
    let cells = vec![
        number(one.no).into(),
        title(one.audience, &one.title),
        one.from_number.clone().into(),
        one.author_name.clone().into(),
        one.published_at.into(),
        one.valid_until.into(),
    ];
    Row::to(cells, format!("/knowledge/{}", one.id), "")
}

fn used(one: &ReportedUse) -> Row {
    let cells = vec![
        number(one.no).into(),
        title(one.audience, &one.title),
        one.ticket_number.clone().into(),
        one.by_name.clone().into(),
        one.at.into(),
    ];
    Row::to(cells, format!("/tickets/{}", one.ticket_id), format!("/portal/requests/{}", one.ticket_id))
}
