//! Every rule of the five contracts that comes round, or is watched, is made by something that runs in the demo.
//! docs/recurring-duties.md is the table; `JIANYUE_GENERATE=1` in the environment writes it anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
};

use jianyue_contracts::{
    Contract,
    derive::derive,
    model::{Frequency, Inspection, Rule},
};
use jianyue_notify::model::{Audience, Occasion, Rules, Way};
use jianyue_platform::{args, config::Settings, db::Tx};
use jianyue_server::{
    demo::{self, probing::exchange_name},
    host::Host,
};
use jianyue_testkit::TestEnv;
use uuid::Uuid;

use crate::stage::CHEAP;

/// What the contracts ask for again and again, as the table of the requirements has it. Each stands for the rules of the same
/// name and those that begin with it and a full stop.
const ASKED: [&str; 24] = [
    "HS-I1",
    "HS-I2",
    "HS-I3",
    "HS-I4",
    "HS-B1",
    "HS-C1",
    "HS-A1",
    "HC-I1",
    "HC-I2",
    "HC-B1",
    "HC-D1",
    "HC-X1",
    "HC-V1",
    "HC-P1",
    "HC-T1",
    "SC-I1",
    "SC-O1.reconciliation",
    "SC-O1.replacement",
    "RE-I1",
    "RE-I2",
    "RE-I3",
    "EX-B1",
    "EX-B2",
    "EX-I1",
];
/// Rules that hold all the time and are watched: by which system of the demo, and by which kinds of posted events.
const WATCHED: [(&str, &str); 3] = [("HS-I3", "服务与服务器"), ("HS-I6", "基础软件"), ("HC-I3", "运行监控")];
const POSTED: [(&str, &[&str]); 1] = [("HS-I2", &["repeated_decryption", "large_file", "signature_failure"])];
/// Lists of duties that are told of beside what comes round.
const DUTIES: [&str; 5] = ["HC-P1", "HC-V1", "HC-T1", "SC-O1.reconciliation", "SC-O1.replacement"];

/// What the demo runs of a contract.
#[derive(Default)]
struct Runs {
    /// Kinds of occurrences by rule, of those that were made at least once.
    made: BTreeMap<String, BTreeSet<String>>,
    /// Systems with probes that look.
    systems: BTreeSet<String>,
    /// Partners whose exchanges are looked at, and those that have told of some.
    looked_at: BTreeSet<String>,
    told: BTreeSet<String>,
    /// Kinds of posted events that have a rule.
    posted: BTreeSet<String>,
    certificates: i64,
    /// Rules with points that probes fill.
    read: BTreeSet<String>,
    /// Rules that the software makes by itself.
    machine: BTreeSet<String>,
    /// Rules with backup policies, with stock-takings that were closed, with sources of a data inventory, with assets.
    policies: BTreeSet<String>,
    counted: BTreeSet<String>,
    sources: BTreeSet<String>,
    assets: BTreeSet<String>,
    /// Rules that the plan shows as holding all the time or waiting for an event.
    standing: BTreeSet<String>,
}

async fn runs_of(tx: &mut Tx, contract: Uuid) -> Runs {
    let mut runs = Runs::default();
    let made: Vec<(String, String)> = tx
        .all(
            "SELECT DISTINCT rule, kind FROM inspection_occurrence \
             WHERE contract_id = $1 AND state IN ('done', 'done_late') AND run_id IS NOT NULL",
            args![contract],
        )
        .await
        .unwrap();
    for (rule, kind) in made {
        runs.made.entry(rule).or_default().insert(kind);
    }
    let probes: Vec<(String, String, String)> = tx
        .all(
            "SELECT s.name, p.kind, p.target FROM probing_probe p JOIN probing_system s ON s.id = p.system_id \
             WHERE p.contract_id = $1 AND p.enabled = TRUE AND p.retired_at IS NULL",
            args![contract],
        )
        .await
        .unwrap();
    for (system, kind, target) in probes {
        if kind == "exchange" {
            let target: serde_json::Value = serde_json::from_str(&target).unwrap();
            runs.looked_at.insert(target["partner"].as_str().unwrap().to_owned());
        } else {
            runs.systems.insert(system);
        }
    }
    let one = async |tx: &mut Tx, sql: &'static str| -> BTreeSet<String> {
        let rows: Vec<(String,)> = tx.all(sql, args![contract]).await.unwrap();
        rows.into_iter().map(|(one,)| one).collect()
    };
    runs.told = one(
        tx,
        "SELECT DISTINCT partner FROM probing_watch_event WHERE contract_id = $1 AND kind = 'exchange' AND ok = TRUE",
    )
    .await;
    runs.posted = one(tx, "SELECT kind FROM probing_watch_rule WHERE contract_id = $1 AND enabled = TRUE").await;
    runs.read = one(
        tx,
        "SELECT c.rule FROM inspection_checklist c JOIN inspection_checklist_version v \
         ON v.checklist_id = c.id AND v.version = c.version WHERE c.contract_id = $1 AND v.body LIKE '%\"probe_id\"%'",
    )
    .await;
    runs.machine = one(tx, "SELECT rule FROM inspection_checklist WHERE contract_id = $1 AND machine = TRUE").await;
    let of_policies =
        "SELECT DISTINCT rule FROM backup_policy WHERE contract_id = $1 AND rule IS NOT NULL AND enabled = TRUE";
    runs.policies = one(tx, of_policies).await;
    let closed =
        "SELECT DISTINCT rule FROM stock_taking WHERE contract_id = $1 AND rule IS NOT NULL AND state = 'closed'";
    runs.counted = one(tx, closed).await;
    runs.sources =
        one(tx, "SELECT DISTINCT rule FROM inventory_source WHERE contract_id = $1 AND rule IS NOT NULL").await;
    runs.assets = one(tx, "SELECT DISTINCT rule FROM asset WHERE contract_id = $1 AND rule IS NOT NULL").await;
    let (certificates,): (i64,) =
        tx.one("SELECT COUNT(*) FROM certificate WHERE contract_id = $1", args![contract]).await.unwrap();
    runs.certificates = certificates;
    runs
}

