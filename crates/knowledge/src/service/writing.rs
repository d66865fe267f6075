//! Articles are written and changed.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    Tx,
    contracts::Contracts,
    form::Form,
    stories::{TicketStory, story_of},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Desk,
    hand::{Done, finish, record, take},
    reading::shown,
    text,
};
use crate::{
    error::KnowledgeError,
    model::{Article, Audience, Content, State, number},
    permissions::{Seen, WRITE, covers},
    policy::Deed,
    store::{
        Face,
        article::{Beginning, article_find, article_insert, article_number, article_of_ticket},
        revision::{NewRevision, revision_insert},
        search::search_replace,
    },
};

/// An article to be written. With `from_ticket` alone it begins with what the ticket tells, under the ticket's contract.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewArticle {
    /// The solved ticket that it grows from.
    pub from_ticket: Option<Uuid>,
    /// Its contract; none: of the whole house. Not with `from_ticket`.
    pub contract_id: Option<Uuid>,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// Key of the service concerned.
    pub service: Option<String>,
    /// Who it is for; the vendor's people when absent.
    pub audience: Option<Audience>,
    /// What it is about, up to 100 characters.
    pub title: Option<String>,
    /// How it shows itself, up to 10 000 characters.
    pub problem: Option<String>,
    /// Why it happens.
    pub cause: Option<String>,
    /// What to do.
    pub solution: Option<String>,
    /// Words to find it by, ten at most.
    pub tags: Option<Vec<String>>,
}

/// A further wording. Whatever is absent is empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleEdit {
    /// Its contract; none: of the whole house.
    pub contract_id: Option<Uuid>,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// Key of the service concerned.
    pub service: Option<String>,
    /// Who it is for; the vendor's people when absent.
    pub audience: Option<Audience>,
    /// What it is about.
    pub title: String,
    /// How it shows itself.
    #[serde(default)]
    pub problem: String,
    /// Why it happens.
    #[serde(default)]
    pub cause: String,
    /// What to do.
    #[serde(default)]
    pub solution: String,
    /// Words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What was changed.
    pub note: Option<String>,
}

/// Writes an article: a draft.
pub async fn write(tx: &mut Tx, desk: Desk<'_>, new: NewArticle) -> Result<Article, KnowledgeError> {
    let writes = desk.by.scope(&WRITE);
    let story = match new.from_ticket {
        None => None,
        Some(ticket) => {
            let story = story_of(desk.app, tx, ticket, &writes).await?.ok_or_else(|| unreachable(desk.by))?;
            if !story.solved {
                return Err(KnowledgeError::WrongState("这张工单还没有解决。解决后才能写成知识。"));
            }
            if let Some((id, no)) = article_of_ticket(tx, ticket).await? {
                return Err(KnowledgeError::WrittenBefore { number: number(no), id });
            }
            Some((ticket, story))
        }
    };
    let from = story.as_ref().map(|(ticket, story)| (*ticket, story.number.clone(), story.contract.0));
    let edit = beginning(new, story.map(|(_, story)| story));
    let content = content(tx, desk, edit).await?.0;
    let id = desk.env.id();
    let at = desk.env.now();
    let author = (desk.by.person.0, desk.by.name.as_str());
    let from = from.as_ref().map(|(ticket, number, contract)| (*ticket, number.as_str(), *contract));
    let no = article_number(tx).await?;
    article_insert(tx, &Beginning { id, no, from, author, at }).await?;
    let first = NewRevision { article: id, revision: 1, content: &content, note: None, by: author, at };
    revision_insert(tx, &first).await?;
    search_replace(tx, no, false, &content).await?;
    let row = article_find(tx, id, &Seen::by(desk.by), Face::Latest).await?.ok_or(KnowledgeError::NotFound)?;
    let detail = json!({ "from": from.map(|from| from.1) });
    record(tx, desk, &row, Done { what: "written", action: "knowledge.write", detail }).await?;
    shown(tx, desk, row).await
}

/// What is not in reach: forbidden to those who write nowhere, not there for the others.
fn unreachable(by: &Actor) -> KnowledgeError {
    if Seen::by(by).writes_anywhere() {
        return KnowledgeError::NotFound;
    }
    KnowledgeError::Denied(jianyue_kernel::Denied { code: WRITE.code, name: WRITE.name })
}

