//! Tests.

use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::step::{Known, Told};
use crate::{
    error::ChangeError,
    model::{ChangeDetail, Step, TestResult},
    permissions::PLAN,
    policy::steps::by_tests,
    store::test::{TestRow, test_insert},
};

/// The most cases of a test.
const MOST: i64 = 100_000;

/// A test that was made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewSystemChangeTest)]
#[serde(deny_unknown_fields)]
pub struct NewTest {
    /// Where it was made.
    pub environment: String,
    /// Cases that passed.
    pub passed: i64,
    /// Cases that failed; a test with failed cases is not passed.
    pub failed: i64,
    /// How it ended.
    pub result: TestResult,
    /// Who tested; the caller when absent.
    #[serde(default)]
    pub tester: Option<String>,
    /// When; today when absent.
    #[serde(default)]
    pub tested_on: Option<NaiveDate>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Records a test of the text as it is.
pub async fn add_test(tx: &mut Tx, desk: Desk<'_>, id: (Uuid, i64), new: NewTest) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::Test, &PLAN), desk.now()).await?;
    let mut form = Form::default();
    let environment = form.required("environment", "测试环境", &new.environment, 100);
    let tester = form.optional("tester", "测试人", new.tester.as_deref(), 50);
    let note = form.optional("note", "说明", new.note.as_deref(), 1000);
    let tested_on = new.tested_on.unwrap_or_else(|| desk.today());
    if tested_on > desk.today() {
        form.wrong("tested_on", "测试日期不能晚于今天");
    }
    for (field, cases) in [("passed", new.passed), ("failed", new.failed)] {
        if !(0..=MOST).contains(&cases) {
            form.wrong(field, "用例数应是 0 或正整数");
        }
    }
    if new.passed + new.failed == 0 {
        form.wrong("passed", "请填写执行的用例数");
    }
    if new.result == TestResult::Passed && new.failed > 0 {
        form.wrong("result", "有用例未通过，结论不能是“通过”");
    }
    form.done()?;
    let row = TestRow {
        id: desk.env.id(),
        change_id: known.row.id,
        text_no: known.row.text_no,
        environment,
        passed: new.passed,
        failed: new.failed,
        result: new.result,
        tester: tester.unwrap_or_else(|| desk.by.name.clone()),
        tested_on,
        note,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    };
    test_insert(tx, &row).await?;
    let passed = row.result == TestResult::Passed;
    let said = if passed { "测试通过" } else { "测试未通过" };
    let text = format!("{said}：{}，通过 {} 例，未通过 {} 例", row.environment, row.passed, row.failed);
    known.row.state = by_tests(known.row.state, Some(passed));
    known.keep(tx, desk, Told { action: "changes.test", what: "tested", text: Some(text) }).await
}
