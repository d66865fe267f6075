//! Figures that the contract prints twice, and the tax that its figures imply.

use jianyue_kernel::{Money, Percent};

use super::{Findings, Place, Severity, place_of};
use crate::model::{Contract, Figure, FigureKind, Rule};

/// VAT rates and levies in force since 2019-04-01.
const VAT_RATES: [i32; 7] = [13, 9, 6, 5, 3, 1, 0];

/// Amounts may be rounded to the yuan.
const ROUNDING: i64 = 100;

/// What the rule that a figure repeats says.
struct Original {
    clause: String,
    value: String,
}

pub fn check(findings: &mut Findings<'_>) {
    let contract = findings.contract;
    for figure in &contract.figures {
        if figure.kind == FigureKind::TaxExclusiveTotal {
            tax(findings, figure);
        } else if let Some(original) = original(contract, figure)
            && !same(figure, &original.value)
        {
            differs(findings, figure, &original);
        }
    }
}

fn original(contract: &Contract, figure: &Figure) -> Option<Original> {
    let payments = &contract.payments;
    let instalment = || payments.instalments.iter().find(|instalment| instalment.id == figure.of);
    let of = |clause: &str, value: String| Some(Original { clause: clause.to_owned(), value });
    match figure.kind {
        FigureKind::Total | FigureKind::TaxExclusiveTotal => of(payments.clause(), String::from(payments.total?)),
        FigureKind::InstalmentPercent => instalment().and_then(|i| of(&i.clause, i.percent.to_string())),
        FigureKind::InstalmentAmount => instalment().and_then(|i| of(&i.clause, String::from(i.amount))),
        FigureKind::BondAmount => contract.bond.as_ref().and_then(|bond| of(&bond.clause, String::from(bond.amount))),
        FigureKind::SignedDate => of("签订日期", contract.contract.signed.to_string()),
    }
}

fn same(figure: &Figure, original: &str) -> bool {
    match figure.kind {
        FigureKind::InstalmentPercent => figure.value.parse::<Percent>().ok() == original.parse().ok(),
        FigureKind::SignedDate => figure.value == original,
        FigureKind::Total | FigureKind::TaxExclusiveTotal | FigureKind::InstalmentAmount | FigureKind::BondAmount => {
            figure.value.parse::<Money>().ok() == original.parse().ok()
        }
    }
}

const fn name(kind: FigureKind) -> (&'static str, &'static str) {
    match kind {
        FigureKind::Total => ("payment.printed_total_differs", "合同总价"),
        FigureKind::TaxExclusiveTotal => ("tax.rate_not_statutory", "不含税价"),
        FigureKind::InstalmentPercent => ("payment.printed_percent_differs", "付款比例"),
        FigureKind::InstalmentAmount => ("payment.printed_amount_differs", "付款金额"),
        FigureKind::BondAmount => ("bond.printed_amount_differs", "履约保证金"),
        FigureKind::SignedDate => ("contract.printed_date_differs", "签订日期"),
    }
}

/// The precedence clause decides; without one, or between papers of equal rank, an official has to.
fn differs(findings: &mut Findings<'_>, figure: &Figure, original: &Original) {
    let contract = findings.contract;
    let rank = |key: &str| contract.documents.iter().find(|document| document.key == key).and_then(|d| d.rank);
    let outranked = figure.document.as_deref().and_then(rank).is_some_and(|rank| rank > 1);
    let (code, what) = name(figure.kind);
    let mut places = vec![place_of(figure, &figure.value), Place::new(&original.clause, &original.value)];
    let message =
        format!("{what}两处不一致：{} 写 {}，{} 写 {}", figure.clause, figure.value, original.clause, original.value);
    if let Some(precedence) = contract.precedence.as_ref().filter(|_| outranked) {
        places.push(place_of(precedence, &precedence.text));
        let followed = format!("{}：{}（依 {}）", original.clause, original.value, precedence.clause);
        findings.add(Severity::Warning, code, message, places).follow(followed);
    } else {
        let message = format!("{message}；合同没有写明以何者为准，请双方确认");
        findings.add(Severity::Error, code, message, places);
    }
}

fn tax(findings: &mut Findings<'_>, figure: &Figure) {
    let contract = findings.contract;
    let (Some(total), Ok(exclusive)) = (contract.payments.total, figure.value.parse::<Money>()) else { return };
    let with = |rate: i32| exclusive + exclusive.percent(Percent::whole(rate));
    if VAT_RATES.iter().any(|rate| (with(*rate) - total).fen().abs() <= ROUNDING) {
        return;
    }
    let message =
        format!("含税 {total} 与不含税 {exclusive} 推出的税率约 {}，不是法定增值税税率", implied(total, exclusive));
    let places =
        vec![place_of(figure, format!("不含税 {exclusive}")), place_of(&contract.payments, format!("含税 {total}"))];
    findings.add(Severity::Warning, name(figure.kind).0, message, places).follow(format!("含税总价 {total}"));
}

/// The rate between the two, to a hundredth of a percent.
fn implied(total: Money, exclusive: Money) -> String {
    let hundredths = i128::from((total - exclusive).fen()) * 10_000 / i128::from(exclusive.fen().max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths.unsigned_abs() % 100)
}
