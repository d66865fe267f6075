//! Reply templates and macros: variables, who sees what, and running.

use jianyue_kernel::{Actor, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, id, kinds, new, new_re};

const EVIL: &str = "<script>alert('x')</script><img src=x onerror=alert(1)> {{number}}";

async fn post(stage: &Stage, by: &Actor, path: &str, body: Value) -> Answer {
    stage.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
}

async fn patch(stage: &Stage, by: &Actor, path: &str, body: Value) -> Answer {
    stage.app.patch(&format!("/api/v1{path}")).by(by).json(&body).send().await
}

async fn run(stage: &Stage, by: &Actor, ticket: &Value, made: &Value) -> Answer {
    stage.app.post(&format!("/api/v1/tickets/{}/macros/{}", id(ticket), id(made))).by(by).send().await
}

async fn length(stage: &Stage, by: &Actor, path: &str) -> usize {
    stage.get(by, path).await.expect(200).json().as_array().unwrap().len()
}

on_both_databases! {
    async fn a_template_is_filled_in_for_a_ticket(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let agent = stage.agent();
        let text = "{{reporter}}（{{unit}}）您好：{{today}} 收到 {{number}}“{{title}}”，{{contract}}，{{case}}，{{state}}，\
                    应于 {{due}} 前处理（{{clause}}）。{{me}}";
        let made = post(&stage, &agent, "/reply-templates", json!({ "name": "已受理", "text": text })).await.expect(201).json();
        let filled = stage.get(&agent, &format!("/tickets/{}/reply-templates/{}", id(&ticket), id(&made))).await.expect(200).json();
        let filled = filled["text"].as_str().unwrap();
        let start = "报修人甲（考务处）您好：2021年12月6日 收到 HS-2021-000001“考务系统无法登录”，";
        assert!(filled.starts_with(start), "{filled}");
        assert!(filled.contains("待接单，应于 2021-12-06 ") && filled.ends_with("人员5（测试）"), "{filled}");
        assert!(!filled.contains("（）") && !filled.contains("{{"), "{filled}");
        // What a reporter typed is never a variable.
        let mut sly = new("HS-S2");
        sly["title"] = json!("{{me}} {{phone}}");
        let sly = stage.open_as(&agent, stage.hs, &sly).await.expect(201).json();
        let named = post(&stage, &agent, "/reply-templates", json!({ "name": "标题", "text": "[{{title}}][{{unit}}]" })).await.expect(201).json();
        let path = format!("/tickets/{}/reply-templates/{}", id(&sly), id(&named));
        assert_eq!(stage.get(&agent, &path).await.json()["text"], "[{{me}} {{phone}}][考务处]");
    }

    async fn an_unknown_variable_is_refused_with_its_place(db: Db) {
        let stage = Stage::new(db).await;
        let body = json!({ "name": "x", "text": "您好：\n{{reporter}}，电话 {{phone}}" });
        let bad = post(&stage, &stage.agent(), "/reply-templates", body).await.expect(422);
        assert_eq!(bad.code(), "ticketing.unknown_variable");
        let bad = bad.json();
        assert_eq!((&bad["at"], &bad["line"], &bad["column"], &bad["variable"]), (&json!(20), &json!(2), &json!(17), &json!("phone")));
        assert_eq!(bad["known"].as_array().unwrap().len(), 11);
        assert_eq!(bad["errors"][0]["field"], "text");
        assert!(bad["detail"].as_str().unwrap().contains("{{number}}、{{title}}"));
        let steps = json!([{ "do": "take" }, { "do": "reply", "text": "{{numbr}}" }]);
        let bad = post(&stage, &stage.agent(), "/macros", json!({ "name": "x", "steps": steps })).await.expect(422).json();
        assert_eq!((&bad["step"], &bad["at"], &bad["errors"][0]["field"]), (&json!(1), &json!(0), &json!("steps")));
        for steps in [
            json!([]), json!([{ "do": "reply", "text": " " }]), json!([{ "do": "dance" }]), json!([{ "do": "check-in" }]),
            json!([{ "do": "reply", "text": "长".repeat(10_001) }]), json!(vec![json!({ "do": "take" }); 11]),
        ] {
            post(&stage, &stage.agent(), "/macros", json!({ "name": "x", "steps": steps })).await.expect(422);
        }
        assert_eq!(length(&stage, &stage.agent(), "/macros").await, 0);
    }

    async fn a_macro_does_all_its_steps_together(db: Db) {
        let stage = Stage::new(db).await;
        let (agent, ticket) = (stage.agent(), stage.open("HS-S2").await);
        let steps = json!([
            { "do": "take" }, { "do": "reply", "text": "{{reporter}}您好，{{number}} 已受理。{{me}}" },
            { "do": "pause", "reason": "等 {{unit}} 确认", "evidence": "电话", "agreed_by": "{{reporter}}" },
        ]);
        let made = post(&stage, &agent, "/macros", json!({ "name": "等待确认", "steps": steps })).await.expect(201).json();
        assert_eq!((&made["mine"], &made["contract_id"], &made["version"]), (&json!(true), &json!(null), &json!(1)));
        let path = format!("/tickets/{}/macros/{}", id(&ticket), id(&made));
        let ready = stage.get(&agent, &path).await.expect(200).json();
        assert_eq!(ready["steps"][1]["text"], "报修人甲您好，HS-2021-000001 已受理。人员5（测试）");
        assert_eq!(ready["steps"][2]["reason"], "等 考务处 确认");
        assert_eq!(stage.now(&ticket).await["version"], 1, "looking does nothing");
        let done = run(&stage, &agent, &ticket, &made).await.expect(200).json();
        assert_eq!(done["state"], "paused");
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "taken", "replied", "paused"]);
        assert_eq!(history[2]["text"], "报修人甲您好，HS-2021-000001 已受理。人员5（测试）");
        // Not possible a second time: nothing of it is done.
        let again = run(&stage, &agent, &ticket, &made).await.expect(409);
        assert_eq!(again.json()["step"], 0);
        let renamed = patch(&stage, &agent, &format!("/macros/{}", id(&made)), json!({ "steps": [{ "do": "resume" }] })).await.expect(200).json();
        assert_eq!((&renamed["name"], &renamed["version"]), (&json!("等待确认"), &json!(2)));
        assert_eq!(run(&stage, &agent, &ticket, &made).await.expect(200).json()["state"], "working");
        let stale = stage.app.post(&format!("/api/v1{path}")).by(&agent).header("if-match", "\"1\"").send().await;
        assert_eq!(stale.expect(412).json()["current"]["state"], "working");
    }

    async fn a_macro_that_its_runner_may_not_do_is_refused_as_a_whole(db: Db) {
        let stage = Stage::new(db).await;
        let (manager, ticket) = (stage.manager(), stage.open("HS-S2").await);
        let steps = json!([
            { "do": "reply", "text": "降级" }, { "do": "severity", "case": "HS-S3", "reason": "影响小" }, { "do": "take" },
        ]);
        let body = json!({ "name": "降级", "steps": steps, "contract_id": stage.hs });
        let made = post(&stage, &manager, "/macros", body).await.expect(201).json();
        let engineer = stage.engineer();
        assert_eq!(length(&stage, &engineer, "/macros").await, 1);
        let refused = run(&stage, &engineer, &ticket, &made).await.expect(403);
        assert_eq!((refused.code().as_str(), &refused.json()["step"]), ("denied", &json!(1)));
        assert_eq!(kinds(&stage.history(&engineer, &ticket).await), ["opened"]);
        assert_eq!(stage.now(&ticket).await["version"], 1);
        assert_eq!(stage.events(&ticket).await.len(), 1);
        // A client does not run the desk's macros, however harmless.
        run(&stage, &stage.client(), &ticket, &made).await.expect(403);
        run(&stage, &manager, &ticket, &made).await.expect(200);
    }

    async fn what_others_keep_is_not_there(db: Db) {
        let stage = Stage::new(db).await;
        let (mine, ticket) = (stage.engineer(), stage.open("HS-S2").await);
        for (path, on_ticket, body, code) in [
            ("/reply-templates", "reply-templates", json!({ "name": "私", "text": "私人用语" }), "ticketing.no_reply_template"),
            ("/macros", "macros", json!({ "name": "私", "steps": [{ "do": "take" }] }), "ticketing.no_macro"),
        ] {
            let made = post(&stage, &mine, path, body).await.expect(201).json();
            for by in [&stage.colleague(), &stage.manager(), &stage.agent()] {
                assert_eq!(length(&stage, by, path).await, 0);
                assert_eq!(patch(&stage, by, &format!("{path}/{}", id(&made)), json!({ "name": "改" })).await.expect(404).code(), code);
                stage.app.delete(&format!("/api/v1{path}/{}", id(&made))).by(by).send().await.expect(404);
                let used = stage.get(by, &format!("/tickets/{}/{on_ticket}/{}", id(&ticket), id(&made))).await.expect(404);
                assert_eq!(used.code(), code);
            }
            // Neither clients nor finance have any.
            let finance = actor(8).on(stage.hs, Role::Finance).done();
            for by in [&stage.client(), &finance] {
                assert_eq!(length(&stage, by, path).await, 0);
                stage.get(by, &format!("/tickets/{}/{on_ticket}/{}", id(&ticket), id(&made))).await.expect(403);
                patch(&stage, by, &format!("{path}/{}", id(&made)), json!({ "name": "改" })).await.expect(403);
            }
            stage.app.delete(&format!("/api/v1{path}/{}", id(&made))).by(&mine).send().await.expect(204);
        }
        let made = post(&stage, &mine, "/macros", json!({ "name": "私", "steps": [{ "do": "take" }] })).await.expect(201).json();
        run(&stage, &stage.colleague(), &ticket, &made).await.expect(404);
        assert_eq!(stage.now(&ticket).await["state"], "open");
    }

    async fn what_is_shared_stays_on_its_contract(db: Db) {
        let stage = Stage::new(db).await;
        let (manager, engineer, stranger) = (stage.manager(), stage.engineer(), stage.stranger());
        let hs = stage.open("HS-S2").await;
        stage.env.set("2024-07-01T10:00:00+08:00");
        let re = stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(201).json();
        for (path, on_ticket, content) in [
            ("/reply-templates", "reply-templates", json!({ "text": "{{number}}" })),
            ("/macros", "macros", json!({ "steps": [{ "do": "note", "text": "{{number}}" }] })),
        ] {
            let mut body = content;
            body["name"] = json!("共用");
            body["contract_id"] = json!(stage.hs);
            post(&stage, &engineer, path, body.clone()).await.expect(403);
            post(&stage, &stage.client(), path, body.clone()).await.expect(403);
            post(&stage, &stranger, path, body.clone()).await.expect(404);
            let made = post(&stage, &manager, path, body).await.expect(201).json();
            let on = |ticket: &Value| format!("/tickets/{}/{on_ticket}/{}", id(ticket), id(&made));
            // Seen by the desk of the contract, used on its tickets only.
            assert_eq!((length(&stage, &engineer, path).await, length(&stage, &stranger, path).await), (1, 0));
            assert_eq!(length(&stage, &engineer, &format!("{path}?contract={}", stage.re)).await, 0);
            assert_eq!(length(&stage, &engineer, &format!("{path}?contract={}", stage.hs)).await, 1);
            stage.get(&engineer, &on(&hs)).await.expect(200);
            stage.get(&engineer, &on(&re)).await.expect(404);
            stage.get(&stranger, &on(&hs)).await.expect(404);
            stage.get(&stranger, &on(&re)).await.expect(404);
            let made_path = format!("{path}/{}", id(&made));
            patch(&stage, &engineer, &made_path, json!({ "name": "改" })).await.expect(403);
            patch(&stage, &stranger, &made_path, json!({ "name": "改" })).await.expect(404);
            stage.app.delete(&format!("/api/v1{made_path}")).by(&engineer).send().await.expect(403);
            assert_eq!(patch(&stage, &stage.agent(), &made_path, json!({ "name": "坐席改" })).await.expect(200).json()["mine"], false);
            // Moved to a contract only by who may write there.
            let on_hs_only = actor(4).on(stage.hs, Role::VendorManager).done();
            patch(&stage, &on_hs_only, &made_path, json!({ "contract_id": stage.re })).await.expect(404);
            stage.app.delete(&format!("/api/v1{made_path}")).by(&stage.agent()).send().await.expect(204);
        }
    }

    async fn markup_is_just_text(db: Db) {
        let stage = Stage::new(db).await;
        let (agent, ticket) = (stage.agent(), stage.open("HS-S2").await);
        let template = post(&stage, &agent, "/reply-templates", json!({ "name": EVIL, "text": EVIL })).await;
        template.expect(422);
        let name = "<b onclick=alert(1)>名</b>";
        let template = post(&stage, &agent, "/reply-templates", json!({ "name": name, "text": EVIL })).await.expect(201);
        assert_eq!(template.header("content-type"), "application/json");
        assert_eq!((&template.json()["name"], &template.json()["text"]), (&json!(name), &json!(EVIL)));
        let path = format!("/tickets/{}/reply-templates/{}", id(&ticket), id(&template.json()));
        assert_eq!(stage.get(&agent, &path).await.json()["text"], json!(EVIL.replace("{{number}}", "HS-2021-000001")));
        let steps = json!([{ "do": "reply", "text": EVIL }]);
        let made = post(&stage, &agent, "/macros", json!({ "name": name, "steps": steps })).await.expect(201).json();
        run(&stage, &agent, &ticket, &made).await.expect(200);
        let said = &stage.history(&stage.client(), &ticket).await[1];
        assert_eq!(said["text"], json!(EVIL.replace("{{number}}", "HS-2021-000001")));
        let view = json!({ "name": name, "filters": { "q": "'; DROP TABLE desk_item; --", "work": "' OR 1=1 --" } });
        let view = post(&stage, &agent, "/views", view).await.expect(201).json();
        assert_eq!(view["name"], name);
        assert_eq!(length(&stage, &agent, "/macros").await, 1);
    }

    async fn a_question_is_answered_and_closed_at_once(db: Db) {
        let stage = Stage::new(db).await;
        let agent = stage.agent();
        let mut question = new("HS-S4");
        question["kind"] = json!("consultation");
        let question = stage.open_as(&agent, stage.hs, &question).await.expect(201).json();
        let steps = |reason: Value| json!({ "steps": [
            { "do": "reply", "text": "请在“个人中心”修改" }, { "do": "resolve", "solution": "已告知路径" }, { "do": "close", "reason": reason },
        ] });
        // Who answered says how the reporter agreed.
        let bare = stage.act(&agent, &question, "steps", steps(json!(null))).await.expect(422);
        assert_eq!((&bare.json()["step"], &bare.json()["errors"][0]["field"]), (&json!(2), &json!("reason")));
        assert_eq!(stage.now(&question).await["state"], "open");
        let closed = stage.act(&agent, &question, "steps", steps(json!("电话中确认已清楚"))).await.expect(200).json();
        assert_eq!((&closed["state"], &closed["satisfaction"]), (&json!("closed"), &json!(null)));
        assert_eq!(kinds(&stage.history(&stage.client(), &question).await), ["opened", "replied", "resolved", "closed"]);
        // A fault is looked at by somebody else, whoever mended it.
        for by in [&agent, &stage.manager()] {
            let fault = stage.open("HS-S4").await;
            let refused = stage.act(by, &fault, "steps", steps(json!("已确认"))).await.expect(403);
            assert_eq!((refused.code().as_str(), &refused.json()["step"]), ("ticketing.refused", &json!(2)));
            assert!(refused.json()["detail"].as_str().unwrap().contains("只有咨询可以由答复的热线坐席直接关闭"));
            assert_eq!(kinds(&stage.history(by, &fault).await), ["opened"]);
        }
        // What somebody else solved is answered and closed in one go.
        let fault = stage.open("HS-S4").await;
        stage.act(&stage.engineer(), &fault, "resolve", json!({ "solution": "已处理" })).await.expect(200);
        let end = json!({ "steps": [{ "do": "reply", "text": "已解决" }, { "do": "close" }] });
        assert_eq!(stage.act(&agent, &fault, "steps", end).await.expect(200).json()["state"], "closed");
    }
}
