//! What a service sheet has to say: what the contract asks for after a repair, and what the house asks for by kind.

use jianyue_contracts::model::{Contract, Frequency, Inspection};

use crate::model::{CheckKind, Checklist, ChecklistItem, Kind, Signature};

/// Points of the house, by kind: key, words, how they are answered.
const fn house(kind: Kind) -> &'static [(&'static str, &'static str, CheckKind)] {
    match kind {
        Kind::Fault => &[
            ("house.backup", "操作前已备份配置或数据", CheckKind::Check),
            ("house.running", "业务功能已恢复正常", CheckKind::Check),
            ("house.environment", "供电、网络和设备指示灯正常", CheckKind::Check),
            ("house.tidy", "现场已清理，线缆已归位", CheckKind::Check),
            ("house.cause", "故障原因", CheckKind::Text),
        ],
        Kind::ServiceRequest => &[
            ("house.scope", "已按申请内容全部办理", CheckKind::Check),
            ("house.verified", "使用人已当场核对", CheckKind::Check),
        ],
        Kind::Consultation => &[("house.explained", "已说明清楚，咨询人无其他疑问", CheckKind::Check)],
        Kind::PermissionChange => &[
            ("house.form", "与用户配置调整申请表一致", CheckKind::Check),
            ("house.verified", "使用人已登录核对权限", CheckKind::Check),
        ],
        Kind::DataChange => &[
            ("house.form", "与数据需求单一致", CheckKind::Check),
            ("house.backup", "修改前已备份数据", CheckKind::Check),
            ("house.rows", "涉及数据条数", CheckKind::Number),
            ("house.verified", "提出人已核对结果", CheckKind::Check),
        ],
        Kind::Complaint => &[
            ("house.explained", "已当面说明原因", CheckKind::Check),
            ("house.promise", "约定的后续安排", CheckKind::Text),
        ],
    }
}

/// The checklist of a ticket of this kind on this work.
#[must_use]
pub fn checklist(contract: &Contract, work: Option<&str>, kind: Kind) -> Checklist {
    let rules: Vec<_> = contract.inspections.iter().filter(|rule| follows(rule, work, kind)).collect();
    let asked = rules.iter().flat_map(|rule| {
        rule.items.iter().enumerate().map(|(i, text)| ChecklistItem {
            key: format!("{}.{}", rule.id, i + 1),
            text: text.clone(),
            kind: CheckKind::Check,
            unit: None,
            clause: Some(rule.clause.clone()),
        })
    });
    let house = house(kind).iter().map(|(key, text, kind)| ChecklistItem {
        key: (*key).to_owned(),
        text: (*text).to_owned(),
        kind: *kind,
        unit: (*kind == CheckKind::Number).then(|| "条".to_owned()),
        clause: None,
    });
    let witnessed = rules.iter().any(|rule| rule.witnessed);
    Checklist {
        items: asked.chain(house).collect(),
        signature: if witnessed { Signature::Needed } else { Signature::Offered },
        clauses: rules.iter().map(|rule| rule.clause.clone()).collect(),
        tests: rules.iter().filter_map(|rule| rule.tests).max().unwrap_or(0),
    }
}

/// Whether a rule speaks of what follows the repair of a fault on this work.
fn follows(rule: &Inspection, work: Option<&str>, kind: Kind) -> bool {
    let concerns = rule.works.is_empty() || work.is_some_and(|work| rule.works.iter().any(|key| key == work));
    kind == Kind::Fault && rule.frequency == Frequency::OnEvent && rule.tests.is_some() && concerns
}
