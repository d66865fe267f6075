//! Which open payment a line of a bank's or the treasury's list pays.
//!
//! Pure. A line names its contract by a number or a payee, and its payment by a key or an amount; what fits none, or more
//! than one, is said with the reason and never guessed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{Contract, model::Side};
use jianyue_kernel::Money;
use jianyue_sheets::{Cells, Column, RowOf, TableError, column, read_table};

use crate::account::{Account, Line, LineState};

/// The columns of a list.
pub const COLUMNS: [Column; 5] = [
    column("付款日期", &["日期", "交易日期", "记账日期", "支付日期"], true),
    column("金额", &["付款金额", "支付金额", "交易金额", "借方金额", "发生额"], true),
    column("凭证号", &["凭证编号", "支付凭证号", "流水号", "交易流水号"], true),
    column("收款方", &["收款人", "收款人名称", "收款单位", "对方户名"], false),
    column("摘要", &["用途", "备注", "附言", "合同编号"], false),
];

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListLine {
    /// The day of the payment.
    pub on: NaiveDate,
    /// How much.
    pub amount: Money,
    /// Number of the voucher.
    pub voucher: String,
    /// Who was paid.
    pub payee: String,
    /// What else is said: a contract's number, a payment's key.
    pub remark: String,
}

/// Reads a list; the ending of `name` says which kind of table it is.
///
/// # Errors
/// [`TableError`] when nothing of it can be read; a line that does not fit is a line with its reason.
pub fn read_list(name: &str, content: &[u8]) -> Result<Vec<RowOf<ListLine>>, TableError> {
    read_table(name, content, &COLUMNS, |cells| (cells.text(2), list_line(cells)))
}

fn list_line(cells: &Cells<'_>) -> Result<ListLine, String> {
    if cells.text(1).trim_start().starts_with('-') {
        return Err("金额是负数。更正已登记的付款，请在合同的结算页面另登记一笔负数".to_owned());
    }
    let amount = cells.fen(1)?.filter(|fen| *fen > 0).ok_or("没有填写金额")?;
    Ok(ListLine {
        on: cells.day(0)?.ok_or("没有填写付款日期")?,
        amount: Money::from_fen(amount),
        voucher: cells.long(2, 100)?.ok_or("没有填写凭证号")?,
        payee: cells.optional(3, 200)?.unwrap_or_default(),
        remark: cells.optional(4, 400)?.unwrap_or_default(),
    })
}

/// A contract with its open payments, as lines are placed into it.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Texts that name the contract, as they are compared.
    names: Vec<String>,
    /// Names of its vendors, as they are compared.
    vendors: Vec<String>,
    /// What it is called, for messages.
    title: String,
    signed: NaiveDate,
    lines: Vec<Open>,
    /// Vouchers that are taken, with what they sum up to.
    vouchers: BTreeMap<String, Money>,
}

/// A payment with what is open of it.
#[derive(Clone, Debug)]
struct Open {
    key: String,
    title: String,
    left: Money,
    ready: bool,
    missing: Vec<&'static str>,
    /// Shares of members that no payment of the same amount was made for.
    shares: Vec<(String, Money)>,
}

/// Where a line belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The contract, by its place among the ledgers.
    pub ledger: usize,
    /// The payment.
    pub key: String,
    /// What the payment is called.
    pub title: String,
    /// Something to look at before it is taken over.
    pub note: Option<String>,
}

impl Ledger {
    /// Of a contract with its account.
    #[must_use]
    pub fn of(contract: &Contract, title: &str, account: &Account) -> Self {
        let header = &contract.contract;
        let named = [Some(&header.slug), header.number.as_ref(), Some(&header.title), header.project.as_ref()];
        let vendors = contract.parties.iter().filter(|party| party.side == Side::Vendor);
        let mut vouchers: BTreeMap<String, Money> = BTreeMap::new();
        for paid in account.lines.iter().flat_map(Line::payments) {
            let sum = vouchers.entry(plain(&paid.voucher)).or_default();
            *sum = *sum + paid.amount;
        }
        Self {
            // Short numbers would be found in anything.
            names: named
                .into_iter()
                .flatten()
                .map(|name| plain(name))
                .filter(|name| name.chars().count() > 5)
                .collect(),
            vendors: vendors.map(|party| plain(&party.name)).collect(),
            title: title.to_owned(),
            signed: header.signed.0,
            lines: account.lines.iter().map(Open::of).collect(),
            vouchers,
        }
    }

