//! Which rules of a contract letters are written under, and the term that each of them gives.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    derive::{day_after, day_before},
    model::{Duty, DutyKind, Rule, Silence, Within},
};
use jianyue_sla::{CalendarError, WorkCalendar};

use crate::model::{LetterKind, LetterRule, LetterSide, LetterTerm, TermOf};

/// What letters under `duty` are; none where other modules keep what it asks for.
#[must_use]
pub fn kind_of(duty: &Duty) -> Option<LetterKind> {
    if duty.frequency.is_some() {
        return None;
    }
    match duty.kind {
        DutyKind::ForceMajeure => Some(LetterKind::ForceMajeure),
        DutyKind::Claim => Some(LetterKind::Claim),
        DutyKind::Notice if duty.consent.is_none() => Some(LetterKind::Notice),
        // Changes, permissions and data are asked for by forms of their own.
        DutyKind::Change | DutyKind::Permission | DutyKind::Data | DutyKind::Staff => None,
        _ => duty.consent.map(|_| LetterKind::Consent),
    }
}

/// The rule of this name, when letters are written under it.
#[must_use]
pub fn rule<'a>(contract: &'a Contract, name: &str) -> Option<(&'a Duty, LetterKind)> {
    let duty = contract.duties.iter().find(|duty| duty.id == name)?;
    Some((duty, kind_of(duty)?))
}

/// The sides that write letters under `duty`: who owes it, or who claims from them.
#[must_use]
pub fn senders(duty: &Duty) -> Vec<LetterSide> {
    let owed_by = LetterSide::of(duty.owed_by);
    match duty.kind {
        DutyKind::Claim if owed_by.len() == 1 => owed_by.into_iter().map(LetterSide::other).collect(),
        _ => owed_by,
    }
}

/// Whether proof must be handed in: the contract names it among the points to prove.
#[must_use]
pub fn needs_proof(duty: &Duty) -> bool {
    duty.kind == DutyKind::ForceMajeure && duty.items.iter().any(|item| item.contains("证明"))
}

/// Whether the other side of `from` must consent.
#[must_use]
pub fn needs_consent(duty: &Duty, from: LetterSide) -> bool {
    duty.consent.is_some_and(|of| LetterSide::of(of).contains(&from.other()))
}

/// Whether silence accepts what the letter says.
#[must_use]
pub fn silence(duty: &Duty) -> bool {
    duty.silence == Some(Silence::Accepted)
}

/// What the term of `duty` is for.
#[must_use]
pub fn due_of(duty: &Duty) -> Option<TermOf> {
    duty.within?;
    Some(match duty.kind {
        DutyKind::Claim => TermOf::Answer,
        _ if needs_proof(duty) => TermOf::Proof,
        _ => TermOf::Notice,
    })
}

/// The term of a letter that `from` sends on `sent_on` about what happened, or is planned, on `happened_on`.
///
/// # Errors
/// [`CalendarError`] when working days run into a year without a notice.
pub fn term(
    duty: &Duty,
    from: LetterSide,
    (happened_on, sent_on): (NaiveDate, NaiveDate),
    today: NaiveDate,
    calendar: &WorkCalendar,
) -> Result<Option<LetterTerm>, CalendarError> {
    let (Some(within), Some(what)) = (duty.within, due_of(duty)) else { return Ok(None) };
    let (due_on, due_by) = match what {
        TermOf::Answer => (day_after(sent_on, within, calendar)?, from.other()),
        TermOf::Notice if duty.before => (day_before(happened_on, within, calendar)?, from),
        TermOf::Proof | TermOf::Notice => (day_after(happened_on, within, calendar)?, from),
    };
    Ok(Some(LetterTerm { due_on, due_of: what, due_by, late: due_on < today }))
}

