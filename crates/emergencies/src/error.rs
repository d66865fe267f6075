//! What can go wrong.

use jianyue_contracts::{Refusal, refusals};

refusals!(EmergencyError, "emergencies");

impl EmergencyError {
    /// The contract has no duty that emergencies are opened under, for these works.
    pub(crate) fn no_duty() -> Self {
        let text = "合同没有为这部分工作约定应急处置，不能启动应急。请按普通工单处理，或选择合同约定了应急的工作。";
        Refusal::rule("no_duty", text).into()
    }

    /// Somebody else commands, or nobody.
    pub(crate) fn not_commander(commander: Option<&str>) -> Self {
        let text = match commander {
            Some(name) => format!("现在的总指挥是{name}，只有总指挥可以升级或解除应急。需要时请先接任总指挥。"),
            None => "还没有总指挥，只有总指挥可以升级或解除应急。请先接任总指挥。".to_owned(),
        };
        Refusal::rule("not_commander", text).into()
    }
}
