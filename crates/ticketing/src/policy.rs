//! Who may do what, and when: pure functions over a ticket's state and the one who acts.

mod checklist;

use jianyue_kernel::{Actor, ContractId, Permission, PermissionScope, Role};
use uuid::Uuid;

pub use self::checklist::checklist;
use crate::model::{Kind, State, TicketFields, Visibility};

/// Declares the permissions of this module.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($role:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission = Permission {
            code: $code,
            name: $label,
            scope: PermissionScope::Contract,
            roles: &[$(Role::$role),*],
        };)*

        /// All of them.
        pub static PERMISSIONS: &[&Permission] = &[$(&$name,)* &PREVIEW_CALENDAR];
    };
}

permissions! {
    /// Lists and reads tickets.
    READ = "ticketing.read", "查看工单", [ClientOfficial, VendorManager, Engineer, HotlineAgent, Finance];
    /// Opens tickets, corrects and links what it opened.
    OPEN = "ticketing.open", "登记工单", [ClientOfficial, VendorManager, Engineer, HotlineAgent];
    /// Writes to the others, adds files and watchers.
    REPLY = "ticketing.reply", "回复工单", [ClientOfficial, VendorManager, Engineer, HotlineAgent];
    /// Works on tickets.
    WORK = "ticketing.work", "处理工单", [VendorManager, Engineer, HotlineAgent];
    /// Gives tickets to people.
    ASSIGN = "ticketing.assign", "派单", [VendorManager, Engineer, HotlineAgent];
    /// Accepts or refuses solutions.
    ACCEPT = "ticketing.accept", "验收工单", [ClientOfficial, HotlineAgent];
    /// Asks for haste.
    URGE = "ticketing.urge", "催办", [ClientOfficial, HotlineAgent];
    /// Closes, cancels, reopens.
    CLOSE = "ticketing.close", "关闭、取消和重新受理工单", [ClientOfficial, VendorManager, HotlineAgent];
    /// Changes the severity. Who is bound by the promise does not ease it alone: engineers may not.
    SEVERITY = "ticketing.severity", "调整严重程度", [ClientOfficial, VendorManager, HotlineAgent];
    /// Merges and splits.
    ORGANISE = "ticketing.organise", "合并和拆分工单", [VendorManager, Engineer, HotlineAgent];
    /// Writes the views that everybody of a contract is offered; one's own takes [`READ`].
    VIEWS_SHARE = "ticketing.views_share", "维护共用视图", [VendorManager, HotlineAgent];
    /// Writes the reply templates and macros that the desk of a contract is offered; one's own takes [`WORK`].
    MACROS_WRITE = "ticketing.macros_write", "维护共用的回复模板和宏", [VendorManager, HotlineAgent];
    /// Keeps the list of places where a contract is served.
    SITES = "ticketing.sites", "维护服务地点", [ClientOfficial, VendorManager];
}

/// Sees which deadlines a changed calendar would move: numbers and cases of every contract, nothing of what they are about.
pub static PREVIEW_CALENDAR: Permission = Permission {
    code: "ticketing.preview_calendar",
    name: "预览日历变化对时限的影响",
    scope: PermissionScope::System,
    roles: &[Role::SystemAdministrator],
};

/// What can be done to a ticket. Codes are the last part of the path that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// 接单.
    Take,
    /// 派单.
    Assign,
    /// The first answer to the reporter.
    Respond,
    /// An answer that everybody sees.
    Reply,
    /// A note for the vendor's people.
    Note,
    /// 上报.
    Escalate,
    /// 到场打卡.
    CheckIn,
    /// 临时方案.
    WorkAround,
    /// 恢复服务.
    Restore,
    /// 提交解决.
    Resolve,
    /// 验收通过.
    Accept,
    /// 验收退回.
    Refuse,
    /// 关闭.
    Close,
    /// 重新受理.
    Reopen,
    /// 取消.
    Cancel,
    /// 暂停.
    Pause,
    /// 恢复计时.
    Resume,
    /// 调整级别.
    Severity,
    /// 催办.
    Urge,
    /// 合并.
    Merge,
    /// 拆分.
    Split,
    /// 关联.
    Link,
    /// 添加关注人.
    Watch,
    /// 上传附件.
    Attach,
    /// 修改内容.
    Edit,
    /// 填写服务单.
    ServiceSheet,
}

