//! Builds the dossier as one PDF, and an archive of everything that it names.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::Path,
};

use async_trait::async_trait;
use jianyue_contracts::{
    Letterhead,
    desk::{Desk, covers},
};
use jianyue_documents::{Format, render};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    blob::BlobStore,
    builds::{self, Build, BuildError, Builder, Builds, Made, NewBuild, Work},
    dossier::{DossierAsk, DossierPaper, DossierSource},
    files::files_of_contract,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{
    Archive, Dossier,
    document::{ReportLine, with_reports},
    of_works, works_of,
};
use crate::{
    error::ReportError,
    model::ReportState,
    permissions::{DOSSIER, READ},
    service::paper_of,
    store::report::{ReportRow, report_submitted},
};

/// The kind of builds that are dossiers.
pub const KIND: &str = "reports.dossier";

/// What a builder needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Ask {
    /// Keys of the works that it is cut to; empty means all.
    works: Vec<String>,
    /// Whether it is for the vendor's people, who see records that the client is not shown.
    vendor: bool,
}

/// Asks for the dossier of a contract to be built.
///
/// # Errors
/// [`jianyue_contracts::Refusal`] when the caller may not; [`builds::AskError`] as a refusal when too much of theirs is under way.
pub async fn build(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Uuid, DossierError> {
    let works = works_of(&desk.reader(&READ, contract).map_err(ReportError::from)?, contract);
    desk.require(&READ, &DOSSIER, contract, &works).map_err(ReportError::from)?;
    let ask = Ask { works, vendor: desk.by.is_vendor_on(contract) };
    let new =
        NewBuild { kind: KIND, contract: Some(contract), title: "验收材料".to_owned(), ask: json!(ask), steps: 0 };
    let id = builds::ask(tx, desk.env, desk.by, new).await?;
    Ok(id)
}

/// Why a dossier is not begun.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// They may not, or there is none.
    #[error(transparent)]
    Refused(#[from] ReportError),
    /// Too much is under way.
    #[error(transparent)]
    Ask(#[from] builds::AskError),
}

/// Wakes whoever builds, once the asking is committed.
pub(crate) fn wake(app: &App) {
    app.state::<Builds>().wake();
}

/// Builds dossiers.
#[derive(Clone, Copy, Debug, Default)]
pub struct DossierBuilder;

#[async_trait]
impl Builder for DossierBuilder {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn may_have(&self, by: &Actor, build: &Build) -> bool {
        let (Some(contract), Ok(ask)) = (build.contract_id, asked(build)) else { return false };
        let contract = ContractId(contract);
        covers(&by.scope(&READ), contract, &ask.works) && covers(&by.scope(&DOSSIER), contract, &ask.works)
    }

    async fn build(&self, app: &App, work: &Work) -> Result<Vec<Made>, BuildError> {
        let ask = asked(&work.build).map_err(|error| BuildError::Broken(error.to_string()))?;
        let contract = work.build.contract_id.ok_or_else(|| BuildError::Broken("no contract".to_owned()))?;
        let builder =
            Building { app, work, ask, contract: ContractId(contract), by: Actor::system(KIND), step: 0, steps: 0 };
        Box::pin(builder.run()).await
    }
}

fn asked(build: &Build) -> Result<Ask, serde_json::Error> {
    serde_json::from_value(build.ask.0.clone())
}

struct Building<'a> {
    app: &'a App,
    work: &'a Work,
    ask: Ask,
    contract: ContractId,
    by: Actor,
    step: i64,
    steps: i64,
}

fn broken(error: impl std::fmt::Display) -> BuildError {
    BuildError::Broken(error.to_string())
}

/// Whatever blocks is done where it may.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, BuildError> {
    spawn_blocking(work).await.map_err(broken)?.map_err(BuildError::Broken)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl Building<'_> {
    async fn say(&mut self, message: &str) -> Result<(), BuildError> {
        self.work.step(self.app, self.step, self.steps, message).await
    }

    async fn run(mut self) -> Result<Vec<Made>, BuildError> {
        self.say("正在核对各条款的证据").await?;
        let desk = Desk { app: self.app, env: self.app.env(), by: &self.by };
        let mut tx = self.app.db().read().await?;
        let dossier = of_works(&mut tx, desk, self.contract, self.ask.works.clone()).await.map_err(broken)?;
        let compiled = desk.version(&mut tx, self.contract, desk.today()).await.map_err(broken)?;
        let head = Letterhead::of(&compiled.model, &self.ask.works);
        let mut reports = report_submitted(&mut tx, self.contract).await?;
        let whole = DossierAsk {
            contract: self.contract,
            works: self.ask.works.clone(),
            from: dossier.from,
            to: dossier.to.checked_add_days(super::BEHIND).unwrap_or(dossier.to),
        };
        reports.retain(|report| whole.covers(&report.works.0));
        let files = self.files(&mut tx, &dossier).await?;
        drop(tx);
        self.steps = count(reports.len() + files.len()) + 3;
        let path = self.work.path("zip");
        let mut archive = aside(move || Archive::create(&path).map_err(|error| error.to_string())).await?;
        let mut lines = Vec::new();
        for report in reports {
            let (kept, line) = Box::pin(self.report(archive, &report)).await?;
            (archive, self.step) = (kept, self.step + 1);
            lines.push(line);
        }
        for file in files {
            archive = Box::pin(self.file(archive, file)).await?;
            self.step += 1;
        }
        archive = Box::pin(self.papers(archive, &whole)).await?;
        self.step += 1;
        self.say("正在排版验收材料").await?;
        let (works, now, path) = (self.ask.works.clone(), self.app.env().now(), self.work.path("pdf"));
        let pdf = path.clone();
        aside(move || {
            let document = with_reports(&dossier, &head, &works, &lines, now);
            let bytes = render(&document, Format::Pdf).map_err(|error| error.to_string())?;
            fs::write(&pdf, bytes).map_err(|error| error.to_string())
        })
        .await?;
        self.step += 1;
        self.say("正在写入清单").await?;
        aside(move || whole_archive(archive, &path).map_err(|error| error.to_string())).await?;
        Ok(vec![
            Made { part: "pdf", name: "验收材料.pdf".to_owned(), media_type: "application/pdf" },
            Made { part: "zip", name: "验收材料.zip".to_owned(), media_type: "application/zip" },
        ])
    }

    async fn report(&mut self, mut archive: Archive, report: &ReportRow) -> Result<(Archive, ReportLine), BuildError> {
        self.say(&format!("正在整理报告：{}", report.title)).await?;
        let desk = Desk { app: self.app, env: self.app.env(), by: &self.by };
        let version = Some(report.submitted_version);
        let paper = paper_of(&mut self.app.db().read().await?, desk, report.id, version).await.map_err(broken)?;
        let name = format!("报告/{}.pdf", paper.name().replace('/', "-"));
        let (archive, file) = aside(move || {
            let bytes = render(&paper.document(false), Format::Pdf).map_err(|error| error.to_string())?;
            let file = archive.add(&name, bytes.len() as u64, bytes.as_slice()).map_err(|error| error.to_string())?;
            Ok((archive, file))
        })
        .await?;
        let state = match report.state {
            ReportState::Draft => "更正中",
            ReportState::Submitted => "待审核",
            ReportState::Questioned => "有意见",
            ReportState::Accepted => "已通过",
        };
        let line = ReportLine {
            number: report.number.clone(),
            title: report.title.clone(),
            period: format!("{} 至 {}", report.from_on, report.to_on),
            state: state.to_owned(),
            file,
        };
        Ok((archive, line))
    }

    /// Files of the records that are evidence of a clause which the asker is shown.
    async fn files(&self, tx: &mut Tx, dossier: &Dossier) -> Result<Vec<(String, i64, String)>, BuildError> {
        let proofs = dossier.clauses.iter().flat_map(|clause| &clause.evidence);
        let paths = proofs.map(|proof| if self.ask.vendor { &proof.path } else { &proof.client_path });
        let records: BTreeSet<Uuid> =
            paths.flat_map(|path| path.split(['/', '?', '=', '&', '#'])).filter_map(|part| part.parse().ok()).collect();
        let files =
            files_of_contract(tx, self.contract).await?.into_iter().filter(|file| records.contains(&file.record));
        Ok(files.map(|one| (one.file.name, one.file.size, one.file.digest)).collect())
    }

    async fn file(&mut self, mut archive: Archive, file: (String, i64, String)) -> Result<Archive, BuildError> {
        let (name, size, digest) = file;
        self.say(&format!("正在整理附件：{name}")).await?;
        let path = self.app.state::<BlobStore>().path(&digest);
        aside(move || {
            // What the store has lost is not in the archive, and so not in its list.
            let Some(content) = path.and_then(|path| File::open(path).ok()) else { return Ok(archive) };
            let size = u64::try_from(size).unwrap_or_default();
            archive.add(&format!("附件/{name}"), size, content).map_err(|error| error.to_string())?;
            Ok(archive)
        })
        .await
    }

    /// Papers of all modules, a few at a time.
    async fn papers(&mut self, mut archive: Archive, ask: &DossierAsk) -> Result<Archive, BuildError> {
        let mut made = 0;
        for source in self.app.modules().iter().filter_map(|module| module.dossier()) {
            let mut after: Option<String> = None;
            loop {
                let papers = self.some(source.as_ref(), ask, after.as_deref()).await?;
                let Some(last) = papers.last().map(|paper| paper.key.clone()) else { break };
                after = Some(last);
                for paper in papers {
                    made += 1;
                    self.say(&format!("正在整理单据（第 {made} 份）")).await?;
                    archive = aside(move || {
                        let bytes = (paper.make)()?;
                        let name = format!("单据/{}.pdf", paper.name);
                        archive.add(&name, bytes.len() as u64, bytes.as_slice()).map_err(|error| error.to_string())?;
                        Ok(archive)
                    })
                    .await?;
                }
            }
        }
        Ok(archive)
    }

    async fn some(
        &self,
        source: &dyn DossierSource,
        ask: &DossierAsk,
        after: Option<&str>,
    ) -> Result<Vec<DossierPaper>, BuildError> {
        Ok(source.papers(self.app, &mut self.app.db().read().await?, ask, after).await?)
    }
}

/// Adds the dossier itself, and the list.
fn whole_archive(mut archive: Archive, pdf: &Path) -> io::Result<()> {
    let file = File::open(pdf)?;
    let size = file.metadata()?.len();
    archive.add("验收材料.pdf", size, file)?;
    archive.finish()
}
