//! What a device did without a network, as it sends it later.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ServiceSheet, Step, words::words};

/// What is done in the field besides [`Step`]s, tagged by `do`.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FieldOnly {
    /// 填写服务单.
    ServiceSheet(Box<ServiceSheet>),
    /// A file that was uploaded before belongs at this place in the order.
    Attach {
        /// The file.
        attachment_id: Uuid,
    },
}

/// One thing that was done to a ticket in the field.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum FieldStep {
    /// A service sheet or a file.
    Only(FieldOnly),
    /// A step that is done at a desk too.
    Step(Step),
}

/// Something that was done on a device. It is read piece by piece, so that one that cannot be read holds up no other.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Made on the device: what bears it is done once for this person, however often it is sent.
    pub id: Uuid,
    /// When it was done, as the device showed it. Evidence only: it moves no clock.
    pub device_at: DateTime<Utc>,
    /// The ticket.
    pub ticket_id: Uuid,
    /// What was done.
    #[schema(value_type = FieldStep)]
    pub step: Value,
}

impl Operation {
    /// The `do` of its step.
    #[must_use]
    pub fn what(&self) -> &str {
        self.step["do"].as_str().unwrap_or_default()
    }

    /// Its step.
    ///
    /// # Errors
    /// When it is none; the message says where.
    pub fn read(&self) -> Result<FieldStep, serde_json::Error> {
        match self.what() {
            "service-sheet" | "attach" => serde_json::from_value(self.step.clone()).map(FieldStep::Only),
            _ => serde_json::from_value(self.step.clone()).map(FieldStep::Step),
        }
    }
}

words! {
    /// What became of an operation.
    pub enum SyncOutcome, "ticket_sync.outcome" {
        /// Done now.
        Done = "done", "已完成";
        /// Done before, and not again.
        Repeated = "repeated", "此前已完成";
        /// Not done: the ticket has gone on meanwhile.
        Conflict = "conflict", "工单已变化";
        /// Not done: not allowed, or something in it does not fit.
        Refused = "refused", "未通过";
        /// Not tried: something before it on the same ticket was not done. The device keeps it.
        Skipped = "skipped", "等待前一步";
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(step: Value) -> Result<FieldStep, serde_json::Error> {
        let (id, ticket_id) = (Uuid::from_u128(1), Uuid::from_u128(2));
        Operation { id, device_at: DateTime::UNIX_EPOCH, ticket_id, step }.read()
    }

    #[test]
    fn steps_of_the_desk_and_of_the_field_are_told_apart() {
        assert_eq!(read(json!({ "do": "take" })).unwrap(), FieldStep::Step(Step::Take {}));
        let id = Uuid::from_u128(3);
        let attach = FieldStep::Only(FieldOnly::Attach { attachment_id: id });
        assert_eq!(read(json!({ "do": "attach", "attachment_id": id })).unwrap(), attach);
        let sheet = json!({ "do": "service-sheet", "found": "黑屏", "done": "更换电源" });
        assert!(
            matches!(read(sheet).unwrap(), FieldStep::Only(FieldOnly::ServiceSheet(sheet)) if sheet.done == "更换电源")
        );
    }

    #[test]
    fn what_is_no_step_says_so() {
        for bad in [json!({}), json!("take"), json!({ "do": "split" }), json!({ "do": "service-sheet", "done": "x" })] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
        let odd = json!({ "do": "service-sheet", "found": "x", "done": "x", "approved": true });
        assert!(read(odd).unwrap_err().to_string().contains("approved"));
    }
}
