//! What a house offers: its templates, laid over the duties of a contract.

use std::sync::LazyLock;

use jianyue_contracts::{
    Contract,
    model::{Duty, DutyKind, Rule, Side},
};
use serde::Deserialize;

use crate::model::{Approval, Attachment, Definition, Effort, Field, FormKind};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct House {
    templates: Vec<Template>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    kind: FormKind,
    duty: DutyKind,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    help: Option<String>,
    #[serde(default)]
    figures: bool,
    #[serde(default)]
    check: bool,
    effort: Option<Effort>,
    approval: Approval,
    fields: Vec<Field>,
}

const TEXT: &str = include_str!("house.toml");
/// A test reads it; what cannot be read offers nothing.
static HOUSE: LazyLock<House> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// The duty of a rule, when it can be asked for at all.
#[must_use]
pub fn duty_of<'a>(contract: &'a Contract, rule: &str) -> Option<&'a Duty> {
    contract.duties.iter().find(|duty| duty.id == rule && duty.owed_by != Side::Client)
}

/// What the house offers under `contract`, in the order of its duties: each with the rule that it answers.
pub fn offered(contract: &Contract) -> impl Iterator<Item = (&Duty, Definition)> {
    let duties = contract.duties.iter().filter(|duty| duty.owed_by != Side::Client);
    duties.filter_map(|duty| {
        let template = HOUSE.templates.iter().find(|template| template.fits(duty))?;
        Some((duty, template.over(duty, contract)))
    })
}

impl Template {
    fn fits(&self, duty: &Duty) -> bool {
        let stands = |word: &String| duty.title.contains(word.as_str());
        self.duty == duty.kind
            && (self.words.is_empty() || self.words.iter().any(stands))
            && !self.not.iter().any(stands)
    }

    fn over(&self, duty: &Duty, contract: &Contract) -> Definition {
        let paper = |name: &str| Attachment { name: name.to_owned(), required: true };
        // A duty that names a form also says what must be there in the end.
        let results = duty.items.iter().filter(|item| duty.form.is_some() && duty.form.as_ref() != Some(*item));
        let mut fields = self.fields.clone();
        // A duty without a form lists the things that people ask for, or what is needed for it.
        let listed = |field: &Field| field.key == "what" && field.kind == crate::model::FieldKind::Choice;
        if let Some(field) =
            fields.iter_mut().find(|field| listed(field) && duty.items.len() > 1 && duty.form.is_none())
        {
            field.choices.clone_from(&duty.items);
        }
        Definition {
            title: duty.title.clone(),
            kind: self.kind,
            help: self.help.clone(),
            works: duty.works.clone(),
            fields,
            attachments: duty.form.as_deref().map(paper).into_iter().collect(),
            results: results.filter(|item| needed(item, self.figures)).map(|item| paper(item)).collect(),
            figures: self.figures,
            check: self.check,
            effort: self.effort.clone().map(|effort| Effort { quota: limit(contract, duty), ..effort }),
            approval: self.approval,
        }
    }
}

/// Figures before and after are filled in; nobody attaches them beside.
fn needed(item: &str, figures: bool) -> bool {
    !(figures && item.contains("前后"))
}

