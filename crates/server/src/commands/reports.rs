//! `jianyue reports`: documents of the demo, as files to look at.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use jianyue_contracts::Desk;
use jianyue_documents::{Format, render};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::dossier::{DossierAsk, DossierPaper};
use jianyue_reports::service::{
    NewReport, Paper, ReportsRequest, paper_of, paper_of_plan, plan, report_rules, reports,
};

use super::{Failure, say};
use crate::host::Host;

/// Documents as files.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes a sample of each kind of document that the demo has.
    Samples(Samples),
}

/// Options of `samples`.
#[derive(Debug, Args)]
pub struct Samples {
    /// Folder of the demo's data.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Folder that the files are written into.
    #[arg(long)]
    out: PathBuf,
}

/// The reports that are written: name of the file, contract, rule, and whether as Word too.
const REPORTS: [(&str, &str, &str, bool); 10] = [
    ("月报-人事考试", "HS", "HS-R1.monthly", true),
    ("月度小结-不动产登记驻场", "RE", "RE-R1.2.monthly", false),
    ("季报-住房城乡建设", "HC", "HC-R1.quarterly", false),
    ("半年报-不动产登记驻场", "RE", "RE-R1.2.half-yearly", false),
    ("年报-人事考试", "HS", "HS-R1.yearly", false),
    ("网络安全年度报告-住房城乡建设", "HC", "HC-R3", false),
    ("巡检报告-住房城乡建设", "HC", "HC-R2", false),
    ("故障报告-不动产登记设备", "RE", "RE-R2", true),
    ("验收报告-学生卡", "SC", "SC-R1", false),
    ("考后数据交付-建设考试", "EX", "EX-R1", false),
];

