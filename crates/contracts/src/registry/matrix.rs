//! From the matrices of a text to the targets that clocks run by.

use std::collections::HashMap;

use jianyue_sla::{
    ServiceWindow, WindowError,
    clock::{Budget, Case, ClockKind, MatrixError, SeverityMatrix, Target},
};

use crate::model::{CaseTarget, Contract, MatrixCase, TargetKind, Within};

/// Why a window or matrix of a text gives no clocks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatrixProblem {
    /// A window that is none.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// A target in a window that the text does not have.
    #[error("级别“{case}”的{kind}时限引用了不存在的服务时段“{window}”：请改为 windows 中的某个编号", kind = .kind.label())]
    NoSuchWindow {
        /// The case.
        case: String,
        /// The clock.
        kind: ClockKind,
        /// The window that is not there.
        window: String,
    },
    /// Two cases of one id, or two targets of one kind.
    #[error(transparent)]
    Ambiguous(#[from] MatrixError),
}

/// Every case of every matrix of `contract`, in the order of the text.
///
/// # Errors
/// [`MatrixProblem`] names what is wrong. A text that [`crate::parse()`] accepts has none of it.
pub fn severity_matrix(contract: &Contract) -> Result<SeverityMatrix, MatrixProblem> {
    let windows = windows(contract)?;
    let cases = contract.matrices.iter().flat_map(|matrix| &matrix.cases);
    let cases = cases.map(|case| case_of(contract, &windows, case)).collect::<Result<Vec<_>, _>>()?;
    let matrix = SeverityMatrix { cases };
    matrix.check()?;
    Ok(matrix)
}

/// The hours of every window; `None` for one that an event opens.
fn windows(contract: &Contract) -> Result<HashMap<&str, Option<ServiceWindow>>, WindowError> {
    let hours = |text: &Option<String>| text.as_deref().map(str::parse).transpose();
    contract.windows.iter().map(|window| Ok((window.id.as_str(), hours(&window.hours)?))).collect()
}

fn case_of(
    contract: &Contract,
    windows: &HashMap<&str, Option<ServiceWindow>>,
    case: &MatrixCase,
) -> Result<Case, MatrixProblem> {
    let target = |target: &CaseTarget| -> Result<Option<Target>, MatrixProblem> {
        let kind = kind(target.kind);
        let window = windows.get(target.window.as_str()).ok_or_else(|| MatrixProblem::NoSuchWindow {
            case: case.id.clone(),
            kind,
            window: target.window.clone(),
        })?;
        // A case that an event opens is only chosen while the event lasts, and there it runs without a break.
        let window = window.clone().unwrap_or_else(ServiceWindow::always);
        let Some(Terms { budget, because }) = terms(target.within) else { return Ok(None) };
        let source = case.source.clone().unwrap_or_else(|| contract.contract.source.clone());
        let mut made = Target::new(kind, budget, window, target.clause.clone(), source);
        made.assumed = target.assumed.clone().or_else(|| case.assumed.clone()).or_else(|| because.map(str::to_owned));
        Ok(Some(made))
    };
    let targets = case.targets.iter().map(target).filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
    Ok(Case { id: case.id.clone(), name: case.title.clone(), wording: case.wording.clone(), targets })
}

struct Terms {
    budget: Budget,
    because: Option<&'static str>,
}

/// The budget of a term; `None` for one that no clock of a ticket can run by.
fn terms(within: Within) -> Option<Terms> {
    let letter = |budget| Some(Terms { budget, because: None });
    match within {
        Within::AtOnce => letter(Budget::AtOnce),
        Within::Seconds(seconds) => letter(Budget::Seconds(i64::try_from(seconds).unwrap_or(i64::MAX))),
        Within::Days(days) => letter(Budget::Seconds(i64::from(days) * 86_400)),
        Within::WorkingDays(days) => letter(Budget::WorkingDays(days)),
        Within::SameDay => letter(Budget::SameDay),
        Within::SameSession => Some(Terms {
            budget: Budget::SameDay,
            because: Some("合同要求在本场考试内完成；未登记考试场次时按当日计"),
        }),
        Within::Months(_) => None,
    }
}

const fn kind(kind: TargetKind) -> ClockKind {
    match kind {
        TargetKind::Response => ClockKind::Response,
        TargetKind::Escalate => ClockKind::Escalate,
        TargetKind::Arrive => ClockKind::Arrive,
        TargetKind::Restore => ClockKind::Restore,
        TargetKind::Resolve => ClockKind::Resolve,
    }
}
