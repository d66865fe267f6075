//! What every rule of a contract carries, and the walk over all of them.

use serde::Serialize;

use super::Contract;

/// One thing that the contract fixes, with the place where it does.
pub trait Rule {
    /// The rule's name, unique in the contract.
    fn id(&self) -> &str;
    /// Where it stands, as printed.
    fn clause(&self) -> &str;
    /// The text it stands in, when that is not the contract's own.
    fn source(&self) -> Option<&str>;
    /// Why it is a reading and not the letter.
    fn assumed(&self) -> Option<&str>;
    /// The figure or phrase as printed, when the wording itself matters.
    fn printed(&self) -> Option<&str>;
}

/// A table of the format that is a rule: the fields given, plus those that every rule carries.
macro_rules! rule {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The rule's name, unique in the contract and beginning with its prefix, for instance `HS-S1`.
            pub id: String,
            /// Where it stands, as printed, for instance `附件一 四.2(1)`.
            pub clause: String,
            /// The text it stands in, when that is not the contract's own.
            pub source: Option<String>,
            /// Why this is a reading and not the letter; absent when the contract says it so.
            pub assumed: Option<String>,
            /// The figure or phrase as printed, when the wording itself matters; never a whole sentence.
            pub printed: Option<String>,
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::model::Rule for $name {
            fn id(&self) -> &str {
                &self.id
            }
            fn clause(&self) -> &str {
                &self.clause
            }
            fn source(&self) -> Option<&str> {
                self.source.as_deref()
            }
            fn assumed(&self) -> Option<&str> {
                self.assumed.as_deref()
            }
            fn printed(&self) -> Option<&str> {
                self.printed.as_deref()
            }
        }
    };
}
pub(crate) use rule;

/// A rule met on the walk over a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleRef<'a> {
    /// Its place in the file: `payments.instalments[0]`.
    pub path: String,
    /// Its name.
    pub id: &'a str,
    /// The clause it stands in.
    pub clause: &'a str,
    /// The text it stands in.
    pub source: &'a str,
    /// Why it is a reading, if it is one.
    pub assumed: Option<&'a str>,
    /// The phrase as printed, if kept.
    pub printed: Option<&'a str>,
}

struct Walk<'a> {
    source: &'a str,
    found: Vec<RuleRef<'a>>,
}

impl<'a> Walk<'a> {
    fn one<R: Rule>(&mut self, path: &str, rule: &'a R) {
        self.found.push(RuleRef {
            path: path.to_owned(),
            id: rule.id(),
            clause: rule.clause(),
            source: rule.source().unwrap_or(self.source),
            assumed: rule.assumed(),
            printed: rule.printed(),
        });
    }

    fn all<R: Rule>(&mut self, path: &str, rules: &'a [R]) {
        for (at, rule) in rules.iter().enumerate() {
            self.one(&format!("{path}[{at}]"), rule);
        }
    }
}

impl Contract {
    /// Every rule of the contract, in the order of the format.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleRef<'_>> {
        let mut walk = Walk { source: &self.contract.source, found: Vec::new() };
        self.walk_frame(&mut walk);
        self.walk_services(&mut walk);
        self.walk_work(&mut walk);
        self.walk_money(&mut walk);
        self.walk_exam(&mut walk);
        walk.found
    }

    fn walk_frame<'a>(&'a self, walk: &mut Walk<'a>) {
        walk.one("term", &self.term);
        walk.all("documents", &self.documents);
        if let Some(precedence) = &self.precedence {
            walk.one("precedence", precedence);
        }
        walk.all("figures", &self.figures);
    }

    fn walk_services<'a>(&'a self, walk: &mut Walk<'a>) {
        for (at, work) in self.works.iter().enumerate() {
            walk.one(&format!("works[{at}]"), work);
        }
        if let Some(list) = &self.price_list {
            walk.one("price_list", list);
        }
        walk.all("windows", &self.windows);
        walk.all("escalation_levels", &self.escalation_levels);
        for (at, matrix) in self.matrices.iter().enumerate() {
            walk.one(&format!("matrices[{at}]"), matrix);
            walk.all(&format!("matrices[{at}].cases"), &matrix.cases);
        }
        walk.all("quality", &self.quality);
    }

    fn walk_work<'a>(&'a self, walk: &mut Walk<'a>) {
        walk.all("inspections", &self.inspections);
        walk.all("backups", &self.backups);
        walk.all("certificates", &self.certificates);
        walk.all("assets", &self.assets);
        walk.all("asset_rules", &self.asset_rules);
        walk.all("data_inventories", &self.data_inventories);
        walk.all("exchanges", &self.exchanges);
        walk.all("reports", &self.reports);
        walk.all("acceptances", &self.acceptances);
        walk.all("staffing", &self.staffing);
        if let Some(team) = &self.team {
            walk.one("team", team);
        }
        walk.all("duties", &self.duties);
    }

    fn walk_money<'a>(&'a self, walk: &mut Walk<'a>) {
        walk.one("payments", &self.payments);
        walk.all("payments.instalments", &self.payments.instalments);
        if let Some(fee) = &self.payments.unit_fee {
            walk.one("payments.unit_fee", fee);
        }
        walk.all("payments.terms", &self.payments.terms);
        if let Some(bond) = &self.bond {
            walk.one("bond", bond);
        }
        walk.all("penalties", &self.penalties);
        if let Some(late) = &self.late_payment {
            walk.one("late_payment", late);
        }
        walk.all("hand_overs", &self.hand_overs);
        walk.all("refunds", &self.refunds);
        if let Some(running_on) = &self.running_on {
            walk.one("running_on", running_on);
        }
        walk.all("terminations", &self.terminations);
    }

    fn walk_exam<'a>(&'a self, walk: &mut Walk<'a>) {
        if let Some(exam) = &self.exam {
            walk.one("exam", exam);
            walk.all("exam.limits", &exam.limits);
            walk.all("exam.functions", &exam.functions);
        }
    }
}
