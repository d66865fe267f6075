//! What stands for each rule. Pure.

use std::collections::BTreeMap;

use jianyue_contracts::Contract;
use jianyue_platform::duties::{Duty, DutyEvidence, DutyState};

use super::{
    Gathered,
    listed::{Listed, listed},
    model::{Clause, ClauseState, Proof},
};

/// The clauses of `contract` that belong to what was asked for, in its order, and how many only define something.
pub(super) fn clauses(contract: &Contract, gathered: &Gathered, before: bool) -> (Vec<Clause>, i64) {
    let (rules, definitions) = listed(contract);
    let mut clauses: Vec<Clause> =
        rules.into_iter().filter(|rule| gathered.ask.covers(&rule.works)).map(empty).collect();
    let mut places: BTreeMap<String, usize> =
        clauses.iter().enumerate().map(|(place, clause)| (clause.rule.clone(), place)).collect();
    for duty in &gathered.duties {
        // Rules of earlier versions stand behind the others.
        let place = *places.entry(duty.rule.clone()).or_insert_with(|| {
            clauses.push(empty(of_duty(duty)));
            clauses.len() - 1
        });
        count(&mut clauses[place], duty);
    }
    for kept in &gathered.kept {
        let Some(clause) = places.get(&kept.rule).and_then(|place| clauses.get_mut(*place)) else { continue };
        clause.done += kept.done;
        clause.late += kept.late;
        clause.open += kept.open;
        clause.evidence.extend(kept.evidence.iter().map(proof));
    }
    for clause in &mut clauses {
        clause.evidence.sort_by_key(|proof| std::cmp::Reverse(proof.at));
        clause.evidence_count = i64::try_from(clause.evidence.len()).unwrap_or(i64::MAX);
        clause.state = state(clause, before);
    }
    (clauses, definitions)
}

fn empty(rule: Listed) -> Clause {
    Clause {
        rule: rule.rule,
        clause: rule.clause,
        title: rule.title,
        assumed: rule.assumed,
        kind: rule.kind.to_owned(),
        works: rule.works,
        done: 0,
        late: 0,
        missed: 0,
        waived: 0,
        open: 0,
        evidence: Vec::new(),
        evidence_count: 0,
        state: ClauseState::NotYet,
    }
}

fn of_duty(duty: &Duty) -> Listed {
    Listed {
        rule: duty.rule.clone(),
        clause: duty.clause.clone(),
        assumed: duty.assumed.clone(),
        title: duty.title.clone(),
        kind: duty.kind,
        works: duty.works.clone(),
    }
}

fn proof(evidence: &DutyEvidence) -> Proof {
    Proof {
        text: evidence.text.clone(),
        path: evidence.path.clone(),
        client_path: evidence.client_path.clone(),
        at: Some(evidence.at),
    }
}

fn count(clause: &mut Clause, duty: &Duty) {
    *match duty.state {
        DutyState::Done => &mut clause.done,
        DutyState::DoneLate => &mut clause.late,
        DutyState::Missed => &mut clause.missed,
        DutyState::Waived => &mut clause.waived,
        DutyState::Coming | DutyState::Open | DutyState::Announced => &mut clause.open,
    } += 1;
    clause.evidence.extend(duty.evidence.iter().map(|evidence| Proof {
        text: if duty.from == duty.to {
            format!("{} {}", duty.day(), evidence.text)
        } else {
            format!("{} 至 {}：{}", duty.from, duty.to, evidence.text)
        },
        ..proof(evidence)
    }));
}

/// A clause that was kept has evidence; one that was missed, or of which nothing shows that it was kept, is a gap, unless its
/// time has not come.
fn state(clause: &Clause, before: bool) -> ClauseState {
    let kept = clause.done + clause.late > 0 || !clause.evidence.is_empty();
    let waits = matches!(clause.kind.as_str(), "event" | "clock" | "quality" | "payment" | "acceptance");
    if clause.missed > 0 || (clause.late > 0 && clause.done == 0 && clause.kind == "quality") {
        ClauseState::Gap
    } else if kept || (clause.waived > 0 && clause.open == 0) {
        ClauseState::Evidence
    } else if clause.open > 0 || before || waits {
        ClauseState::NotYet
    } else {
        ClauseState::Gap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(kind: &str, [done, late, missed, waived, open]: [i64; 5]) -> Clause {
        let rule = Listed {
            rule: "X".to_owned(),
            clause: "一".to_owned(),
            assumed: None,
            title: "某事".to_owned(),
            kind: "duty",
            works: Vec::new(),
        };
        Clause { kind: kind.to_owned(), done, late, missed, waived, open, ..empty(rule) }
    }

    #[test]
    fn a_clause_stands_as_what_happened_says() {
        for (kind, counts, before, expected) in [
            ("duty", [3, 1, 0, 0, 2], false, ClauseState::Evidence),
            ("duty", [3, 0, 1, 0, 0], false, ClauseState::Gap),
            ("duty", [0, 0, 0, 0, 4], false, ClauseState::NotYet),
            ("duty", [0, 0, 0, 2, 0], false, ClauseState::Evidence),
            ("duty", [0; 5], false, ClauseState::Gap),
            ("duty", [0; 5], true, ClauseState::NotYet),
            ("event", [0; 5], false, ClauseState::NotYet),
            ("clock", [0; 5], false, ClauseState::NotYet),
            ("clock", [5, 2, 0, 0, 0], false, ClauseState::Evidence),
            ("quality", [0, 1, 0, 0, 0], false, ClauseState::Gap),
            ("asset", [0; 5], false, ClauseState::Gap),
        ] {
            assert_eq!(state(&clause(kind, counts), before), expected, "{kind} {counts:?} {before}");
        }
    }
}