/// A rule and what makes it: `Err` says what is missing.
struct Line<'a> {
    rule: &'a str,
    clause: &'a str,
    title: String,
    way: Result<String, String>,
}

fn line<'a>(rule: &'a impl Rule, title: &str, way: Result<String, String>) -> Line<'a> {
    Line { rule: rule.id(), clause: rule.clause(), title: title.to_owned(), way }
}

fn rounds(runs: &Runs, rule: &str, kind: &str, frequency: &Frequency) -> Result<String, String> {
    let made = runs.made.get(rule).is_some_and(|kinds| kinds.contains(kind));
    let what = kind.replace('_', " ");
    let beside = if runs.machine.contains(rule) {
        "; made by the software from what probes read"
    } else if runs.read.contains(rule) {
        "; some points are read by probes"
    } else if kind.starts_with("backup") && runs.policies.contains(rule) {
        "; proved by backup policies"
    } else if kind == "stock_count" && runs.counted.contains(rule) {
        "; proved by stock-takings"
    } else {
        ""
    };
    if made {
        Ok(format!("rounds: {what}, {frequency}{beside}"))
    } else {
        Err(format!("no {what} of it was ever made"))
    }
}

fn standing(runs: &Runs, rule: &str, what: impl Into<String>) -> Result<String, String> {
    if runs.standing.contains(rule) { Ok(what.into()) } else { Err("the plan does not show it".to_owned()) }
}

/// What stands in a register under its rule.
fn kept(register: &BTreeSet<String>, rule: &str, what: &str) -> Result<String, String> {
    if register.contains(rule) { Ok(what.to_owned()) } else { Err(format!("nothing of it stands in the {what}")) }
}

fn inspection(runs: &Runs, rule: &Inspection) -> Result<String, String> {
    if rule.is_visit() {
        return Ok(format!("visits of the hotline, {}", rule.frequency));
    }
    match rule.frequency {
        Frequency::OnEvent => Ok(format!("a round when it happens: {}", rule.trigger.as_deref().unwrap_or("?"))),
        Frequency::Continuous => {
            if let Some((_, system)) = WATCHED.iter().find(|(id, _)| *id == rule.id) {
                let looks = runs.systems.contains(*system);
                return if looks {
                    Ok(format!("probes of the system {system}"))
                } else {
                    Err(format!("no probe in {system}"))
                };
            }
            let Some((_, kinds)) = POSTED.iter().find(|(id, _)| *id == rule.id) else {
                return Err("nobody watches it".to_owned());
            };
            match kinds.iter().find(|kind| !runs.posted.contains(**kind)) {
                None => Ok(format!("posted events: {}", kinds.join(", "))),
                Some(kind) => Err(format!("no rule for {kind}")),
            }
        }
        _ => rounds(runs, &rule.id, "inspection", &rule.frequency),
    }
}

