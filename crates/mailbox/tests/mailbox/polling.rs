//! A mailbox is read from a real server.

use jianyue_mailbox::model::{MailReason, MailState};
use jianyue_platform::{db::Db, mail::MailFor};
use jianyue_testkit::on_both_databases;

use super::{
    common::{Stage, plain, ticket},
    dovecot::Dovecot,
};

async fn look(stage: &Stage) {
    stage.app.run_job("mailbox.look").await.unwrap();
    stage.sort().await;
}

on_both_databases! {
    async fn what_is_new_is_read_once_and_nothing_stops_the_rest(db: Db) {
        let server = Dovecot::start().await;
        let stage = Stage::reading(db, Some(server.url.parse().unwrap()), None).await;
        let answer = format!("fuwu+{}@example.invalid", stage.token());
        server.deliver(&plain(1, "fuwu@example.invalid", "", "打印机"));
        server.deliver(&[plain(2, "fuwu@example.invalid", "", ""), vec![b'x'; 50 << 20]].concat());
        server.deliver(b"no mail at all\r\n");
        server.deliver(&plain(3, &answer, "", "已经好了"));
        look(&stage).await;
        let taken = stage.desk.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!((taken[1].text.as_str(), &taken[1].wanted), ("已经好了", &MailFor::Answer(ticket())));
        let log = stage.log().await;
        let reasons: Vec<_> = log.iter().map(|mail| mail.reason).collect();
        assert_eq!(reasons.iter().filter(|reason| **reason == Some(MailReason::TooLarge)).count(), 1);
        assert_eq!(reasons.iter().filter(|reason| **reason == Some(MailReason::Broken)).count(), 1);
        let huge = log.iter().find(|mail| mail.reason == Some(MailReason::TooLarge)).unwrap();
        assert!(huge.size > 50 << 20 && !huge.has_file, "it was not fetched");
        assert_eq!((huge.from.as_str(), huge.subject.as_str()), ("wang@example.com", "打印机不工作"));
        // What is here is marked as seen; what is not is flagged, and nothing is gone.
        let marks: Vec<String> = server.mails("").iter().map(|name| name.split(',').next_back().unwrap().to_owned()).collect();
        assert_eq!(marks.iter().filter(|marks| marks.contains('S')).count(), 3, "{marks:?}");
        assert_eq!(marks.iter().filter(|marks| marks.contains('F')).count(), 1, "{marks:?}");
        // Again: nothing twice.
        look(&stage).await;
        assert!(stage.desk.taken().is_empty());
        assert_eq!(stage.log().await.len(), 4);
        // What comes later is read, and what came by the pipe meanwhile is known.
        server.deliver(&plain(4, "fuwu@example.invalid", "", "投影"));
        server.deliver(&plain(5, "fuwu@example.invalid", "", "网络"));
        stage.give(&plain(5, "fuwu@example.invalid", "", "网络")).await;
        look(&stage).await;
        assert_eq!(stage.desk.taken().len(), 2);
        let polling = stage.get("/api/v1/mail/polling").await;
        assert_eq!((polling["error"].as_str(), polling["kept"].as_i64()), (None, Some(6)));
        assert!(!polling["mailbox"].as_str().unwrap().contains("secret"), "{polling}");
    }

    async fn of_a_mailbox_that_people_used_only_what_is_unread_is_taken_and_then_everything_new(db: Db) {
        let server = Dovecot::start().await;
        for number in 1..4 {
            server.deliver(&plain(number, "fuwu@example.invalid", "", "旧"));
            server.deliver_read(&plain(number + 10, "fuwu@example.invalid", "", "读过的"));
        }
        let first = Stage::reading(db.clone(), Some(server.url.parse().unwrap()), Some("Done")).await;
        look(&first).await;
        assert_eq!(first.desk.taken().len(), 3);
        assert_eq!((server.mails("").len(), server.mails(".Done").len()), (3, 3));
        // From now on everything new is taken, whoever has read it before.
        server.deliver_read(&plain(9, "fuwu@example.invalid", "", "新"));
        look(&first).await;
        assert_eq!((first.desk.taken().len(), server.mails(".Done").len()), (1, 4));
    }

    async fn a_server_that_is_away_or_refuses_is_shown_and_tried_again(db: Db) {
        let server = Dovecot::start().await;
        let wrong = server.url.replace("secret", "wrong");
        let stage = Stage::reading(db, Some(wrong.parse().unwrap()), None).await;
        look(&stage).await;
        let polling = stage.get("/api/v1/mail/polling").await;
        assert!(polling["error"].as_str().unwrap().contains("用户名和密码"), "{polling}");
        assert!(polling["succeeded_at"].is_null() && polling["looked_at"].is_string());
        assert!(stage.log().await.iter().all(|mail| mail.state != MailState::Opened));
    }

    async fn a_mail_that_the_server_cannot_give_is_passed_over_after_three_looks(db: Db) {
        let server = Dovecot::start().await;
        let stage = Stage::reading(db, Some(server.url.parse().unwrap()), None).await;
        server.deliver(&plain(1, "fuwu@example.invalid", "", "一"));
        server.deliver(&plain(2, "fuwu@example.invalid", "", "二"));
        look(&stage).await;
        stage.desk.taken();
        server.deliver(&plain(3, "fuwu@example.invalid", "", "三"));
        server.deliver(&plain(4, "fuwu@example.invalid", "", "四"));
        server.spoil("1700000003");
        for _ in 0..3 {
            look(&stage).await;
        }
        assert_eq!(stage.desk.taken().len(), 1, "{:?}", stage.get("/api/v1/mail/polling").await);
        let log = stage.log().await;
        assert!(log.iter().any(|mail| mail.reason == Some(MailReason::Unreadable)), "{log:?}");
        let polling = stage.get("/api/v1/mail/polling").await;
        assert!(polling["error"].is_null(), "{polling}");
    }
}
