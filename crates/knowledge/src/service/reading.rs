//! What readers ask, within what they may see.

use chrono::{DateTime, Days, Utc};
use jianyue_kernel::{BadCursor, ContractId, ContractScope, Page, PageRequest};
use jianyue_platform::{Tx, text::Query};
use jianyue_sla::zone;
use uuid::Uuid;

use super::Desk;
use crate::{
    error::KnowledgeError,
    model::{Article, ArticleCard, ArticleOrigin, ArticleRevision, State, number},
    permissions::{PUBLISH, Seen, WRITE, covers, holds},
    policy::{Deed, TOLD_AHEAD, may_publish},
    store::{
        Face,
        article::{ArticleRow, article_find},
        list::{CardRow, Wanted, article_list},
        revision::{revision_authors, revision_list},
        used::use_list,
    },
};

/// The most wordings that are shown.
const REVISIONS: u32 = 100;
/// The most characters that are searched for.
const SOUGHT: usize = 200;

/// Which articles are wanted.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    /// Words, or a number.
    pub q: Option<String>,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of the whole house only.
    pub house: bool,
    /// About one service only.
    pub service: Option<String>,
    /// In one state only.
    pub state: Option<State>,
    /// Offered, and ending within thirty days.
    pub due: bool,
    /// Grown from this ticket, or used with it.
    pub ticket: Option<Uuid>,
    /// Which page.
    pub page: PageRequest,
}

/// Articles that the one who asks may see, the last changed first.
pub async fn articles(tx: &mut Tx, desk: Desk<'_>, request: ListRequest) -> Result<Page<ArticleCard>, KnowledgeError> {
    let after = match request.page.after::<2>()? {
        None => None,
        Some([at, id]) => {
            Some((at.parse::<DateTime<Utc>>().map_err(|_| BadCursor)?, id.parse().map_err(|_| BadCursor)?))
        }
    };
    let seen = Seen::by(desk.by);
    let nothing = Page { items: Vec::new(), next: None };
    let sought: Option<String> = request.q.map(|q| q.trim().chars().take(SOUGHT).collect());
    let query = match sought.as_deref().filter(|q| !q.is_empty()) {
        None => None,
        // Signs alone are in no article.
        Some(q) => match Query::parse(q) {
            None => return Ok(nothing),
            query => query,
        },
    };
    if seen.nothing() {
        return Ok(nothing);
    }
    let wanted = Wanted {
        contract: request.contract,
        house: request.house,
        service: request.service,
        state: request.state,
        due: request.due.then(|| zone::local_date(desk.env.now()) + Days::new(TOLD_AHEAD)),
        // Where an article came from and helped is known to those who write.
        ticket: request.ticket,
        query,
        after,
    };
    if wanted.ticket.is_some() && !seen.writes_anywhere() {
        return Ok(nothing);
    }
    let limit = request.page.limit();
    let rows = article_list(tx, &seen, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.updated_at.to_rfc3339(), row.id.to_string()]);
    Ok(page.map(|row| card(row, &seen)))
}

fn card(row: CardRow, seen: &Seen) -> ArticleCard {
    let writes = covers(&seen.writes, row.contract_id.map(ContractId), row.work.as_deref());
    let knows_origin = row.from_contract.is_some_and(|from| holds(&seen.writes, ContractId(from)));
    ArticleCard {
        id: row.id,
        number: number(row.no),
        contract_id: row.contract_id,
        work: row.work,
        service: row.service,
        audience: row.audience,
        title: row.title,
        excerpt: row.excerpt,
        tags: row.tags.0,
        state: if writes { row.state } else { State::Published },
        live: row.live,
        valid_until: row.valid_until,
        used: row.used,
        from_number: row.from_number.filter(|_| knows_origin),
        updated_by: if writes { row.updated_by } else { String::new() },
        updated_at: row.updated_at,
    }
}

