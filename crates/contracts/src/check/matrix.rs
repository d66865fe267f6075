//! Gaps and oddities of severity matrices.

use std::collections::BTreeSet;

use super::{Findings, Place, Severity, place_of};
use crate::model::{Matrix, MatrixCase, TargetKind, Within};

pub fn check(findings: &mut Findings<'_>) {
    let contract = findings.contract;
    for work in &contract.works {
        let covered = |matrix: &Matrix| matrix.works.is_empty() || matrix.works.contains(&work.key);
        if !contract.matrices.iter().any(covered) {
            let message = format!("“{}”没有任何故障级别，报修后没有时限可算", work.title);
            findings.add(Severity::Warning, "matrix.missing_for_work", message, vec![place_of(work, &work.title)]);
        }
    }
    for matrix in &contract.matrices {
        gaps(findings, matrix);
        order(findings, matrix);
    }
    levels(findings);
}

/// A clock that one case of a matrix has and another neither has nor expressly goes without.
fn gaps(findings: &mut Findings<'_>, matrix: &Matrix) {
    let kinds: BTreeSet<TargetKind> = matrix.cases.iter().flat_map(|case| &case.targets).map(|t| t.kind).collect();
    for case in &matrix.cases {
        let has = |kind: &TargetKind| case.targets.iter().any(|target| target.kind == *kind);
        let missing: Vec<&str> = kinds
            .iter()
            .filter(|kind| !has(kind) && !case.not_applicable.contains(kind))
            .map(|kind| kind.name())
            .collect();
        if !missing.is_empty() {
            let message =
                format!("“{}”没有{}时限，同一张表的其他级别有；请补上或写明不适用", case.title, missing.join("、"));
            findings.add(Severity::Warning, "matrix.gap", message, vec![place_of(case, &case.title)]);
        }
        if case.targets.is_empty() {
            let message = format!("“{}”没有任何时限", case.title);
            findings.add(Severity::Warning, "matrix.no_clock", message, vec![place_of(case, &case.wording)]);
        }
    }
}

/// Seconds, for spans that can be compared.
const fn seconds(within: Within) -> Option<u64> {
    match within {
        Within::AtOnce => Some(0),
        Within::Seconds(seconds) => Some(seconds),
        _ => None,
    }
}

fn target(case: &MatrixCase, kind: TargetKind) -> Option<(u64, &str)> {
    let target = case.targets.iter().find(|target| target.kind == kind)?;
    Some((seconds(target.within)?, &target.window))
}

/// A graver case that is given more time than a lighter one.
fn order(findings: &mut Findings<'_>, matrix: &Matrix) {
    for graver in &matrix.cases {
        for lighter in matrix.cases.iter().filter(|case| case.level > graver.level) {
            for kind in TargetKind::ALL {
                let (Some(more), Some(less)) = (target(graver, kind), target(lighter, kind)) else { continue };
                if more.1 == less.1 && more.0 > less.0 {
                    let (name, graver_title, lighter_title) = (kind.name(), &graver.title, &lighter.title);
                    let message = format!("“{graver_title}”比“{lighter_title}”严重，{name}时限却更长");
                    let places = vec![
                        Place::new(&graver.clause, format!("{graver_title}：{}", Within::Seconds(more.0).in_chinese())),
                        Place::new(
                            &lighter.clause,
                            format!("{lighter_title}：{}", Within::Seconds(less.0).in_chinese()),
                        ),
                    ];
                    findings.add(Severity::Warning, "matrix.order", message, places);
                }
            }
        }
    }
}

/// Handing up needs somebody above.
fn levels(findings: &mut Findings<'_>) {
    let contract = findings.contract;
    let cases = contract.matrices.iter().flat_map(|matrix| &matrix.cases);
    let Some(case) = cases.into_iter().find(|case| case.targets.iter().any(|t| t.kind == TargetKind::Escalate)) else {
        return;
    };
    if contract.escalation_levels.len() < 2 {
        let message = "有逐级提交的时限，但没有写明上一级是谁";
        findings.add(Severity::Warning, "escalation.no_levels", message, vec![place_of(case, &case.title)]);
    }
}
