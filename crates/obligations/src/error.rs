//! What can go wrong.

use jianyue_contracts::{refusal::Refusal, refusals};

refusals!(DutyError, "obligations");

impl DutyError {
    /// A module keeps it, and its own page is where it is done.
    pub(crate) fn elsewhere() -> Self {
        let text = "这件事由对应的功能办理（巡检、备份、走访等），请到它的页面完成，台账会自动更新。";
        Refusal::rule("elsewhere", text).into()
    }
}