/// Every state in which work may still be asked for.
const LIVE: &[State] = &[State::Open, State::Assigned, State::Working, State::Paused, State::Restored, State::Resolved];
/// Live and without a solution.
const UNSOLVED: &[State] = &[State::Open, State::Assigned, State::Working, State::Paused, State::Restored];
/// Unsolved and not held.
const ACTIVE: &[State] = &[State::Open, State::Assigned, State::Working, State::Restored];

/// Live, or closed a while ago: a sheet that was written without a network comes late, and a wrong one is corrected.
const WORKED_ON: &[State] =
    &[State::Open, State::Assigned, State::Working, State::Paused, State::Restored, State::Resolved, State::Closed];

impl Action {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 26] = [
        Self::Take,
        Self::Assign,
        Self::Respond,
        Self::Reply,
        Self::Note,
        Self::Escalate,
        Self::CheckIn,
        Self::WorkAround,
        Self::Restore,
        Self::Resolve,
        Self::Accept,
        Self::Refuse,
        Self::Close,
        Self::Reopen,
        Self::Cancel,
        Self::Pause,
        Self::Resume,
        Self::Severity,
        Self::Urge,
        Self::Merge,
        Self::Split,
        Self::Link,
        Self::Watch,
        Self::Attach,
        Self::Edit,
        Self::ServiceSheet,
    ];

    /// The permission that it takes.
    #[must_use]
    pub fn permission(self) -> &'static Permission {
        match self {
            Self::Assign => &ASSIGN,
            Self::Reply | Self::Link | Self::Watch | Self::Attach | Self::Edit => &REPLY,
            Self::Take
            | Self::Respond
            | Self::Note
            | Self::Escalate
            | Self::CheckIn
            | Self::WorkAround
            | Self::Restore
            | Self::Resolve
            | Self::Pause
            | Self::Resume
            | Self::ServiceSheet => &WORK,
            Self::Accept | Self::Refuse => &ACCEPT,
            Self::Close | Self::Reopen | Self::Cancel => &CLOSE,
            Self::Severity => &SEVERITY,
            Self::Urge => &URGE,
            Self::Merge | Self::Split => &ORGANISE,
        }
    }

    /// The states in which it may be done.
    #[must_use]
    pub const fn states(self) -> &'static [State] {
        match self {
            Self::Assign | Self::CheckIn | Self::Severity | Self::Split => UNSOLVED,
            Self::Take | Self::Escalate | Self::WorkAround | Self::Restore | Self::Pause | Self::Resolve => ACTIVE,
            Self::Accept | Self::Refuse | Self::Close => &[State::Resolved],
            Self::Reopen => &[State::Closed, State::Cancelled],
            Self::Respond | Self::Cancel | Self::Urge | Self::Merge | Self::Edit => LIVE,
            Self::Resume => &[State::Paused],
            Self::ServiceSheet => WORKED_ON,
            Self::Reply | Self::Note | Self::Link | Self::Watch | Self::Attach => State::ALL,
        }
    }

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign => "assign",
            Self::Respond => "respond",
            Self::Reply => "replies",
            Self::Note => "notes",
            Self::Escalate => "escalate",
            Self::CheckIn => "check-in",
            Self::WorkAround => "work-around",
            Self::Restore => "restore",
            Self::Resolve => "resolve",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Cancel => "cancel",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Severity => "severity",
            Self::Urge => "urge",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Link => "links",
            Self::Watch => "watchers",
            Self::Attach => "attachments",
            Self::Edit => "edit",
            Self::ServiceSheet => "service-sheets",
        }
    }

    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Take => "接单",
            Self::Assign => "派单",
            Self::Respond => "响应",
            Self::Reply => "回复",
            Self::Note => "添加内部备注",
            Self::Escalate => "上报",
            Self::CheckIn => "到场打卡",
            Self::WorkAround => "登记临时方案",
            Self::Restore => "登记恢复服务",
            Self::Resolve => "提交解决",
            Self::Accept => "验收",
            Self::Refuse => "退回",
            Self::Close => "关闭",
            Self::Reopen => "重新受理",
            Self::Cancel => "取消",
            Self::Pause => "暂停",
            Self::Resume => "恢复计时",
            Self::Severity => "调整严重程度",
            Self::Urge => "催办",
            Self::Merge => "合并",
            Self::Split => "拆分",
            Self::Link => "关联",
            Self::Watch => "修改关注人",
            Self::Attach => "上传附件",
            Self::Edit => "修改内容",
            Self::ServiceSheet => "填写服务单",
        }
    }
}

