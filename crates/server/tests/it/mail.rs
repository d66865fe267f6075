//! Mail out and back in, with real servers: aiosmtpd takes what is sent, Dovecot has the mailbox that is read.

#[expect(dead_code, reason = "the tests of the mailbox ask more of it")]
#[path = "../../../mailbox/tests/mailbox/dovecot.rs"]
mod dovecot;

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use chrono::TimeDelta;
use jianyue_kernel::Role;
use jianyue_platform::config::Settings;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

use self::dovecot::Dovecot;
use crate::{
    process::{jianyue, run},
    stage::{Stage, Visitor, id},
};

/// A mail server that keeps what it gets in a folder.
struct MailServer {
    process: Child,
    folder: TempDir,
    url: String,
}

impl MailServer {
    async fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = free.local_addr().unwrap().to_string();
        drop(free);
        let folder = tempfile::tempdir().unwrap();
        let process = Command::new("aiosmtpd")
            .args(["-n", "-l", &address, "-c", "aiosmtpd.handlers.Mailbox"])
            .arg(folder.path().join("box"))
            .stderr(Stdio::null())
            .spawn()
            .expect("aiosmtpd: run scripts/setup.sh test");
        let server = Self { process, folder, url: format!("smtp://{address}") };
        for _ in 0..200 {
            if TcpStream::connect(&address).await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the mail server does not answer");
    }

