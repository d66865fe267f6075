//! A letter of HS, a file of it, or a file of the ledger, made anew for a call.

use jianyue_kernel::Role;
use serde_json::json;
use uuid::Uuid;

use crate::stage::{Stage, id};

const FORM: &str = "multipart/form-data; boundary=X";
const FILE: &str = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nplain text\r\n--X--\r\n";

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Letter,
    File,
    DutyFile,
}

/// Something that was written.
pub async fn written(stage: &Stage, what: Written) -> Uuid {
    let (hs, manager) = (stage.contract("HS"), stage.person(Role::VendorManager, "HS").await);
    let upload =
        async |path: String| id(&stage.post(&path).by(&manager).body(FORM, FILE).send().await.expect(201).json());
    if what == Written::DutyFile {
        let key = "document:HS-R1.monthly:2022-01-01";
        return upload(format!("/api/v1/contracts/{hs}/duties/files?key={key}")).await;
    }
    let body =
        json!({ "direction": "vendor", "rule": "ALL-O2.account", "subject": "账户变更（测试）", "text": "正文" });
    let path = format!("/api/v1/contracts/{hs}/letters");
    let letter = id(&stage.post(&path).by(&manager).json(&body).send().await.expect(201).json());
    match what {
        Written::File => upload(format!("/api/v1/letters/{letter}/files")).await,
        _ => letter,
    }
}
