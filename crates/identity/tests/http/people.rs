use jianyue_kernel::{ContractId, Grant, Role};
use jianyue_platform::{Db, people::People};
use jianyue_testkit::{contract, on_both_databases};
use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, Site, everywhere, on};

fn role(contract: Option<ContractId>, role: Role) -> Value {
    json!({ "contract_id": contract, "role": role })
}

fn accounts(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|person| person["account"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn an_account_is_unique_whatever_its_case(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let security = site.browser("security").await;
        let create = async |account: &str| security.post("/people", json!({ "account": account, "name": "某人" })).await;
        create("Wang.Gong").await.expect(201);
        assert_eq!(create("wang.gong").await.expect(409).code(), "identity.account_taken");
        assert_eq!(create("x").await.expect(422).code(), "identity.bad_account");
        let nameless = security.post("/people", json!({ "account": "somebody", "name": " " })).await;
        assert_eq!(nameless.expect(422).code(), "identity.bad_name");
        assert_eq!(site.audited("identity.create_person").await, 2, "the refused leave nothing");
    }

    async fn phone_and_mail_are_sealed_and_shown_to_who_manages_people(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let security = site.browser("security").await;
        let body = json!({ "account": "wanggong", "name": "王工（测试）", "phone": "000-0000", "email": "a@example.com" });
        let created = security.post("/people", body).await.expect(201).json();
        assert_eq!(created["person"]["phone"], "000-0000");
        let path = format!("/people/{}", created["person"]["id"].as_str().unwrap());
        security.put(&format!("{path}/roles"), json!([role(Some(contract(1)), Role::Engineer)])).await.expect(200);
        let id = created["person"]["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
        let changed = security.patch_person(id.into(), json!({ "phone": "" })).await.expect(200).json();
        assert_eq!((changed.get("phone"), &changed["email"]), (None, &json!("a@example.com")));
        assert_eq!(security.get(&path).await.json()["email"], "a@example.com");
        let manager = site.browser("ligong").await;
        assert_eq!(manager.get(&path).await.expect(200).json().get("email"), None);
        let mut tx = db.peek().await.unwrap();
        let kept: (Vec<u8>,) =
            tx.one("SELECT email_sealed FROM person WHERE account = 'wanggong'", vec![]).await.unwrap();
        assert!(!String::from_utf8_lossy(&kept.0).contains("example.com"));
        assert!(!site.audit_details().await.contains("example.com"));
    }

    async fn programs_find_people_by_their_account_however_it_is_spelled(db: Db) {
        let site = Site::new(&db);
        let engineer = site.person("Wang.Gong", &[on(contract(1), Role::Engineer)]).await;
        let people = site.app.app().state::<People>().0.clone();
        let mut tx = db.peek().await.unwrap();
        let found = people.by_account(&mut tx, " wang.GONG ", contract(1)).await.unwrap().unwrap();
        assert_eq!((found.id, found.roles), (engineer, vec![Role::Engineer]));
        let elsewhere = people.by_account(&mut tx, "wang.gong", contract(2)).await.unwrap().unwrap();
        assert!(elsewhere.roles.is_empty(), "no role on a contract of others");
        assert_eq!(people.by_account(&mut tx, "nobody", contract(1)).await.unwrap(), None);
    }

    async fn a_manager_sees_their_own_people_and_nobody_elses(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let mine = site.person("mine", &[on(contract(1), Role::Engineer), on(contract(2), Role::Engineer)]).await;
        let theirs = site.person("theirs", &[on(contract(2), Role::Engineer)]).await;
        let manager = site.browser("ligong").await;
        let page = manager.get("/people").await.expect(200).json();
        assert_eq!(accounts(&page), ["ligong", "mine"]);
        let seen = manager.get(&format!("/people/{mine}")).await.expect(200).json();
        assert_eq!(seen["roles"].as_array().unwrap().len(), 1, "what they do elsewhere is not shown");
        assert_eq!(manager.get(&format!("/people/{theirs}")).await.expect(404).code(), "identity.no_person");
        assert_eq!(site.browser("mine").await.get("/people").await.expect(403).code(), "denied");
    }

    async fn people_are_found_by_part_of_account_or_name_page_by_page(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        for account in ["b.wang", "a.wang", "c.li"] {
            site.person(account, &[]).await;
        }
        let security = site.browser("security").await;
        let first = security.get("/people?q=WANG&limit=1").await.expect(200).json();
        assert_eq!(accounts(&first), ["a.wang"]);
        let path = format!("/people?q=WANG&limit=1&after={}", first["next"].as_str().unwrap());
        let second = security.get(&path).await.expect(200).json();
        assert_eq!((accounts(&second), &second["next"]), (vec!["b.wang"], &json!(null)));
        assert_eq!(accounts(&security.get("/people?q=li%EF%BC%88").await.json()), ["c.li"]);
        assert_eq!(accounts(&security.get("/people?q=%25").await.json()), [""; 0], "no pattern language");
        assert_eq!(security.get("/people?after=zz").await.expect(400).code(), "page.bad_cursor");
    }

    async fn the_three_administrators_stay_apart(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let id = site.person("wanggong", &[]).await;
        let security = site.browser("security").await;
        let path = format!("/people/{id}/roles");
        let both = json!([role(None, Role::Auditor), role(None, Role::SystemAdministrator)]);
        let answer = security.put(&path, both).await.expect(422);
        assert_eq!(answer.code(), "identity.administrators_apart");
        security.put(&path, json!([role(None, Role::Auditor)])).await.expect(200);
        security.put(&path, json!([role(None, Role::SystemAdministrator)])).await.expect(200);
        let nowhere = json!([role(None, Role::Engineer)]);
        assert_eq!(security.put(&path, nowhere).await.expect(422).code(), "identity.contract_missing");
        let somewhere = json!([role(Some(contract(1)), Role::Auditor)]);
        assert_eq!(security.put(&path, somewhere).await.expect(422).code(), "identity.contract_named");
        let unknown = json!([{ "role": "king" }]);
        assert_eq!(security.put(&path, unknown).await.expect(422).code(), "body.bad_field");
        let now = security.get(&format!("/people/{id}")).await.json();
        assert_eq!(now["roles"], json!([{ "contract_id": null, "role": "system_administrator", "works": [] }]));
    }

    async fn two_grants_at_the_same_time_do_not_make_one_person_two_administrators(db: Db) {
        let site = Site::new(&db);
        for account in ["security", "security2"] {
            site.person(account, &[everywhere(Role::SecurityAdministrator)]).await;
        }
        let id = site.person("wanggong", &[]).await;
        let (one, other) = (site.browser("security").await, site.browser("security2").await);
        let path = format!("/people/{id}/roles");
        for _ in 0..5 {
            tokio::join!(
                one.put(&path, json!([role(None, Role::Auditor)])),
                other.put(&path, json!([role(None, Role::SystemAdministrator)]))
            );
            let now = one.get(&format!("/people/{id}")).await.json();
            assert_eq!(now["roles"].as_array().unwrap().len(), 1, "{now}");
        }
    }

    async fn only_a_security_administrator_gives_roles_and_never_to_themselves(db: Db) {
        let site = Site::new(&db);
        let own = site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let manager_id = site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        site.person("auditor", &[everywhere(Role::Auditor)]).await;
        site.person("system", &[everywhere(Role::SystemAdministrator)]).await;
        let wanted = json!([role(Some(contract(2)), Role::VendorManager)]);
        for account in ["ligong", "auditor", "system"] {
            let browser = site.browser(account).await;
            let path = format!("/people/{manager_id}/roles");
            assert_eq!(browser.put(&path, wanted.clone()).await.expect(403).code(), "denied", "{account}");
        }
        let security = site.browser("security").await;
        let answer = security.put(&format!("/people/{own}/roles"), wanted).await.expect(403);
        assert_eq!(answer.code(), "identity.own_roles");
        for action in ["disable", "reset-password"] {
            let answer = security.post(&format!("/people/{own}/{action}"), json!({})).await.expect(403);
            assert_eq!(answer.code(), "identity.own_account");
        }
        assert_eq!(site.audited("identity.set_roles").await, 4, "only those of the set-up");
    }

    async fn roles_that_change_take_effect_at_once(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let id = site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let (security, manager) = (site.browser("security").await, site.browser("ligong").await);
        manager.get("/people").await.expect(200);
        let path = format!("/people/{id}/roles");
        security.put(&path, json!([role(Some(contract(1)), Role::Finance)])).await.expect(200);
        manager.get("/people").await.expect(403);
    }

    async fn a_closed_account_lets_nobody_in(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let id = site.person("wanggong", &[on(contract(1), Role::Engineer)]).await;
        let security = site.browser("security").await;
        let mut person = site.browser("wanggong").await;
        security.post(&format!("/people/{id}/disable"), json!({})).await.expect(200);
        person.get("/me").await.expect(401);
        person.refresh().await.expect(401);
        let mut again = Browser::new(&site.app);
        assert_eq!(again.sign_in("wanggong", PASSWORD).await.expect(403).code(), "identity.disabled");
        assert_eq!(again.sign_in("wanggong", "wrong").await.expect(401).code(), "identity.bad_credentials");
        security.post(&format!("/people/{id}/enable"), json!({})).await.expect(200);
        again.sign_in("wanggong", PASSWORD).await.expect(200);
    }

    async fn a_reset_password_ends_the_sessions_and_must_be_changed(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let id = site.person("wanggong", &[]).await;
        let security = site.browser("security").await;
        let mut person = site.browser("wanggong").await;
        let reset = security.post(&format!("/people/{id}/reset-password"), json!({})).await.expect(200).json();
        person.get("/me").await.expect(401);
        person.sign_in("wanggong", PASSWORD).await.expect(401);
        let first = reset["initial_password"].as_str().unwrap();
        let answer = person.sign_in("wanggong", first).await.expect(200).json();
        assert_eq!(answer["must_change_password"], json!(true));
    }

    async fn work_is_given_to_engineers_and_managers_of_the_contract(db: Db) {
        let site = Site::new(&db);
        let works = |works: &[&str]| works.iter().map(ToString::to_string).collect();
        site.person("a.manager", &[on(contract(1), Role::VendorManager), on(contract(1), Role::Engineer)]).await;
        site.person("b.engineer", &[Grant { works: works(&["1"]), ..on(contract(1), Role::Engineer) }]).await;
        site.person("c.engineer", &[Grant { works: works(&["2"]), ..on(contract(1), Role::Engineer) }]).await;
        site.person("d.finance", &[on(contract(1), Role::Finance)]).await;
        site.person("e.engineer", &[on(contract(2), Role::Engineer)]).await;
        let path = format!("/people/assignable?contract={}", contract(1));
        let names = async |account: &str| {
            let list = site.browser(account).await.get(&path).await.expect(200).json();
            let name = |person: &Value| person["name"].as_str().unwrap().split('（').next().unwrap().to_owned();
            list.as_array().unwrap().iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(names("a.manager").await, ["a.manager", "b.engineer", "c.engineer"]);
        assert_eq!(names("b.engineer").await, ["a.manager", "b.engineer"], "members see their works");
        let manager = site.browser("a.manager").await.get(&path).await.json()[0].clone();
        assert_eq!(manager["roles"], json!(["engineer", "vendor_manager"]));
        site.browser("d.finance").await.get(&path).await.expect(403);
        site.browser("e.engineer").await.get(&path).await.expect(403);
    }

    async fn other_modules_learn_of_people_by_directory_and_event(db: Db) {
        let site = Site::new(&db);
        let id = site.person("wanggong", &[on(contract(1), Role::Engineer), on(contract(2), Role::Finance)]).await;
        let directory = site.app.app().state::<People>().0.clone();
        let mut tx = db.peek().await.unwrap();
        let found = directory.person(&mut tx, id, contract(1)).await.unwrap().unwrap();
        assert_eq!((found.id, found.roles), (id, vec![Role::Engineer]));
        let nobody = directory.person(&mut tx, uuid::Uuid::nil().into(), contract(1)).await.unwrap();
        assert_eq!(nobody, None);
        let args = jianyue_platform::args!["identity.person_changed", id];
        let events: (i64,) =
            tx.one("SELECT COUNT(*) FROM event WHERE kind = $1 AND subject = $2", args).await.unwrap();
        assert_eq!(events.0, 2, "opened, roles given");
    }
}