fn lines<'a>(contract: &'a Contract, runs: &Runs) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for rule in &contract.inspections {
        lines.push(line(rule, &rule.title, inspection(runs, rule)));
    }
    for rule in &contract.backups {
        let way = if rule.frequency == Frequency::Continuous {
            standing(runs, &rule.id, "kept all the time; shown in the plan")
        } else {
            rounds(runs, &rule.id, "backup", &rule.frequency)
        };
        let checked = rule.checked.as_ref().map(|checked| rounds(runs, &rule.id, "backup_check", checked));
        let way = match (way, checked) {
            (Ok(way), Some(Ok(checked))) => Ok(format!("{way}; {checked}")),
            (Ok(way), None) => Ok(way),
            (Err(missing), _) | (_, Some(Err(missing))) => Err(missing),
        };
        lines.push(line(rule, &rule.title, way));
    }
    for rule in &contract.certificates {
        let there = runs.certificates > 0;
        let way =
            if there { Ok("register of certificates".to_owned()) } else { Err("the register is empty".to_owned()) };
        lines.push(line(rule, &rule.title, way));
    }
    for rule in &contract.assets {
        lines.push(line(rule, &rule.title, kept(&runs.assets, &rule.id, "register of assets")));
    }
    for rule in &contract.asset_rules {
        let counted = rule.stock_count.as_ref().map(|often| rounds(runs, &rule.id, "stock_count", often));
        lines.push(line(rule, &rule.title, counted.unwrap_or_else(|| standing(runs, &rule.id, "register of assets"))));
    }
    for rule in &contract.data_inventories {
        lines.push(line(rule, &rule.title, kept(&runs.sources, &rule.id, "data inventory")));
    }
    for rule in &contract.exchanges {
        let work = contract.works.iter().find(|work| work.key == rule.work).map_or("", |work| work.title.as_str());
        let missing = rule.peers.iter().find(|peer| {
            let name = exchange_name(work, peer);
            !runs.looked_at.contains(&name) || !runs.told.contains(&name)
        });
        let way = match missing {
            None => Ok(format!("exchange probes, one for each partner: {}", rule.peers.join(", "))),
            Some(peer) => Err(format!("nobody looks at {peer}")),
        };
        lines.push(line(rule, &format!("数据交换（{work}）"), way));
    }
    for rule in contract.duties.iter().filter(|rule| DUTIES.iter().any(|asked| stands_for(asked, &rule.id))) {
        let way = if let Some(often) = &rule.frequency {
            rounds(runs, &rule.id, "duty", often)
        } else {
            let trigger = rule.trigger.as_deref().unwrap_or("as asked for");
            standing(runs, &rule.id, format!("ledger of duties, when it happens: {trigger}"))
        };
        lines.push(line(rule, &rule.title, way));
    }
    if let Some(rule) = &contract.team {
        lines.push(line(
            rule,
            "团队与人员更换",
            standing(runs, &rule.id, "ledger of duties, when somebody is replaced"),
        ));
    }
    lines
}

fn stands_for(asked: &str, rule: &str) -> bool {
    rule.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

const HEAD: &str = "# What comes round\n\n\
Every rule of the example contracts that asks for something again and again, and what makes it. A test plays the demo and \
fails where nothing does (`crates/server/tests/it/recurring.rs`); it also holds this table: \
`JIANYUE_GENERATE=1 cargo test -p jianyue-server --test it recurring` writes it anew.\n\n\
Rounds are planned by `inspection` and made by people with a checklist, by the software where everything is read by probes, \
or proved by another module (backups, stock-takings, data inventories). Probes and posted events belong to `probing`.\n";

#[tokio::test]
async fn every_rule_that_comes_round_runs_in_the_demo() {
    let data = tempfile::tempdir().unwrap();
    let settings = Settings { data: data.path().to_owned(), database_connections: 4, ..Settings::default() };
    let env = TestEnv::at("2026-11-20T10:00:00+08:00");
    let host = Host::with(settings, env.env(), CHEAP).await.unwrap();
    demo::load(&host, 40, chrono::DateTime::parse_from_rfc3339("2026-11-20T10:00:00+08:00").unwrap().to_utc())
        .await
        .unwrap();
    let mut tx = host.app.db().read().await.unwrap();
    let labels = host.registry().labels(&mut tx).await.unwrap();
    let mut labels: Vec<_> = labels.iter().collect();
    labels.sort_by_key(|label| ["HS", "HC", "SC", "RE", "EX"].iter().position(|prefix| *prefix == label.prefix));
    let (mut missing, mut found, mut table) = (Vec::new(), BTreeSet::new(), HEAD.to_owned());
    for label in labels {
        let contract = host.registry().in_force(&mut tx, label.id, env.now()).await.unwrap().unwrap();
        let mut runs = runs_of(&mut tx, label.id.0).await;
        let plan = derive(&contract.model, contract.time.calendar(), None, None);
        runs.standing = plan.standing.into_iter().map(|standing| standing.rule.rule).collect();
        write!(
            table,
            "\n## {}\n\n| rule | clause | title | made by |\n|---|---|---|---|\n",
            contract.model.contract.title
        )
        .unwrap();
        for Line { rule, clause, title, way } in lines(&contract.model, &runs) {
            found.insert(rule.to_owned());
            match way {
                Ok(way) => writeln!(table, "| {rule} | {clause} | {title} | {way} |").unwrap(),
                Err(why) => missing.push(format!("{rule}: {why}")),
            }
        }
    }
    // What stops is told to the managers by text message: the house's rules hold for all five, and they say so.
    let (own,): (i64,) = tx.one("SELECT COUNT(*) FROM notify_rules", args![]).await.unwrap();
    let by_sms =
        |rule: &jianyue_notify::model::Rule| rule.to.contains(&Audience::Managers) && rule.by.contains(&Way::Sms);
    assert!(own == 0 && Rules::of_the_house().covering(Occasion::ServiceDown, None, None).any(by_sms));
    drop(tx);
    host.app.db().close().await;
    missing.extend(
        ASKED.iter().filter(|asked| !found.iter().any(|rule| stands_for(asked, rule))).map(ToString::to_string),
    );
    assert!(missing.is_empty(), "nothing makes\n{}", missing.join("\n"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/recurring-duties.md");
    if std::env::var_os("JIANYUE_GENERATE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == table, "docs/recurring-duties.md is not what runs now; write it anew with JIANYUE_GENERATE=1");
}