    fn names_it(&self, text: &str) -> bool {
        self.names.iter().any(|name| text.contains(name.as_str()))
            || self.lines.iter().any(|line| has_word(text, &plain(&line.key)))
    }
}

impl Open {
    fn of(line: &Line) -> Self {
        let mut paid: Vec<Money> = line.payments().iter().map(|paid| paid.amount).collect();
        let shares = line.shares.iter().map(|one| (plain(&one.name), one.amount - one.deducted));
        let unpaid = shares.filter(|(_, net)| match paid.iter().position(|amount| amount == net) {
            Some(at) => {
                paid.swap_remove(at);
                false
            }
            None => true,
        });
        Self {
            key: line.key.clone(),
            title: line.title.clone(),
            left: line.open,
            ready: matches!(line.state, LineState::Payable | LineState::Due | LineState::PartPaid),
            shares: unpaid.collect(),
            missing: line.conditions.iter().filter(|one| !one.met).map(|one| one.name).collect(),
        }
    }
}

/// Without spaces, in one width and case: as names are compared.
fn plain(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '－' | '—' | '–' => '-',
        other => other,
    };
    text.chars().filter(|letter| !letter.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

/// Whether `word` stands in `text` and no letter or digit goes on behind it: `hc-m1.1` is not in `hc-m1.12`.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let behind = text.get(at + word.len()..).and_then(|rest| rest.chars().next());
        behind.is_none_or(|next| !next.is_ascii_alphanumeric())
    })
}

/// The payment that `line` pays; it is taken off what is open, so that the next line finds what is left.
///
/// # Errors
/// Why it fits none, as a sentence that says what to do.
pub fn place(line: &ListLine, ledgers: &mut [Ledger], today: NaiveDate) -> Result<Placed, String> {
    if line.on > today {
        return Err(format!("付款日期 {} 还没有到，请检查", line.on));
    }
    let at = ledger_of(line, ledgers)?;
    let ledger = ledgers.get_mut(at).ok_or("没有对应的合同")?;
    if line.on < ledger.signed {
        return Err(format!("付款日期 {} 早于“{}”的签订日 {}，请检查", line.on, ledger.title, ledger.signed));
    }
    let voucher = plain(&line.voucher);
    if ledger.vouchers.get(&voucher).is_some_and(|sum| *sum > Money::ZERO) {
        return Err(format!("凭证号“{}”在“{}”已经登记，不能重复", line.voucher, ledger.title));
    }
    let found = payment_of(line, ledger)?;
    let title = ledger.title.clone();
    let open = ledger.lines.get_mut(found).ok_or("没有未付的期次")?;
    if open.left <= Money::ZERO {
        return Err(format!("“{title}”{}没有未付金额，请核对期次", open.title));
    }
    if line.amount > open.left {
        return Err(format!("金额 {} 超过“{title}”{} 未付的 {}，请核对", line.amount, open.title, open.left));
    }
    open.left = open.left - line.amount;
    let payee = plain(&line.payee);
    if let Some(share) = open.shares.iter().position(|(name, net)| *net == line.amount && *name == payee) {
        open.shares.remove(share);
    }
    let note =
        (!open.ready && !open.missing.is_empty()).then(|| format!("付款条件还没有登记：{}", open.missing.join("、")));
    let placed = Placed { ledger: at, key: open.key.clone(), title: open.title.clone(), note };
    let sum = ledger.vouchers.entry(voucher).or_default();
    *sum = *sum + line.amount;
    Ok(placed)
}

