//! Work that the contract includes up to a limit, and who sees what.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

/// A requirement change that was submitted and estimated.
async fn estimated(stage: &Stage, days: &str) -> Value {
    let draft = stage.change(&stage.client(), "界面调整").await;
    let sent = stage.done(&stage.client(), &draft, "submit", json!({})).await;
    stage.done(&stage.engineer(), &sent, "estimate", json!({ "days": days, "note": "开发和测试" })).await
}

fn yes() -> Value {
    json!({ "approve": true, "due_on": "2024-10-31" })
}

on_both_databases! {
    async fn work_beyond_the_limit_needs_the_clients_word(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.change(&stage.client(), "没有估算").await;
        let sent = stage.done(&stage.client(), &draft, "submit", json!({})).await;
        assert_eq!(stage.step(&stage.chief(), &sent, "decide", yes()).await.expect(409).code(), "catalogue.not_estimated");
        for bad in ["0", "1.234", "三天"] {
            let answer = stage.step(&stage.engineer(), &sent, "estimate", json!({ "days": bad, "note": "x" })).await;
            assert_eq!(answer.expect(422).json()["errors"][0]["field"], "days");
        }
        let one = estimated(&stage, "18").await;
        assert_eq!((&one["quota"]["days"], &one["quota"]["used"], &one["quota"]["printed"]), (&json!("21.75"), &json!("0"), &json!("1 人月")));
        let one = stage.done(&stage.chief(), &one, "decide", yes()).await;
        assert_eq!((&one["quota"]["used"], &one["quota"]["left"]), (&json!("18"), &json!("3.75")));
        let two = estimated(&stage, "5").await;
        let refused = stage.step(&stage.chief(), &two, "decide", yes()).await.expect(409);
        assert_eq!(refused.code(), "catalogue.over_quota");
        let text = refused.json()["detail"].as_str().unwrap().to_owned();
        for word in ["附件三 一(一)(1)", "1 人月", "已用 18", "剩 3.75", "超出 1.25"] {
            assert!(text.contains(word), "{word}: {text}");
        }
        let mut outside = yes();
        outside["outside"] = json!("书面同意，超出部分按补充协议结算");
        let two = stage.done(&stage.chief(), &two, "decide", outside).await;
        assert_eq!((&two["outside"], &two["quota"]["used"]), (&json!("书面同意，超出部分按补充协议结算"), &json!("18")));
        // What fits still fits, to the last hundredth.
        let three = estimated(&stage, "3.75").await;
        let three = stage.done(&stage.chief(), &three, "decide", yes()).await;
        assert_eq!((&three["quota"]["left"], &three["outside"]), (&json!("0"), &Value::Null));
        // What is taken back frees its days.
        stage.done(&stage.client(), &one, "cancel", json!({ "reason": "不改了" })).await;
        let now = stage.get(&stage.client(), &format!("/service-requests/{}", three["id"].as_str().unwrap())).await.json();
        assert_eq!(now["quota"]["used"], "3.75");
    }

    async fn two_approvals_at_the_same_moment_do_not_pass_the_limit_together(db: Db) {
        let stage = Stage::new(db).await;
        let (one, two) = (estimated(&stage, "12").await, estimated(&stage, "12").await);
        let chief = stage.chief();
        let both = std::pin::pin!(stage.step(&chief, &two, "decide", yes()));
        let one = std::pin::pin!(stage.step(&chief, &one, "decide", yes()));
        let (one, two) = join(one, both).await;
        let mut told = [one.status.as_u16(), two.status.as_u16()];
        told.sort_unstable();
        assert_eq!(told, [200, 409]);
    }

    async fn who_sees_some_works_sees_their_requests_only(db: Db) {
        let stage = Stage::new(db).await;
        let sent = estimated(&stage, "1").await;
        let member = stage.member();
        assert_eq!(stage.get(&member, "/service-requests").await.expect(200).json()["items"], json!([]));
        let path = format!("/service-requests/{}", sent["id"].as_str().unwrap());
        stage.get(&member, &path).await.expect(404);
        stage.step(&member, &sent, "estimate", json!({ "days": "1", "note": "x" })).await.expect(404);
        let forms = stage.get(&member, &format!("/contracts/{}/service-forms", stage.re)).await.expect(200).json();
        let keys: Vec<_> = forms.as_array().unwrap().iter().map(|form| form["key"].as_str().unwrap()).collect();
        assert!(keys.contains(&"RE-O1.3.maintenance") && !keys.contains(&"RE-O1.1.changes"), "{keys:?}");
        let answers = json!({ "background": "a", "wanted": "b", "priority": "改进体验" });
        let body = json!({ "form": "RE-O1.3.maintenance", "title": "门禁参数", "answers": answers });
        let own = stage.ask(&member, stage.re, body).await;
        assert_eq!(own["work"], "3");
        let other = json!({ "form": "RE-O1.1.changes", "title": "x" });
        stage.post(&member, &format!("/contracts/{}/service-requests", stage.re), other).await.expect(422);
    }
}

/// Both at once.
async fn join<A: Future, B: Future>(
    mut a: std::pin::Pin<&mut A>,
    mut b: std::pin::Pin<&mut B>,
) -> (A::Output, B::Output) {
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(|cx| {
        if first.is_none()
            && let std::task::Poll::Ready(out) = a.as_mut().poll(cx)
        {
            first = Some(out);
        }
        if second.is_none()
            && let std::task::Poll::Ready(out) = b.as_mut().poll(cx)
        {
            second = Some(out);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(two)) => std::task::Poll::Ready((one, two)),
            (one, two) => {
                (first, second) = (one, two);
                std::task::Poll::Pending
            }
        }
    })
    .await
}