/// Papers of single records: the folder that their module puts them into, and the contract that they are taken from.
const PAPERS: [(&str, &str); 8] = [
    ("服务单", "HS"),
    ("安全应用系统日常监测", "HS"),
    ("周巡检", "HS"),
    ("应急", "HS"),
    ("演练", "HS"),
    ("培训", "HS"),
    ("变更", "HS"),
    ("漏洞", "HC"),
];
/// Rows of each table in the annexes of samples, so that they stay small.
const ROWS: usize = 6;
/// Pages of papers that are looked through.
const PAGES: usize = 20;

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::input(error.to_string())
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`] when the database cannot be read or a file cannot be written.
pub async fn run(config: Option<&Path>, command: &Command) -> Result<ExitCode, Failure> {
    let Command::Samples(options) = command;
    let mut settings = crate::host::settings(config)?;
    settings.data = options.data.clone().unwrap_or(settings.data);
    let host = Host::with(settings, jianyue_kernel::Env::system(), jianyue_identity::PasswordCost::default()).await?;
    std::fs::create_dir_all(&options.out)?;
    let labels = host.registry().labels(&mut host.app.db().peek().await?).await.map_err(refused)?;
    let contract = |prefix: &str| labels.iter().find(|label| label.prefix == prefix).map(|label| label.id);
    for (name, prefix, rule, word) in REPORTS {
        let Some(contract) = contract(prefix) else { continue };
        let Some(paper) = paper_of_rule(&host, contract, rule).await? else { continue };
        write(&options.out, name, &paper, Format::Pdf).await?;
        if word {
            write(&options.out, name, &paper, Format::Docx).await?;
        }
    }
    for (folder, prefix) in PAPERS {
        let Some(contract) = contract(prefix) else { continue };
        let Some(paper) = paper_in(&host, contract, folder).await? else { continue };
        let name = format!("{}.pdf", paper.name.replace(['/', ' '], "-"));
        let made = tokio::task::spawn_blocking(paper.make).await.map_err(refused)?.map_err(refused)?;
        put(&options.out, &name, &made)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The last report of a rule that was submitted; else what one would hold now, of the last period that is over or runs.
///
/// # Errors
/// [`Failure`] when the database cannot be read.
pub async fn paper_of_rule(host: &Host, contract: ContractId, rule: &str) -> Result<Option<Paper>, Failure> {
    let by = Actor::system("jianyue reports");
    let desk = Desk::of(&host.app, &by);
    let mut tx = host.app.db().read().await?;
    let asked = ReportsRequest { contract: Some(contract.0), rule: Some(rule.to_owned()), ..ReportsRequest::default() };
    let found = reports(&mut tx, desk, asked).await.map_err(refused)?.items;
    if let Some(last) = found.iter().find(|one| one.submitted_version > 0) {
        let paper = paper_of(&mut tx, desk, last.id, Some(last.submitted_version)).await.map_err(refused)?;
        return Ok(Some(paper));
    }
    if let Some(draft) = found.first() {
        return Ok(Some(paper_of(&mut tx, desk, draft.id, None).await.map_err(refused)?));
    }
    let rules = report_rules(&mut tx, desk, contract).await.map_err(refused)?;
    let Some(rule) = rules.into_iter().find(|one| one.rule == rule && one.left_by.is_none()) else { return Ok(None) };
    let today = desk.today();
    let period = rule.periods.iter().find(|one| one.to < today).or(rule.periods.first());
    let from = period.map_or(today, |period| period.from);
    let new = NewReport { rule: rule.rule, from, ..NewReport::default() };
    let named = new.rule.clone();
    let plan = plan(&mut tx, desk, contract, &new).await;
    let plan = plan.map_err(|error| Failure::input(format!("{named} of {from}: {error}")))?;
    Ok(Some(paper_of_plan(&mut tx, desk, &plan).await.map_err(refused)?))
}

/// The first paper of a record of this contract in a folder whose name begins so.
///
/// # Errors
/// [`Failure`] when the database cannot be read.
pub async fn paper_in(host: &Host, contract: ContractId, folder: &str) -> Result<Option<DossierPaper>, Failure> {
    let today = jianyue_sla::zone::local_date(host.app.env().now());
    let ask = DossierAsk { contract, works: Vec::new(), from: today - chrono::Days::new(366), to: today };
    let mut tx = host.app.db().read().await?;
    for source in host.app.modules().iter().filter_map(|module| module.dossier()) {
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let page = source.papers(&host.app, &mut tx, &ask, after.as_deref()).await?;
            let Some(last) = page.last().map(|paper| paper.key.clone()) else { break };
            if let Some(found) = page.into_iter().find(|paper| paper.name.contains(folder)) {
                return Ok(Some(found));
            }
            after = Some(last);
        }
    }
    Ok(None)
}

/// How many papers there are in each folder of a contract, up to a few pages of each module.
///
/// # Errors
/// [`Failure`] when the database cannot be read.
pub async fn folders(host: &Host, contract: ContractId) -> Result<BTreeMap<String, usize>, Failure> {
    let today = jianyue_sla::zone::local_date(host.app.env().now());
    let ask = DossierAsk { contract, works: Vec::new(), from: today - chrono::Days::new(366), to: today };
    let mut tx = host.app.db().read().await?;
    let mut found = BTreeMap::new();
    for source in host.app.modules().iter().filter_map(|module| module.dossier()) {
        for paper in source.papers(&host.app, &mut tx, &ask, None).await? {
            let folder = paper.name.split('/').next().unwrap_or_default().to_owned();
            *found.entry(folder).or_default() += 1;
        }
    }
    Ok(found)
}

async fn write(out: &Path, name: &str, paper: &Paper, format: Format) -> Result<(), Failure> {
    let document = paper.cut_to(ROWS);
    let made = tokio::task::spawn_blocking(move || render(&document, format)).await.map_err(refused)?;
    put(out, &format.file_name(name), &made.map_err(refused)?)
}

fn put(out: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(out.join(name), bytes)?;
    say(format!("{name}  {} kB", bytes.len().div_ceil(1000)))
}