/// What a new article says before it is checked: what was typed, and where nothing was, what the ticket tells.
fn beginning(new: NewArticle, story: Option<TicketStory>) -> ArticleEdit {
    let audience = new.audience;
    let typed =
        |text: Option<String>, told: String, most: usize| text.unwrap_or_else(|| told.chars().take(most).collect());
    let tags = new.tags.unwrap_or_default();
    match story {
        None => ArticleEdit {
            contract_id: new.contract_id,
            work: new.work,
            service: new.service,
            audience,
            title: new.title.unwrap_or_default(),
            problem: new.problem.unwrap_or_default(),
            cause: new.cause.unwrap_or_default(),
            solution: new.solution.unwrap_or_default(),
            tags,
            note: None,
        },
        Some(story) => ArticleEdit {
            contract_id: Some(story.contract.0),
            work: story.work,
            service: story.service,
            audience,
            title: typed(new.title, story.title, text::TITLE),
            problem: typed(new.problem, story.problem, text::TEXT),
            cause: typed(new.cause, story.cause, text::TEXT),
            solution: typed(new.solution, story.solution, text::TEXT),
            tags,
            note: None,
        },
    }
}

/// Adds a wording. The article is a draft again; what was offered before stays offered meanwhile.
pub async fn edit(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: i64,
    edit: ArticleEdit,
) -> Result<Article, KnowledgeError> {
    let mut row = take(tx, desk, id, Deed::Edit, &WRITE).await?;
    if row.version != version {
        let current = shown(tx, desk, row).await?;
        let current = serde_json::to_value(current).map_err(jianyue_platform::DbError::from)?;
        return Err(KnowledgeError::Stale { current: Box::new(current) });
    }
    let (content, note) = content(tx, desk, edit).await?;
    row.last_revision += 1;
    row.state = State::Draft;
    row.reason = None;
    let by = (desk.by.person.0, desk.by.name.as_str());
    let at = desk.env.now();
    let next =
        NewRevision { article: id, revision: row.last_revision, content: &content, note: note.as_deref(), by, at };
    revision_insert(tx, &next).await?;
    search_replace(tx, row.no, false, &content).await?;
    row.revision = row.last_revision;
    row.offered = false;
    (row.contract_id, row.work, row.service) = (content.contract_id, content.work, content.service);
    (row.audience, row.title, row.problem) = (content.audience, content.title, content.problem);
    (row.cause, row.solution) = (content.cause, content.solution);
    row.tags.0 = content.tags;
    let detail = json!({ "revision": row.revision, "note": note });
    finish(tx, desk, row, Done { what: "edited", action: "knowledge.edit", detail }).await
}

/// What was typed, checked; with the remark on it.
async fn content(tx: &mut Tx, desk: Desk<'_>, edit: ArticleEdit) -> Result<(Content, Option<String>), KnowledgeError> {
    let mut form = Form::default();
    let mut held = |field, name, value: &str| form.optional(field, name, Some(value), text::TEXT).unwrap_or_default();
    let (problem, cause) = (held("problem", "现象", &edit.problem), held("cause", "原因", &edit.cause));
    let solution = held("solution", "解决办法", &edit.solution);
    let content = Content {
        contract_id: edit.contract_id,
        work: form.optional("work", "工作", edit.work.as_deref(), text::KEY),
        service: form.optional("service", "服务", edit.service.as_deref(), text::KEY),
        audience: edit.audience.unwrap_or(Audience::Vendor),
        title: form.required("title", "标题", &edit.title, text::TITLE),
        problem,
        cause,
        solution,
        tags: text::tags(edit.tags, &mut form),
    };
    let note = form.optional("note", "修改说明", edit.note.as_deref(), text::REASON);
    let contract = content.contract_id.map(ContractId);
    if !covers(&desk.by.scope(&WRITE), contract, content.work.as_deref()) {
        return Err(unreachable(desk.by));
    }
    match contract {
        None if content.work.is_some() || content.service.is_some() => {
            form.wrong("work", "通用知识不能指定某一合同的工作或服务，请先选择合同");
        }
        None => {}
        Some(contract) => {
            let works = desk.app.state::<Contracts>().0.works(tx, contract).await?.ok_or(KnowledgeError::NotFound)?;
            if content.work.as_ref().is_some_and(|work| !works.contains(work)) {
                form.wrong("work", "合同中没有这项工作，请重新选择");
            }
        }
    }
    form.done()?;
    Ok((content, note))
}
