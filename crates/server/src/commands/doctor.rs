//! `jianyue doctor`: what would stop the service from working, and what to do about it.

use std::{path::Path, process::ExitCode};

use jianyue_platform::{
    Db, audit,
    check::{self, Finding, Grade},
    operations,
};

use super::{Failure, say};
use crate::{host, host::Host};

/// Checks everything and prints one line a check; exit code 1 when something is wrong.
///
/// # Errors
/// [`Failure`] when the settings cannot be read at all.
pub async fn run(config: Option<&Path>) -> Result<ExitCode, Failure> {
    let settings = host::settings(config)?;
    let mut findings = vec![Finding::ok("配置中的每一项都认识")];
    match Host::open(config).await {
        Ok(host) => findings.extend(inside(&host).await),
        Err(error) => {
            findings.extend([operations::data_folder(&settings.data), operations::disk(&settings.data)]);
            findings.push(Finding::error(format!("数据库或密钥不能使用：{error}"), "按所说的原因修复后再试"));
        }
    }
    for finding in &findings {
        say(line(finding))?;
    }
    let worst = findings.iter().map(|finding| finding.severity).max();
    Ok(if worst == Some(Grade::Error) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn line(finding: &Finding) -> String {
    let grade = match finding.severity {
        Grade::Ok => "ok   ",
        Grade::Warning => "warn ",
        Grade::Error => "WRONG",
    };
    let todo = finding.todo.as_ref().map(|todo| format!("；{todo}")).unwrap_or_default();
    format!("{grade} {}{todo}", finding.says)
}

async fn inside(host: &Host) -> Vec<Finding> {
    let mut findings = vec![Finding::ok(format!("数据库 {:?} 有应答，结构是最新的", host.app.db().engine()))];
    findings.extend(check::look(&host.app).await);
    findings.push(trail(host.app.db()).await);
    findings.push(if host::web::is_embedded() {
        Finding::ok("网页应用已包含在程序中")
    } else {
        Finding::warning("这个程序不含网页应用", "用 `make build` 重新构建")
    });
    findings
}

async fn trail(db: &Db) -> Finding {
    let todo = "保留现场，用最近的备份比对，并联系安全审计员";
    match audit::verify(db).await {
        Ok(chains) => match chains.iter().find(|chain| !chain.ok) {
            None => Finding::ok(format!("审计记录的 {} 条链校验通过", chains.len())),
            Some(chain) => {
                let why = chain.why.as_deref().unwrap_or("?");
                Finding::error(format!("审计记录的链 {} 不完整：{why}", chain.chain), todo)
            }
        },
        Err(error) => Finding::error(format!("审计记录无法读取：{error}"), "检查数据库，再重新检查"),
    }
}
