//! The checklists that a period begins with. What a contract's rule names beside them is added.

use crate::model::PhaseKind;

/// An item of a template.
#[derive(Clone, Copy, Debug)]
pub struct TemplateItem {
    /// The phase.
    pub phase: PhaseKind,
    /// Stable name.
    pub key: &'static str,
    /// What is to be done.
    pub title: &'static str,
    /// Whether it is done on each day of the phase.
    pub daily: bool,
}

const fn once(phase: PhaseKind, key: &'static str, title: &'static str) -> TemplateItem {
    TemplateItem { phase, key, title, daily: false }
}

/// The house's template.
pub const TEMPLATE: &[TemplateItem] = &[
    once(PhaseKind::Before, "inspection", "全面巡检：应用、中间件、数据库、服务器和网络，问题处理完毕"),
    once(PhaseKind::Before, "backup", "备份：完成一次全量备份并核对可用"),
    once(PhaseKind::Before, "capacity", "容量：磁盘、内存、带宽和证书有效期可支撑到保障结束"),
    once(PhaseKind::Before, "contacts", "联系人核对：值班表、双方联系人和上报渠道逐一接通"),
    once(PhaseKind::Before, "plan", "应急预案：确认预案现行有效，人员、备件和工具到位"),
    TemplateItem {
        phase: PhaseKind::During, key: "duty_report", title: "值守日报：运行情况、事件和处理", daily: true
    },
    once(PhaseKind::After, "recheck", "恢复检查：系统、任务和临时措施恢复常态"),
    once(PhaseKind::After, "summary", "保障总结：运行情况、事件、问题和改进，报甲方"),
];
