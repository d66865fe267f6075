//! What becomes of mails: the corpus through the pipe.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use jianyue_mailbox::model::{MailReason, MailState};
use jianyue_platform::{db::Db, mail::MailFor};
use jianyue_testkit::{contract, on_both_databases};

use super::common::{LIMIT, PER_HOUR, Stage, corpus, plain, ticket};

fn none() -> BTreeMap<&'static str, String> {
    BTreeMap::new()
}

on_both_databases! {
    async fn a_mail_to_the_address_of_a_contract_is_a_new_request_and_done_once(db: Db) {
        let stage = Stage::new(db).await;
        let raw = plain(1, "fuwu@example.invalid", "", "三楼东侧的打印机不工作。");
        let mail = stage.give(&raw).await;
        assert_eq!((mail.state, mail.number.as_deref()), (MailState::Opened, Some("HS-2026-000001")));
        assert_eq!((mail.from_name.as_str(), mail.from.as_str()), ("王工", "wang@example.com"));
        let taken = stage.desk.taken();
        assert_eq!(taken.len(), 1);
        let wanted = MailFor::New {
            contract: contract(1), work: None, service: Some("helpdesk".to_owned()), channel: "email".to_owned(),
        };
        assert_eq!(taken[0].wanted, wanted);
        assert_eq!((taken[0].subject.as_str(), taken[0].text.as_str()), ("打印机不工作", "三楼东侧的打印机不工作。"));
        // The mail server gives it again, with a line more of its own; and it comes by another way.
        let again = [b"Received: from x by y; Mon, 2 Mar 2026 10:00:00 +0800\r\n".as_slice(), &raw].concat();
        assert!(!stage.keep(&again).await.is_new);
        stage.sort().await;
        assert!(stage.desk.taken().is_empty());
        assert_eq!((stage.log().await.len(), stage.files()), (1, 0));
    }

    async fn an_answer_finds_its_ticket_by_its_token_only(db: Db) {
        let stage = Stage::new(db).await;
        let token = stage.token();
        // By the address that answers go to, whatever the mail server makes of capitals.
        let to = format!("Fuwu+{}@example.invalid", token.to_uppercase());
        let mail = stage.give(&plain(1, &to, "", "已经好了。\n\n在 2026-03-01，践约 <y@example.invalid> 写道：\n> 工单")).await;
        assert_eq!((mail.state, mail.ticket_id), (MailState::Replied, Some(ticket())));
        let taken = stage.desk.taken();
        assert_eq!(taken[0].wanted, MailFor::Answer(ticket()));
        assert_eq!(taken[0].text, "已经好了。");
        assert!(taken[0].quoted.contains("> 工单"));
        // By the mail that it answers.
        let holes = BTreeMap::from([("TOKEN", token.clone())]);
        assert_eq!(stage.give(&corpus("reply-by-reference", &holes)).await.state, MailState::Replied);
        assert_eq!(stage.desk.taken()[0].wanted, MailFor::Answer(ticket()));
        // A number is no token: it is shown, and opens nothing.
        let forged = stage.give(&corpus("forged-number", &none())).await;
        assert_eq!(forged.state, MailState::Opened);
        assert_eq!(forged.hint.as_deref(), Some("HS-2026-000123"));
        assert!(matches!(stage.desk.taken()[0].wanted, MailFor::New { .. }));
        // A token that somebody has made up, or changed, waits for somebody.
        let mut forged = token.clone();
        forged.replace_range(0..1, if forged.starts_with('b') { "c" } else { "b" });
        let to = format!("fuwu+{forged}@example.invalid");
        assert_eq!(stage.refused(&plain(2, &to, "", "x")).await, MailReason::BadToken);
        let holes = BTreeMap::from([("TOKEN", forged)]);
        assert_eq!(stage.refused(&corpus("reply-by-reference-elsewhere", &holes)).await, MailReason::NoContract);
    }

    async fn what_a_program_wrote_waits_and_nothing_is_answered(db: Db) {
        let stage = Stage::new(db).await;
        let holes = BTreeMap::from([("TOKEN", stage.token())]);
        for (name, reason) in [
            ("out-of-office", MailReason::Automatic),
            ("own-mail-back", MailReason::Loop),
            ("mailing-list", MailReason::List),
            ("bounce-of-another", MailReason::Bounce),
        ] {
            assert_eq!(stage.refused(&corpus(name, &holes)).await, reason, "{name}");
        }
        for (number, (headers, reason)) in [
            ("Auto-Submitted: auto-generated\r\n", MailReason::Automatic),
            ("Precedence: bulk\r\n", MailReason::List),
            ("X-Autoreply: yes\r\n", MailReason::Automatic),
            ("Return-Path: <>\r\n", MailReason::Automatic),
        ].into_iter().enumerate() {
            let raw = plain(100 + u32::try_from(number).unwrap(), "fuwu@example.invalid", headers, "x");
            assert_eq!(stage.refused(&raw).await, reason, "{headers}");
        }
        let own = String::from_utf8(plain(200, "fuwu@example.invalid", "", "x")).unwrap();
        let own = own.replace("wang@example.com", "Yunwei@example.invalid");
        assert_eq!(stage.refused(own.as_bytes()).await, MailReason::Loop);
        // `Auto-Submitted: no` says that a person wrote it.
        let raw = plain(300, "fuwu@example.invalid", "Auto-Submitted: no\r\n", "x");
        assert_eq!(stage.give(&raw).await.state, MailState::Opened);
    }

    async fn a_mail_that_did_not_arrive_is_told_to_who_sent_it(db: Db) {
        let stage = Stage::new(db.clone()).await;
        let holes = BTreeMap::from([("TOKEN", stage.token())]);
        let mail = stage.give(&corpus("bounce", &holes)).await;
        assert_eq!(mail.state, MailState::Bounced);
        assert!(mail.detail.unwrap().contains("550 5.1.1"));
        let mut tx = db.peek().await.unwrap();
        let events = jianyue_platform::events::since(&mut tx, 0, 10).await.unwrap();
        assert!(events.iter().any(|event| event.kind == "mailbox.bounced" && event.subject == uuid::Uuid::from_u128(9)));
        // One that is only late is no failure.
        let late = String::from_utf8(corpus("bounce", &holes)).unwrap();
        let late = late.replace("Action: failed", "Action: delayed").replace("<bounce-1@", "<bounce-2@");
        assert_eq!(stage.refused(late.as_bytes()).await, MailReason::Bounce);
    }

    async fn a_mail_for_nobody_a_broken_one_and_a_huge_one_wait_and_stop_nothing(db: Db) {
        let stage = Stage::new(db).await;
        stage.keep(&plain(1, "somebody@example.invalid", "", "x")).await;
        stage.keep(b"\x00\xff\xfe no mail at all").await;
        let huge = [plain(2, "fuwu@example.invalid", "", ""), vec![b'x'; usize::try_from(LIMIT).unwrap()]].concat();
        stage.keep(&huge).await;
        stage.keep(&corpus("broken-mime", &none())).await;
        stage.keep(&plain(3, "fuwu@example.invalid", "", "打印机")).await;
        stage.sort().await;
        let log = stage.log().await;
        let reasons: Vec<_> = log.iter().rev().map(|mail| mail.reason).collect();
        assert_eq!(reasons, [Some(MailReason::NoContract), Some(MailReason::Broken), Some(MailReason::TooLarge), None, None]);
        assert_eq!(log[2].detail.as_deref(), Some("邮件有 2 MB，超过上限 1 MB"));
        assert_eq!(log[2].subject, "打印机不工作");
        assert_eq!(stage.desk.taken().len(), 2);
        assert_eq!(stage.files(), 3, "what waits is on the disk, and nothing else");
    }

    async fn a_sender_who_floods_waits_and_the_others_do_not(db: Db) {
        let stage = Stage::new(db).await;
        for number in 0..PER_HOUR + 2 {
            stage.keep(&plain(number, "fuwu@example.invalid", "", "x")).await;
            stage.env.advance(TimeDelta::seconds(1));
        }
        let other = String::from_utf8(plain(900, "fuwu@example.invalid", "", "x")).unwrap();
        stage.keep(other.replace("wang@", "li@").as_bytes()).await;
        stage.sort().await;
        assert_eq!(stage.desk.taken().len(), usize::try_from(PER_HOUR).unwrap() + 1);
        let waits = stage.log().await.iter().filter(|mail| mail.reason == Some(MailReason::TooMany)).count();
        assert_eq!(waits, 2);
        stage.env.advance(TimeDelta::hours(2));
        assert_eq!(stage.give(&plain(901, "fuwu@example.invalid", "", "x")).await.state, MailState::Opened);
    }

    async fn what_the_tickets_refuse_waits_with_the_reason(db: Db) {
        let stage = Stage::new(db).await;
        *stage.desk.refuses.lock().unwrap() = Some("合同已到期");
        let mail = stage.give(&plain(1, "fuwu@example.invalid", "", "x")).await;
        assert_eq!((mail.reason, mail.detail.as_deref()), (Some(MailReason::Refused), Some("合同已到期")));
        assert!(mail.has_file);
    }

    async fn what_was_settled_is_forgotten_after_90_days_and_what_waits_stays(db: Db) {
        let stage = Stage::new(db).await;
        stage.give(&plain(1, "fuwu@example.invalid", "", "x")).await;
        stage.refused_after_taken(&plain(2, "nobody@example.invalid", "", "x")).await;
        stage.env.advance(TimeDelta::days(91));
        stage.app.run_job("mailbox.forget").await.unwrap();
        let log = stage.log().await;
        assert_eq!((log.len(), log[0].state), (1, MailState::Quarantined));
    }
}