/// What of a ticket decides who may do what to it.
#[derive(Clone, Copy, Debug)]
pub struct Facets<'a> {
    /// Where it stands.
    pub state: State,
    /// What is asked for.
    pub kind: Kind,
    /// Its contract.
    pub contract: ContractId,
    /// The work concerned.
    pub work: Option<&'a str>,
    /// Its level of support.
    pub escalation_level: i64,
    /// Who holds it.
    pub assignee: Option<Uuid>,
    /// Who gave the solution.
    pub resolved_by: Option<Uuid>,
}

impl<'a> Facets<'a> {
    /// Those of a ticket.
    #[must_use]
    pub fn of(row: &'a TicketFields, resolved_by: Option<Uuid>) -> Self {
        Self {
            state: row.state,
            kind: row.kind,
            contract: row.contract(),
            work: row.work.as_deref(),
            escalation_level: row.escalation_level,
            assignee: row.assignee_id,
            resolved_by,
        }
    }
}

/// Why an action is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The permission is not held on this contract and work.
    NoPermission,
    /// The ticket is not in a state for it.
    State,
    /// It may not be done by this person.
    Person(&'static str),
}

/// Whether `by` may read tickets of a contract and work.
#[must_use]
pub fn may_read(by: &Actor, contract: ContractId, work: Option<&str>) -> bool {
    by.scope(&READ).covers(contract, work)
}

/// What stands in the way of `action`.
///
/// # Errors
/// The first [`Obstacle`]: permission, then state, then person.
pub fn check(action: Action, ticket: Facets<'_>, by: &Actor) -> Result<(), Obstacle> {
    if !by.scope(action.permission()).covers(ticket.contract, ticket.work) {
        return Err(Obstacle::NoPermission);
    }
    let top = action == Action::Escalate && ticket.escalation_level >= 3;
    if top || !action.states().contains(&ticket.state) {
        return Err(Obstacle::State);
    }
    if matches!(action, Action::Accept | Action::Refuse) && ticket.resolved_by == Some(by.person.0) {
        return Err(Obstacle::Person("提交解决的人不能验收自己的工单。请由报修人或其他人员验收。"));
    }
    if action == Action::Close && ticket.resolved_by == Some(by.person.0) && !answers_and_closes(ticket, by) {
        return Err(Obstacle::Person(
            "提交解决的人不能自己关闭工单。请由报修人验收，或由项目经理、其他热线坐席关闭；只有咨询可以由答复的热线坐席直接关闭。",
        ));
    }
    Ok(())
}

/// A solution is closed without an acceptance by somebody else than who gave it. Only a question that the hotline answered
/// at once may be closed by who answered it: nothing was mended, so there is nothing that another one would look at.
#[must_use]
pub fn answers_and_closes(ticket: Facets<'_>, by: &Actor) -> bool {
    ticket.kind == Kind::Consultation && by.roles_on(ticket.contract).any(|role| role == Role::HotlineAgent)
}

/// What `by` may do to a ticket now.
#[must_use]
pub fn allowed_actions(ticket: Facets<'_>, by: &Actor) -> Vec<&'static str> {
    let taken = ticket.assignee == Some(by.person.0) && ticket.state != State::Assigned;
    let offered = |action: &Action| !(*action == Action::Take && taken);
    let allowed = |action: &Action| check(*action, ticket, by).is_ok();
    Action::ALL.into_iter().filter(offered).filter(allowed).map(Action::code).collect()
}

/// Whether `by` sees internal notes and files of a contract: the vendor's people only.
#[must_use]
pub fn sees_internal(by: &Actor, contract: ContractId) -> bool {
    by.is_vendor_on(contract)
}

/// Whether `by` sees something of this visibility.
#[must_use]
pub fn sees(by: &Actor, contract: ContractId, visibility: Visibility) -> bool {
    visibility == Visibility::Public || sees_internal(by, contract)
}

/// The role under which `by` acts on a contract, for the history: the vendor's side first.
#[must_use]
pub fn role_on(by: &Actor, contract: ContractId) -> &'static str {
    if by.is_system() {
        return "system";
    }
    by.roles_on(contract).max_by_key(|role| role.is_vendor()).map_or("other", Role::code)
}

#[cfg(test)]
mod tests;