    fn mails(&self) -> Vec<String> {
        let Ok(files) = fs::read_dir(self.folder.path().join("box/new")) else { return Vec::new() };
        files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The value of a header, unfolded.
fn header(mail: &str, name: &str) -> String {
    let mut lines = mail.lines().skip_while(|line| !line.starts_with(&format!("{name}:")));
    let first = lines.next().unwrap_or_else(|| panic!("no {name}: {mail}"));
    let more = lines.take_while(|line| line.starts_with([' ', '\t']));
    let whole = [&first[name.len() + 1..]].into_iter().chain(more).collect::<String>();
    whole.trim().to_owned()
}

async fn job(stage: &Stage, name: &str) {
    let jobs = stage.host.jobs();
    let job = jobs.iter().find(|job| job.name == name).unwrap();
    job.run.run(&stage.host.app, stage.host.app.env().now()).await.unwrap();
}

async fn look(stage: &Stage) {
    job(stage, "mailbox.look").await;
    job(stage, "mailbox.sort").await;
}

/// What was said on a ticket.
async fn replies(stage: &Stage, by: &Visitor, ticket: &Value) -> Vec<Value> {
    let path = format!("/api/v1/tickets/{}/timeline?limit=200", id(ticket));
    let page = stage.get(&path).by(by).send().await.expect(200).json();
    let entries = page["items"].as_array().unwrap().iter();
    entries.filter(|entry| entry["kind"] == "replied").cloned().collect()
}

fn mail(number: u32, to: &str, headers: &str, text: &str) -> Vec<u8> {
    format!(
        "From: <wang@example.com>\r\nTo: {to}\r\nSubject: HS\r\nMessage-ID: <it{number}@example.com>\r\n{headers}\
         Date: Mon, 2 Mar 2026 09:58:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_goes_out_and_its_answer_comes_back_to_the_ticket() {
    let (smtp, imap) = (MailServer::start().await, Dovecot::start().await);
    let settings = Settings {
        smtp_url: Some(smtp.url.clone()),
        mail_from: Some("践约 <yunwei@example.invalid>".to_owned()),
        mail_reply_to: Some("fuwu@example.invalid".to_owned()),
        imap_url: Some(imap.url.clone()),
        ..Settings::default()
    };
    let stage = Stage::with(settings).await;
    let agent = stage.person(Role::HotlineAgent, "HS").await;
    let manager = stage.person(Role::VendorManager, "HS").await;
    let security = stage.person(Role::SecurityAdministrator, "HS").await;
    let sysadmin = stage.person(Role::SystemAdministrator, "HS").await;
    let path = format!("/api/v1/people/{}", manager.id.0);
    let version = stage.get(&path).by(&security).send().await.expect(200).json()["version"].clone();
    let edit = stage.ask(axum::http::Method::PATCH, &path).by(&security).header("if-match", &format!("\"{version}\""));
    edit.json(&json!({ "email": "wang@example.com" })).send().await.expect(200);
    let rules = format!("/api/v1/contracts/{}/notification-rules", stage.contract("HS"));
    let rule = json!({ "occasion": "ticket.opened", "to": ["managers"], "by": ["email"] });
    let put = stage.ask(axum::http::Method::PUT, &rules).by(&manager).header("if-match", "\"0\"");
    put.json(&json!({ "rules": [rule], "quiet": null })).send().await.expect(200);

    // The notice of a new ticket goes out with the token of that ticket.
    let ticket = stage.open_ticket(&agent, "HS").await;
    stage.host.dispatcher().settle().await.unwrap();
    stage.env.advance(TimeDelta::minutes(2));
    job(&stage, "notify.send").await;
    let sent = smtp.mails();
    assert_eq!(sent.len(), 1, "{sent:#?}");
    let (reply_to, number) = (header(&sent[0], "Reply-To"), header(&sent[0], "Message-ID"));
    assert!(reply_to.starts_with("fuwu+") && reply_to.ends_with("@example.invalid"), "{reply_to}");

    // The answer comes back by its address, another one by the mail that it answers; a huge and a broken one in between.
    imap.deliver(&mail(1, &reply_to, "", "已经到现场。\r\n\r\n-----Original Message-----\r\n旧内容"));
    imap.deliver(&[mail(2, "fuwu@example.invalid", "", ""), vec![b'x'; 50 << 20]].concat());
    imap.deliver(b"no mail at all\r\n");
    let stranger =
        String::from_utf8(mail(3, "yunwei@example.invalid", &format!("In-Reply-To: {number}\r\n"), "谢谢")).unwrap();
    imap.deliver(stranger.replace("wang@", "li@").as_bytes());
    look(&stage).await;
    let said = replies(&stage, &agent, &ticket).await;
    let texts: Vec<_> = said.iter().map(|entry| entry["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["已经到现场。", "谢谢"]);
    assert_eq!(said[0]["by"]["role"], "mail");
    assert_eq!(said[0]["data"]["mail"]["known"], "team");
    assert!(said[0]["data"]["mail"]["quoted"].as_str().unwrap().contains("旧内容"));
    assert_eq!(said[1]["data"]["mail"]["known"], Value::Null, "somebody from outside is shown as such");
    assert_eq!(said[1]["data"]["mail"]["from"], "l***@example.com");
    // An address proves nothing: what only the vendor may do is not done by it.
    let path = format!("/api/v1/tickets/{}", id(&ticket));
    let shown = stage.get(&path).by(&agent).send().await.expect(200).json();
    let response = shown["clocks"].as_array().unwrap().iter().find(|clock| clock["kind"] == "response").unwrap();
    assert!(response["stopped_at"].is_null(), "a mail stops no clock");

    // Again: nothing twice, and both others wait with their reasons.
    look(&stage).await;
    assert_eq!(replies(&stage, &agent, &ticket).await.len(), 2);
    let held = stage.get("/api/v1/mail/quarantine").by(&sysadmin).send().await.expect(200).json();
    let mut reasons: Vec<_> = held["items"].as_array().unwrap().iter().map(|mail| mail["reason"].clone()).collect();
    reasons.sort_by_key(ToString::to_string);
    assert_eq!(reasons, [json!("broken"), json!("too_large")]);

    // A mail to the address of the contract opens a ticket that waits for somebody to judge how grave it is.
    let new = json!({ "address": "hs@example.invalid", "contract_id": stage.contract("HS").0, "work": "apps" });
    stage.post("/api/v1/mail/addresses").by(&sysadmin).json(&new).send().await.expect(201);
    imap.deliver(&mail(4, "hs@example.invalid", "", "三楼的打印机不工作"));
    look(&stage).await;
    let log = stage.get("/api/v1/mail/received").by(&sysadmin).send().await.expect(200).json();
    assert_eq!(log["items"][0]["state"], "opened", "{log}");
    let path = format!("/api/v1/tickets/{}", log["items"][0]["ticket_id"].as_str().unwrap());
    let opened = stage.get(&path).by(&agent).send().await.expect(200).json();
    assert_eq!(
        (opened["channel"].as_str(), opened["description"].as_str()),
        (Some("email"), Some("三楼的打印机不工作"))
    );
    assert!(opened["severity_set_by"].as_str().unwrap().contains("待定级"));
    stage.host.app.db().close().await;
}

/// `jianyue mail-in`, with its data in `data` and a mail on standard input; gives the exit code.
fn mail_in(data: &Path, more: &[(&str, &str)], raw: &str) -> i32 {
    let mut command = jianyue(data);
    command.arg("mail-in").envs(more.iter().copied());
    run(command, raw).status.code().unwrap()
}

#[test]
fn the_pipe_keeps_a_mail_or_has_it_given_again() {
    let data = tempfile::tempdir().unwrap();
    let raw = String::from_utf8(mail(1, "fuwu@example.invalid", "", "打印机")).unwrap();
    let kept = || fs::read_dir(data.path().join("mail")).map_or(0, Iterator::count);
    assert_eq!((mail_in(data.path(), &[], &raw), kept()), (0, 1));
    assert_eq!((mail_in(data.path(), &[], &raw), kept()), (0, 1), "it is known again");
    assert_eq!((mail_in(data.path(), &[], "no mail"), kept()), (0, 2), "nothing is lost");
    assert_eq!(mail_in(data.path(), &[], ""), 65);
    let away = ("JIANYUE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none");
    assert_eq!((mail_in(data.path(), &[away], &raw), kept()), (75, 2));
    assert_eq!(mail_in(data.path(), &[("JIANYUE_MAIL_LIMIT", "lots")], &raw), 75);
}
