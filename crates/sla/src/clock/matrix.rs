//! Severity matrices: which targets a case carries.

use serde::{Deserialize, Serialize};

use super::{ClockKind, Target};

/// One severity or case of a contract, with its targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Short and stable, for instance `HS-S1`; facts name it.
    pub id: String,
    /// For people, for instance 严重故障.
    pub name: String,
    /// What the contract says belongs here, in short.
    #[serde(default)]
    pub wording: String,
    /// At most one of a kind.
    #[serde(default)]
    pub targets: Vec<Target>,
}

impl Case {
    /// The target of `kind`, if the case has one.
    #[must_use]
    pub fn target(&self, kind: ClockKind) -> Option<&Target> {
        self.targets.iter().find(|target| target.kind == kind)
    }
}

/// Every severity of a contract, gravest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityMatrix {
    /// In the contract's order.
    pub cases: Vec<Case>,
}

/// What makes a matrix unusable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatrixError {
    /// Two cases of one id.
    #[error("级别“{0}”写了两次：每个级别的编号应各不相同")]
    RepeatedCase(String),
    /// Two targets of one kind in a case.
    #[error("级别“{case}”有两个{}时限：每种时限在一个级别里只能有一个", .kind.label())]
    RepeatedTarget {
        /// The case.
        case: String,
        /// The kind.
        kind: ClockKind,
    },
}

impl SeverityMatrix {
    /// The case of this id.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// Ids of all cases, joined for a message.
    #[must_use]
    pub fn ids(&self) -> String {
        self.cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>().join("、")
    }

    /// Refuses what would make a clock ambiguous.
    ///
    /// # Errors
    /// [`MatrixError`] names the first repeated case or target.
    pub fn check(&self) -> Result<(), MatrixError> {
        for (index, case) in self.cases.iter().enumerate() {
            if self.cases[..index].iter().any(|earlier| earlier.id == case.id) {
                return Err(MatrixError::RepeatedCase(case.id.clone()));
            }
            for (index, target) in case.targets.iter().enumerate() {
                if case.targets[..index].iter().any(|earlier| earlier.kind == target.kind) {
                    return Err(MatrixError::RepeatedTarget { case: case.id.clone(), kind: target.kind });
                }
            }
        }
        Ok(())
    }
}