/// The contract of a line: named in its words, or by its payee where that is vendor of one.
fn ledger_of(line: &ListLine, ledgers: &[Ledger]) -> Result<usize, String> {
    let (words, payee) = (plain(&line.remark), plain(&line.payee));
    let all = || ledgers.iter().enumerate();
    let named: Vec<usize> = all().filter(|(_, one)| one.names_it(&words)).map(|(at, _)| at).collect();
    let paid_to: Vec<usize> =
        all().filter(|(_, one)| !payee.is_empty() && one.vendors.contains(&payee)).map(|(at, _)| at).collect();
    let titles = |some: &[usize]| {
        let titles = some.iter().filter_map(|at| ledgers.get(*at)).map(|one| format!("“{}”", one.title));
        titles.collect::<Vec<_>>().join("、")
    };
    match (named.as_slice(), paid_to.as_slice()) {
        ([], []) if payee.is_empty() => Err("没有收款方，摘要中也没有合同编号或期次编号，请补充".to_owned()),
        ([], []) => Err(format!("没有乙方是“{}”的合同，摘要中也没有合同编号或期次编号", line.payee)),
        ([], [one]) => Ok(*one),
        ([], several) => {
            let fits = |at: &&usize| ledgers.get(**at).is_some_and(|one| payment_of(line, one).is_ok());
            match several.iter().filter(fits).collect::<Vec<_>>().as_slice() {
                [one] => Ok(**one),
                _ => Err(format!("“{}”是 {} 的乙方，请在摘要中写合同编号", line.payee, titles(several))),
            }
        }
        ([one], _) if payee.is_empty() || paid_to.contains(one) => Ok(*one),
        ([one], _) => Err(format!("收款方“{}”不是{}的乙方，请核对", line.payee, titles(&[*one]))),
        (several, _) => match several.iter().filter(|at| paid_to.contains(at)).collect::<Vec<_>>().as_slice() {
            [one] => Ok(**one),
            _ => Err(format!("摘要同时符合 {}，请只写一个合同编号", titles(several))),
        },
    }
}

/// The payment of a line in its contract: by its key, by what is open, by a member's share, or by its title.
fn payment_of(line: &ListLine, ledger: &Ledger) -> Result<usize, String> {
    let (words, payee) = (plain(&line.remark), plain(&line.payee));
    if let Some((at, _)) = ledger.lines.iter().enumerate().find(|(_, one)| has_word(&words, &plain(&one.key))) {
        return Ok(at);
    }
    let all = || ledger.lines.iter().enumerate().filter(|(_, one)| one.left > Money::ZERO);
    let shared = |one: &Open| one.shares.iter().any(|(name, net)| *name == payee && *net == line.amount);
    let exact: Vec<usize> = all().filter(|(_, one)| one.left == line.amount || shared(one)).map(|(at, _)| at).collect();
    let ready: Vec<usize> =
        exact.iter().copied().filter(|at| ledger.lines.get(*at).is_some_and(|one| one.ready)).collect();
    let called: Vec<usize> = all().filter(|(_, one)| words.contains(&plain(&one.title))).map(|(at, _)| at).collect();
    let of = |some: &[usize]| {
        let titles =
            some.iter().filter_map(|at| ledger.lines.get(*at)).map(|one| format!("{}（{}）", one.title, one.key));
        titles.collect::<Vec<_>>().join("、")
    };
    match (exact.as_slice(), ready.as_slice(), called.as_slice()) {
        (_, _, [one]) | ([one], _, _) | (_, [one], _) => Ok(*one),
        ([], _, _) if all().next().is_none() => Err(format!("“{}”没有未付的期次", ledger.title)),
        ([], _, _) => {
            let open = all().map(|(_, one)| format!("{}（{}）未付 {}", one.title, one.key, one.left));
            let open = open.collect::<Vec<_>>().join("，");
            Err(format!("“{}”没有未付 {} 的期次：{open}。分次支付时请在摘要写期次编号", ledger.title, line.amount))
        }
        (several, _, _) => {
            Err(format!("“{}”有几期都是 {}：{}。请在摘要写期次编号", ledger.title, line.amount, of(several)))
        }
    }
}