/// The rule that limits the work of a duty: one about the same works.
fn limit(contract: &Contract, duty: &Duty) -> Option<String> {
    let limits = contract.duties.iter().filter(|one| one.kind == DutyKind::Quota);
    let same = |one: &&Duty| one.works.is_empty() || one.works.iter().any(|work| duty.works.contains(work));
    limits.filter(same).map(|one| one.id().to_owned()).next()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jianyue_contracts::parse;

    use super::*;
    use crate::policy::check::check;

    const ALL: [&str; 5] = [
        include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
        include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
        include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
        include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
        include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
    ];

    #[test]
    fn the_houses_own_templates_can_be_read() {
        let house: House = toml::from_str(TEXT).unwrap();
        assert!(house.templates.len() > 9);
    }

    #[test]
    fn each_contract_offers_what_it_has_a_rule_for() {
        let kinds = |text: &str| {
            let contract = parse(text).unwrap();
            let offered: BTreeMap<String, FormKind> =
                offered(&contract).map(|(duty, form)| (duty.id.clone(), form.kind)).collect();
            for (duty, form) in super::offered(&contract) {
                assert_eq!(check(form.clone(), &contract), Ok(form), "{}", duty.id);
            }
            offered
        };
        let of = |map: &BTreeMap<String, FormKind>, rule: &str| map.get(rule).copied();
        let hs = kinds(ALL[0]);
        assert_eq!(of(&hs, "HS-O1.change"), Some(FormKind::Parameter));
        assert_eq!(of(&hs, "HS-O1.data"), Some(FormKind::DataCorrection));
        assert_eq!(of(&hs, "HS-O2.leaders"), Some(FormKind::Important));
        assert_eq!(of(&hs, "HS-O2.purchase"), Some(FormKind::Purchase));
        assert_eq!(of(&hs, "HS-O2.consulting"), Some(FormKind::Consultation));
        assert_eq!(of(&hs, "HS-O3.site"), None, "nobody asks for the record of a visit");
        let hc = kinds(ALL[1]);
        assert_eq!(of(&hc, "HC-P1.permission.1"), Some(FormKind::Permission));
        assert_eq!(of(&hc, "HC-P1.data"), Some(FormKind::DataChange));
        assert_eq!(of(&hc, "HC-P1.export"), Some(FormKind::DataExport));
        assert_eq!(of(&hc, "HC-P1.export.5.monthly"), Some(FormKind::DataExport));
        assert_eq!(of(&hc, "HC-P1.data.6"), Some(FormKind::DataChange));
        assert_eq!(of(&hc, "HC-O1.exchange"), Some(FormKind::Exchange));
        assert_eq!(of(&hc, "HC-O1.other"), Some(FormKind::Requirement));
        assert_eq!(of(&hc, "HC-O1.inventory"), None, "follows from a change by itself");
        let sc = kinds(ALL[2]);
        assert_eq!(of(&sc, "SC-O2.data"), Some(FormKind::DataCorrection));
        assert_eq!(of(&sc, "SC-O2.tuning"), Some(FormKind::Requirement));
        assert_eq!(of(&sc, "SC-O2.interfaces"), Some(FormKind::Exchange));
        let re = kinds(ALL[3]);
        assert_eq!(of(&re, "RE-O1.1.changes"), Some(FormKind::Requirement));
        assert_eq!(of(&re, "RE-O1.quota"), None);
        assert_eq!(kinds(ALL[4]).len(), 1);
    }

    #[test]
    fn a_form_asks_for_the_paper_that_the_contract_names_and_for_its_result() {
        let contract = parse(ALL[1]).unwrap();
        let form = |rule: &str| offered(&contract).find(|(duty, _)| duty.id == rule).unwrap().1;
        let names = |papers: &[Attachment]| papers.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let export = form("HC-P1.export");
        assert_eq!(
            (names(&export.attachments), names(&export.results)),
            (vec!["临时需求单".to_owned()], vec!["数据报表".to_owned()])
        );
        let change = form("HC-P1.data");
        assert_eq!(
            (names(&change.attachments), change.results.len(), change.figures),
            (vec!["需求单".to_owned()], 0, true)
        );
    }

    #[test]
    fn work_that_the_contract_limits_is_counted_against_its_rule() {
        let contract = parse(ALL[3]).unwrap();
        let limits: BTreeMap<String, Option<String>> =
            offered(&contract).filter_map(|(duty, form)| Some((duty.id.clone(), form.effort?.quota))).collect();
        assert_eq!(limits["RE-O1.1.changes"].as_deref(), Some("RE-O1.quota"));
        assert_eq!(limits["RE-O1.3.maintenance"], None, "the limit is of work 1");
    }
}
