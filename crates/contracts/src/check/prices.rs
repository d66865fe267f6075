//! The price list against its own sums, the total, and the services that are listed.

use jianyue_kernel::Money;

use super::{Findings, Place, Severity, capitals, place_of};
use crate::model::{PriceGroup, PriceItem, PriceList, Work};

pub fn check(findings: &mut Findings<'_>) {
    let Some(list) = &findings.contract.price_list else { return };
    sums(findings, list);
    headings(findings, list);
    for (at, group) in list.groups.iter().enumerate() {
        let Some(work) = findings.contract.work(&group.work) else { continue };
        billed(findings, group, work);
        if !list.groups[..at].iter().any(|earlier| earlier.work == group.work) {
            not_billed(findings, group, work);
        }
        products(findings, group);
    }
}

fn sum(items: &[PriceItem]) -> Money {
    items.iter().map(|item| item.amount).sum()
}

fn sums(findings: &mut Findings<'_>, list: &PriceList) {
    let payments = &findings.contract.payments;
    let whole: Money = list.groups.iter().map(|group| sum(&group.items)).sum();
    if whole != list.total {
        let message = format!("价格清单各项之和 {whole} 与清单总计 {} 不符", list.total);
        findings.add(Severity::Error, "price_list.sum", message, vec![place_of(list, list.total.to_string())]);
    }
    if let Some(total) = payments.total.filter(|total| *total != list.total) {
        let message = format!("价格清单总计 {} 与合同总价 {total} 不符", list.total);
        let places = vec![place_of(list, list.total.to_string()), place_of(payments, total.to_string())];
        findings.add(Severity::Error, "price_list.total_differs", message, places);
    }
    if let Some(text) = &list.capitals
        && capitals::read(text) != Some(list.total)
    {
        let message = format!("价格清单总计大小写不一致：{} 与“{text}”", list.total);
        findings.add(Severity::Error, "payment.capitals_differ", message, vec![place_of(list, text)]);
    }
    for group in &list.groups {
        if let Some(subtotal) = group.subtotal.filter(|subtotal| *subtotal != sum(&group.items)) {
            let message = format!("“{}”小计 {subtotal}，各项之和为 {}", group.heading, sum(&group.items));
            let places = vec![Place::new(&group.clause, subtotal.to_string())];
            findings.add(Severity::Error, "price_list.subtotal", message, places);
        }
    }
}

/// A heading without its number: `六、北京市…` is `北京市…`.
fn bare(heading: &str) -> &str {
    heading.trim_start_matches(|c: char| "一二三四五六七八九十（）()、.． 0123456789".contains(c))
}

fn headings(findings: &mut Findings<'_>, list: &PriceList) {
    let contract = findings.contract;
    for (at, group) in list.groups.iter().enumerate() {
        let heading = bare(&group.heading);
        let followed = contract.work(&group.work).map(|work| format!("读作“{}”（{}）", work.title, work.clause));
        if let Some(first) = list.groups[..at].iter().find(|earlier| bare(&earlier.heading) == heading) {
            let message = format!("价格清单有两组的标题都是“{heading}”");
            let places = vec![Place::new(&first.clause, &first.heading), Place::new(&group.clause, &group.heading)];
            findings
                .add(Severity::Warning, "price_list.heading_repeated", message, places)
                .followed
                .clone_from(&followed);
        }
        let other = contract.works.iter().find(|work| work.key != group.work && bare(&work.title) == heading);
        if let (Some(other), Some(own)) = (other, contract.work(&group.work)) {
            let message = format!("价格清单此组的标题是“{heading}”，按次序应为“{}”", own.title);
            let places = vec![
                Place::new(&group.clause, &group.heading),
                place_of(own, &own.title),
                place_of(other, &other.title),
            ];
            findings.add(Severity::Warning, "price_list.heading_names_other_work", message, places).followed = followed;
        }
    }
}

/// Keys of the services that a line bills, or its title when no service bears it.
fn bills<'a>(item: &'a PriceItem, work: &'a Work) -> Vec<Result<&'a str, &'a str>> {
    let known = |key: &'a str| if work.services.iter().any(|s| s.key == key) { Ok(key) } else { Err(key) };
    if item.services.is_empty() {
        let same = work.services.iter().find(|service| service.title == item.title);
        return vec![same.map(|service| service.key.as_str()).ok_or(item.title.as_str())];
    }
    item.services.iter().map(|key| known(key)).collect()
}

fn billed(findings: &mut Findings<'_>, group: &PriceGroup, work: &Work) {
    for item in &group.items {
        for name in bills(item, work).into_iter().filter_map(Result::err) {
            let message = format!("“{}”收取“{name}”{}，但其服务内容没有列出这一项", work.title, item.amount);
            let listed: Vec<&str> = work.services.iter().map(|service| service.title.as_str()).collect();
            let places = vec![
                Place::new(&group.clause, format!("{} {}", item.title, item.amount)),
                place_of(work, format!("列出：{}", listed.join("、"))),
            ];
            findings
                .add(Severity::Warning, "price_list.billed_not_listed", message, places)
                .follow("按已计价对待，工单可以选择这一项");
        }
    }
}

fn not_billed(findings: &mut Findings<'_>, group: &PriceGroup, work: &Work) {
    let list = findings.contract.price_list.iter().flat_map(|list| &list.groups).filter(|g| g.work == group.work);
    let billed: Vec<&str> =
        list.flat_map(|g| &g.items).flat_map(|item| bills(item, work)).filter_map(Result::ok).collect();
    let free = work.services.iter().filter(|service| !billed.contains(&service.key.as_str()));
    let titles: Vec<&str> = free.map(|service| service.title.as_str()).collect();
    if !titles.is_empty() {
        let message = format!("“{}”列出但价格清单没有单列：{}", work.title, titles.join("、"));
        let places = vec![place_of(work, titles.join("、")), Place::new(&group.clause, &group.heading)];
        findings.add(Severity::Note, "price_list.listed_not_billed", message, places).follow("包含在总价内，照常服务");
    }
}

fn products(findings: &mut Findings<'_>, group: &PriceGroup) {
    for item in &group.items {
        let Some(price) = item.unit_price else { continue };
        let expected = price.times(i64::from(item.quantity.unwrap_or(1)));
        if expected != item.amount {
            let message = format!("“{}”单价乘数量为 {expected}，总价写 {}", item.title, item.amount);
            let places = vec![Place::new(&group.clause, format!("{} {}", item.title, item.amount))];
            findings.add(Severity::Error, "price_list.product", message, places);
        }
    }
}
