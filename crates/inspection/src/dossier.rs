//! What rounds contribute to acceptance dossiers: the report on each run that was closed.

use async_trait::async_trait;
use jianyue_documents::{Format, render};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, DbError, Tx,
    blob::BlobStore,
    dossier::{DossierAsk, DossierPaper, DossierSource},
};

use crate::{
    error::InspectionError,
    paper,
    service::{Desk, run_sheet},
    store::report::reported_runs,
};

/// Runs that are read at once.
const AT_ONCE: usize = 20;

/// Runs.
pub(crate) struct Runs;

#[async_trait]
impl DossierSource for Runs {
    async fn papers(
        &self,
        app: &App,
        tx: &mut Tx,
        ask: &DossierAsk,
        after: Option<&str>,
    ) -> Result<Vec<DossierPaper>, DbError> {
        let by = Actor::system("reports.dossier");
        let runs = reported_runs(tx, ask.contract, (ask.from, ask.to)).await?;
        let runs = runs.into_iter().filter(|run| ask.covers(&run.works()));
        // By the day and the id, so that each is met once.
        let mut runs: Vec<_> = runs.map(|run| (format!("{} {}", run.to_on, run.run_id), run)).collect();
        runs.sort_by(|a, b| a.0.cmp(&b.0));
        let mut papers = Vec::new();
        for (key, run) in
            runs.into_iter().filter(|(key, _)| after.is_none_or(|after| key.as_str() > after)).take(AT_ONCE)
        {
            let sheet = match run_sheet(tx, Desk::of(app, &by), run.run_id).await {
                Ok(sheet) => sheet,
                Err(InspectionError::Db(error)) => return Err(error),
                Err(_) => continue,
            };
            let (blobs, now) = (app.state::<BlobStore>().clone(), app.env().now());
            papers.push(DossierPaper {
                key,
                name: format!("巡检报告/{} {}", run.to_on, run.title.replace('/', "-")),
                make: Box::new(move || {
                    let find = |digest: &str| blobs.path(digest).and_then(|path| std::fs::read(path).ok());
                    render(&paper::paper(&sheet, &find, now), Format::Pdf).map_err(|error| error.to_string())
                }),
            });
        }
        Ok(papers)
    }
}
