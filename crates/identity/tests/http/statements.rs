use chrono::TimeDelta;
use jianyue_identity::{
    FirstAdministrator, NewPerson, bootstrap_administrators,
    model::{Invitation, InvitationState, Session, SessionLimits},
    store,
};
use jianyue_kernel::Role;
use jianyue_platform::Db;
use jianyue_testkit::{contract, on_both_databases};
use serde_json::json;

use crate::support::{Browser, PASSWORD, Site, on};

on_both_databases! {
    async fn every_statement_fits_the_schema(db: Db) {
        let mut tx = db.peek().await.unwrap();
        let statements = store::statements();
        assert!(statements.len() > 40);
        for statement in statements {
            if let Err(error) = tx.prepare(statement).await {
                panic!("{error}: {statement:?}");
            }
        }
    }

    async fn the_first_administrators_are_made_once_and_change_their_passwords(db: Db) {
        let site = Site::new(&db);
        let password = site.module.passwords().hash(PASSWORD).await.unwrap();
        let first = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor].map(|role| {
            let person = NewPerson {
                account: role.code().to_owned(),
                name: role.name().to_owned(),
                locale: "zh-CN".to_owned(),
            };
            FirstAdministrator { person, role, password: password.clone() }
        });
        for expected in [3, 0] {
            let mut tx = db.write().await.unwrap();
            let made = bootstrap_administrators(&mut tx, &site.env, &first).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(made.len(), expected);
        }
        let mut browser = Browser::new(&site.app);
        let answer = browser.sign_in("auditor", PASSWORD).await.expect(200);
        assert_eq!(answer.json()["must_change_password"], json!(true));
    }

    async fn what_is_over_for_long_is_removed_and_nothing_else(db: Db) {
        let site = Site::new(&db);
        let person = site.person("wanggong", &[on(contract(1), Role::Engineer)]).await;
        let browser = site.browser("wanggong").await;
        Browser::new(&site.app).sign_in("nobody", "x").await.expect(401);
        let clean_up = &jianyue_identity::jobs::all()[0];
        let left = async || {
            let mut tx = db.peek().await.unwrap();
            let now = chrono::DateTime::UNIX_EPOCH;
            let open = store::sessions::session_list_open(&mut tx, person, now, now).await.unwrap().len();
            let failures = store::sign_in::failures(&mut tx, &jianyue_identity::secrets::digest("nobody")).await;
            (open, failures.unwrap().is_some())
        };
        clean_up.run.run(site.app.app(), site.env.now()).await.unwrap();
        assert_eq!(left().await, (1, true));
        site.wait(TimeDelta::minutes(16));
        clean_up.run.run(site.app.app(), site.env.now()).await.unwrap();
        assert_eq!(left().await, (1, false));
        site.wait(SessionLimits::default().absolute + TimeDelta::days(91));
        clean_up.run.run(site.app.app(), site.env.now()).await.unwrap();
        assert_eq!(left().await, (0, false));
        assert_eq!(browser.get("/me").await.code(), "identity.session_expired");
    }

    async fn an_invitation_is_accepted_once_and_not_when_it_is_over(db: Db) {
        let site = Site::new(&db);
        let by = site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let invitation = Invitation {
            id: site.env.id(),
            grant: on(contract(1), Role::Engineer),
            name: "新工（测试）".to_owned(),
            invited_by: by,
            created_at: site.env.now(),
            expires_at: site.env.now() + TimeDelta::hours(1),
            state: InvitationState::Open,
        };
        let mut tx = db.write().await.unwrap();
        store::invitations::invitation_insert(&mut tx, &invitation, b"digest").await.unwrap();
        let found = store::invitations::invitation_by_digest(&mut tx, b"digest", site.env.now()).await.unwrap();
        assert_eq!(found.as_ref(), Some(&invitation));
        for (at, accepted) in [
            (invitation.expires_at, false),
            (invitation.expires_at - TimeDelta::seconds(1), true),
            (site.env.now(), false),
        ] {
            let outcome = store::invitations::invitation_accept(&mut tx, invitation.id, by, at).await.unwrap();
            assert_eq!(outcome, accepted, "at {at}");
        }
    }

    async fn a_session_row_survives_the_round_trip(db: Db) {
        let site = Site::new(&db);
        let person = site.person("wanggong", &[]).await;
        let session = Session {
            id: site.env.id(),
            person_id: person.0,
            created_at: site.env.now(),
            seen_at: site.env.now(),
            expires_at: site.env.now() + TimeDelta::hours(1),
            revoked_at: None,
            user_agent: "浏览器".to_owned(),
            address: "::1".to_owned(),
        };
        let mut tx = db.write().await.unwrap();
        store::sessions::session_insert(&mut tx, &session).await.unwrap();
        assert_eq!(store::sessions::session_by_id(&mut tx, session.id).await.unwrap(), Some(session));
    }
}