/// An article: the latest wording where the one who asks may write, unless the one that is offered is asked for.
pub async fn article(tx: &mut Tx, desk: Desk<'_>, id: Uuid, offered: bool) -> Result<Article, KnowledgeError> {
    let face = if offered { Face::Live } else { Face::Latest };
    let row = article_find(tx, id, &Seen::by(desk.by), face).await?.ok_or(KnowledgeError::NotFound)?;
    shown(tx, desk, row).await
}

/// Every wording of an article, the latest first: for those who write.
pub async fn revisions(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Vec<ArticleRevision>, KnowledgeError> {
    let row = article_find(tx, id, &Seen::by(desk.by), Face::Latest).await?.ok_or(KnowledgeError::NotFound)?;
    let (contract, work) = (row.contract_id.map(ContractId), row.work.as_deref());
    crate::permissions::require(desk.by, &WRITE, contract, work)?;
    let writes = desk.by.scope(&WRITE);
    let mut all = revision_list(tx, id, REVISIONS).await?;
    // A wording that belonged to a contract that they do not know is not theirs to read.
    all.retain(|one| covers(&writes, one.content.contract_id.map(ContractId), one.content.work.as_deref()));
    Ok(all)
}

/// `row` as the one who asks sees it.
pub(super) async fn shown(tx: &mut Tx, desk: Desk<'_>, row: ArticleRow) -> Result<Article, KnowledgeError> {
    let seen = Seen::by(desk.by);
    let contract = row.contract_id.map(ContractId);
    let writes = covers(&seen.writes, contract, row.work.as_deref());
    let none = ContractScope::Only(Vec::new());
    let used_in = use_list(tx, row.id, if writes { &seen.writes } else { &none }).await?;
    let allowed_actions = if writes { allowed(tx, desk, &row).await? } else { Vec::new() };
    let origin = row.from_ticket.zip(row.from_number.clone()).zip(row.from_contract);
    let origin = origin.filter(|(_, from)| holds(&seen.writes, ContractId(*from)));
    Ok(Article {
        id: row.id,
        number: number(row.no),
        content: row.content(),
        state: if writes { row.state } else { State::Published },
        revision: row.revision,
        live: row.live,
        valid_until: row.valid_until,
        used: row.used,
        used_in,
        from_ticket: origin.map(|((id, number), _)| ArticleOrigin { id, number }),
        author: if writes { row.author_name } else { String::new() },
        updated_by: if writes { row.updated_by } else { String::new() },
        updated_at: if writes { row.updated_at } else { row.published_at.unwrap_or(row.updated_at) },
        published_by: row.published_by.filter(|_| writes),
        published_at: row.published_at,
        reason: row.reason.filter(|_| writes),
        allowed_actions,
        version: row.version,
    })
}

async fn allowed(tx: &mut Tx, desk: Desk<'_>, row: &ArticleRow) -> Result<Vec<&'static str>, KnowledgeError> {
    let (contract, work) = (row.contract_id.map(ContractId), row.work.as_deref());
    let publishes = covers(&desk.by.scope(&PUBLISH), contract, work);
    let fitting = Deed::ALL.into_iter().filter(|deed| deed.fits(row.state, row.live));
    let mut allowed = Vec::new();
    for deed in fitting {
        let may = match deed {
            Deed::Edit | Deed::Submit | Deed::Use => true,
            Deed::Return => publishes,
            Deed::Retire => publishes || own_draft(row, desk),
            Deed::Publish if publishes => {
                let authors = revision_authors(tx, row.id, row.published_revision, row.last_revision).await?;
                may_publish(&authors, desk.by.person.0).is_ok()
            }
            Deed::Publish => false,
        };
        if may {
            allowed.push(deed.code());
        }
    }
    Ok(allowed)
}

/// What was never published may be dropped by whoever began it.
pub(super) fn own_draft(row: &ArticleRow, desk: Desk<'_>) -> bool {
    row.published_revision == 0 && row.author_id == desk.by.person.0
}