/// The rules that letters are written under, in the order of the text, as far as `seen` covers them.
#[must_use]
pub fn rules(contract: &Contract, seen: impl Fn(&[String]) -> bool) -> Vec<LetterRule> {
    let of = |duty: &Duty| {
        let kind = kind_of(duty).filter(|_| seen(&duty.works))?;
        let from = senders(duty);
        Some(LetterRule {
            rule: duty.id.clone(),
            clause: duty.clause().to_owned(),
            assumed: duty.assumed().map(str::to_owned),
            title: duty.title.clone(),
            text: duty.text.clone(),
            trigger: duty.trigger.clone(),
            kind,
            within: duty.within.map(Within::in_chinese),
            before: duty.before,
            due_of: due_of(duty),
            silence: silence(duty),
            consent: from.iter().any(|side| needs_consent(duty, *side)),
            from,
            items: duty.items.clone(),
            works: duty.works.clone(),
        })
    };
    contract.duties.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use jianyue_contracts::parse;

    use super::*;

    fn contract(slug: &str) -> Contract {
        let text = match slug {
            "HS" => include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
            "HC" => include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
            "SC" => include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
            "RE" => include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
            _ => include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
        };
        parse(text).unwrap()
    }

    fn due(
        slug: &str,
        name: &str,
        from: LetterSide,
        happened: &str,
        sent: &str,
    ) -> Option<(TermOf, LetterSide, String)> {
        let contract = contract(slug);
        let (duty, _) = rule(&contract, name).unwrap();
        let (happened, sent) = (happened.parse().unwrap(), sent.parse().unwrap());
        let term = term(duty, from, (happened, sent), sent, &WorkCalendar::published()).unwrap()?;
        Some((term.due_of, term.due_by, format!("{}{}", term.due_on, if term.late { " late" } else { "" })))
    }

    #[test]
    fn each_term_is_the_contracts_own() {
        use LetterSide::{Client, Vendor};
        use TermOf::{Answer, Notice, Proof};
        let is = |of, by, day: &str| Some((of, by, day.to_owned()));
        let proof = "ALL-O2.force-majeure";
        // The proof is owed from the event, by whoever invokes it.
        assert_eq!(due("HS", proof, Vendor, "2021-11-01", "2021-11-02"), is(Proof, Vendor, "2021-11-11"));
        assert_eq!(due("HC", proof, Client, "2024-11-01", "2024-11-02"), is(Proof, Client, "2024-11-16"));
        assert_eq!(due("SC", proof, Vendor, "2024-11-01", "2024-11-02"), is(Proof, Vendor, "2024-11-08"));
        // Without a term for proof, the notice itself is owed at once.
        assert_eq!(due("RE", proof, Vendor, "2024-11-01", "2024-11-02"), is(Notice, Vendor, "2024-11-01 late"));
        assert_eq!(due("EX", proof, Vendor, "2024-11-01", "2024-11-02"), None);
        assert_eq!(due("HS", "ALL-O2.account", Vendor, "2021-11-01", "2021-11-08"), is(Notice, Vendor, "2021-11-08"));
        assert_eq!(
            due("HC", "ALL-O2.account", Client, "2024-11-01", "2024-11-05"),
            is(Notice, Client, "2024-11-04 late")
        );
        // Counted back from what is planned.
        assert_eq!(due("RE", "ALL-O2.account", Vendor, "2024-11-10", "2024-11-05"), is(Notice, Vendor, "2024-11-05"));
        assert_eq!(
            due("RE", "ALL-O2.account", Vendor, "2024-11-10", "2024-11-06"),
            is(Notice, Vendor, "2024-11-05 late")
        );
        assert_eq!(due("HC", "HC-O3.change", Vendor, "2024-10-10", "2024-09-25"), is(Notice, Vendor, "2024-09-27"));
        // Ten working days over the holidays of October, with the working Sunday and Saturday around them.
        assert_eq!(due("SC", "SC-O3.claims", Client, "2024-09-25", "2024-09-25"), is(Answer, Vendor, "2024-10-14"));
        assert_eq!(due("SC", "SC-O3.delay", Vendor, "2024-09-25", "2024-09-25"), None);
    }

    #[test]
    fn who_owes_it_writes_and_who_claims_writes_to_them() {
        use LetterSide::{Client, Vendor};
        let from = |slug: &str, name: &str| {
            let contract = contract(slug);
            let (duty, kind) = rule(&contract, name).unwrap();
            (kind, senders(duty), senders(duty).iter().any(|side| needs_consent(duty, *side)))
        };
        assert_eq!(from("SC", "SC-O3.claims"), (LetterKind::Claim, vec![Client], false));
        assert_eq!(from("SC", "SC-O3.delay"), (LetterKind::Consent, vec![Vendor], true));
        assert_eq!(from("RE", "RE-O2.delay"), (LetterKind::Consent, vec![Vendor], true));
        assert_eq!(from("HS", "ALL-O2.account"), (LetterKind::Notice, vec![Client, Vendor], false));
        assert_eq!(from("HS", "ALL-O2.force-majeure"), (LetterKind::ForceMajeure, vec![Client, Vendor], false));
        assert_eq!(from("SC", "SC-O3.transfer"), (LetterKind::Consent, vec![Vendor], true));
    }

    #[test]
    fn what_other_modules_keep_is_not_written_about() {
        for (slug, name) in [("HS", "HS-O1.change"), ("HC", "HC-P1.permission.1"), ("HS", "HS-O3"), ("HS", "missing")] {
            assert!(rule(&contract(slug), name).is_none(), "{name}");
        }
        for slug in ["HS", "HC", "SC", "RE", "EX"] {
            let rules = rules(&contract(slug), |_| true);
            assert!(rules.iter().any(|rule| rule.kind == LetterKind::ForceMajeure), "{slug}");
            assert!(rules.iter().all(|rule| !rule.from.is_empty() && !rule.clause.is_empty()));
        }
    }
}
