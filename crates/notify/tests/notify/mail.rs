//! Mail to a real server: aiosmtpd, which scripts/setup.sh installs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use chrono::TimeDelta;
use jianyue_kernel::ContractId;
use jianyue_notify::{Notify, channels::email::Mailer, model::MessageState};
use jianyue_platform::{db::Db, events::Event, mail};
use jianyue_testkit::on_both_databases;
use serde::Serialize;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::common::{Setting, Stage};

/// A mail came back.
#[derive(Serialize)]
struct Bounced {
    message_id: Uuid,
    record: Uuid,
    why: &'static str,
}

impl Event for Bounced {
    const KIND: &'static str = "mailbox.bounced";

    fn subject(&self) -> Uuid {
        self.message_id
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

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
        let mut server = Self { process, folder, url: format!("smtp://{address}") };
        for _ in 0..200 {
            if TcpStream::connect(&address).await.is_ok() {
                return server;
            }
            let ended = server.process.try_wait().unwrap();
            assert!(ended.is_none(), "aiosmtpd ended");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the mail server does not answer");
    }

    fn mails(&self) -> Vec<String> {
        let new: PathBuf = self.folder.path().join("box").join("new");
        let Ok(files) = fs::read_dir(new) else { return Vec::new() };
        files.map(|file| read(&file.unwrap().path())).collect()
    }
}

fn read(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

on_both_databases! {
    async fn a_mail_arrives_once_with_its_number(db: Db) {
        let server = MailServer::start().await;
        let mailer = Mailer::new(&server.url, "践约 <yunwei@example.invalid>", 2).unwrap();
        let stage = Stage::with(db, Setting { at: None, mailer: Some(mailer) }).await;
        stage.tell_managers_by(&["email".to_owned()]).await;
        stage.breach(2).await;
        stage.env.advance(TimeDelta::seconds(15));
        stage.send().await;
        stage.send().await;
        let message = stage.message().await;
        assert_eq!((message.state, message.error), (MessageState::Sent, None));
        let mails = server.mails();
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert!(mail.contains(&format!("Message-ID: <{}.", message.id.simple())), "{mail}");
        let ticket = message.items[0].subject;
        let token = mail::token(&stage.app.app().state::<Notify>().sealer, ticket);
        assert!(mail.contains(&format!("Reply-To: fuwu+{token}@example.invalid")), "{mail}");
        assert!(mail.contains(&format!(".{token}@example.invalid>")), "{mail}");
        // It comes back: only who has the token of what it tells of may say so.
        let bounce = |record| Bounced { message_id: message.id, record, why: "550 5.1.1 查无此人" };
        stage.record(&[bounce(Uuid::from_u128(99))]).await;
        stage.app.deliver_events().await;
        assert_eq!(stage.message().await.state, MessageState::Sent);
        stage.record(&[bounce(ticket)]).await;
        stage.app.deliver_events().await;
        let message = stage.message().await;
        assert_eq!(message.state, MessageState::Failed);
        assert_eq!(message.error.as_deref(), Some("邮件被退回：550 5.1.1 查无此人"));
        assert!(mail.contains("Auto-Submitted: auto-generated"), "{mail}");
        assert!(mail.contains("@example.invalid>"), "{mail}");
    }
}
