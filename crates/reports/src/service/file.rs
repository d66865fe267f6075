//! Reports as files.

use jianyue_contracts::{Desk, Refusal};
use jianyue_documents::Document;
use jianyue_platform::Tx;
use uuid::Uuid;

use super::{
    drafting::{Plan, compose_plan},
    readable,
    reading::{held, review, sees_draft},
};
use crate::{
    error::ReportError,
    model::{ReportState, Snapshot},
    paper::{MOST, Standing, document},
    store::{
        report::{ReportRow, report_find},
        version::version_list,
    },
};

/// What a file of a report is made of, read from the database; making it takes a while and needs none.
#[derive(Clone, Debug)]
pub struct Paper {
    snapshot: Snapshot,
    standing: Standing,
}

impl Paper {
    /// What the file is called, without its ending.
    #[must_use]
    pub fn name(&self) -> String {
        let draft = if self.standing.mark.is_some() { "（草稿）" } else { "" };
        format!("{} {}{draft}", self.snapshot.facts.number, self.snapshot.facts.title)
    }

    /// The document; `every_row` for formats that hold all rows.
    #[must_use]
    pub fn document(&self, every_row: bool) -> Document {
        self.cut_to(if every_row { usize::MAX } else { MOST })
    }

    /// The document with so many rows of each table in its annex at most.
    #[must_use]
    pub fn cut_to(&self, most: usize) -> Document {
        document(&self.snapshot, &self.standing, most)
    }

    /// What it holds.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}

/// What a file of a report is made of: of a version, or else of the draft or of what was submitted last.
pub async fn paper_of(tx: &mut Tx, desk: Desk<'_>, id: Uuid, version: Option<i64>) -> Result<Paper, ReportError> {
    let row = readable(desk, report_find(tx, id).await?)?;
    let (snapshot, digest) = held(tx, desk, &row, version).await?;
    let mut standing = Standing { digest, ..Standing::default() };
    if version.is_none() && sees_draft(desk, &row) {
        standing.mark = Some("草稿".to_owned());
        return Ok(Paper { snapshot, standing });
    }
    let no = snapshot.facts.version;
    let found = version_list(tx, id).await?.into_iter().find(|one| one.no == no).ok_or(Refusal::NotFound)?;
    standing.submitted_at = Some(found.submitted_at);
    standing.submitted_by = found.by_name;
    if found.withdrawn_at.is_some() {
        standing.mark = Some("已撤回".to_owned());
    } else if no == row.submitted_version {
        stands(&mut standing, &row);
    }
    Ok(Paper { snapshot, standing })
}

/// A paper of what a report would hold now, marked as a draft; nothing is kept.
pub async fn paper_of_plan(tx: &mut Tx, desk: Desk<'_>, plan: &Plan) -> Result<Paper, ReportError> {
    let snapshot = compose_plan(tx, desk, plan).await?;
    Ok(Paper { snapshot, standing: Standing { mark: Some("草稿".to_owned()), ..Standing::default() } })
}

/// Where the last version stands.
fn stands(standing: &mut Standing, row: &ReportRow) {
    standing.review = review(row);
    if row.state == ReportState::Accepted {
        standing.accepted_at = row.accepted_at;
        standing.accepted_how = row.accepted_how.0;
        standing.accepted_by.clone_from(&row.accepted_name);
    }
}
