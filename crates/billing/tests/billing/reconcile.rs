//! Lines of a bank's list find the payments that they pay.

use jianyue_billing::{
    Facts,
    reconcile::{Ledger, ListLine, place, read_list},
};
use jianyue_contracts::{Contract, model::Fact};

use crate::common::{at, day, happened, hc, hs, paid, re, sc, yuan};

fn ledger(contract: &Contract, facts: &Facts) -> Ledger {
    Ledger::of(contract, &contract.contract.title, &at(contract, facts, "2024-09-30"))
}

fn all() -> Vec<Ledger> {
    [hs(), hc(), sc(), re()].iter().map(|contract| ledger(contract, &Facts::default())).collect()
}

fn row(amount: &str, payee: &str, remark: &str) -> ListLine {
    let voucher = format!("凭-{amount}-{payee}");
    ListLine {
        on: day("2024-09-20"),
        amount: yuan(amount),
        voucher,
        payee: payee.to_owned(),
        remark: remark.to_owned(),
    }
}

fn vendor(contract: &Contract, at: usize) -> String {
    contract.parties.iter().filter(|party| party.key != "client").nth(at).unwrap().name.clone()
}

fn placed(line: &ListLine, ledgers: &mut [Ledger]) -> Result<(usize, String), String> {
    place(line, ledgers, day("2024-09-30")).map(|placed| (placed.ledger, placed.key))
}

#[test]
fn the_payee_and_the_amount_name_a_payment() {
    let mut ledgers = all();
    let payee = vendor(&hc(), 0);
    assert_eq!(placed(&row("540900.00", &payee, ""), &mut ledgers), Ok((1, "HC-M1.2".to_owned())));
    let spaced = format!(" {} ", payee.replace('（', "("));
    assert_eq!(placed(&row("360600.00", &spaced, "运维费"), &mut ledgers), Ok((1, "HC-M1.3".to_owned())));
    let odd = placed(&row("1.00", &payee, ""), &mut ledgers).unwrap_err();
    assert!(odd.contains("没有未付 ¥1.00 的期次") && odd.contains("HC-M1.1"), "{odd}");
    let stranger = placed(&row("540900.00", "某公司（演示）", ""), &mut ledgers).unwrap_err();
    assert!(stranger.contains("没有乙方是"), "{stranger}");
}

#[test]
fn a_key_in_the_words_names_it_whatever_the_amount_and_never_more_than_is_open() {
    let mut ledgers = all();
    assert_eq!(placed(&row("100.00", "", "付 HC-M1.1 第一笔"), &mut ledgers), Ok((1, "HC-M1.1".to_owned())));
    let over = placed(&row("901500.00", "", "HC-M1.1"), &mut ledgers).unwrap_err();
    assert!(over.contains("超过") && over.contains("¥901,400.00"), "{over}");
    let other = placed(&row("540900.00", &vendor(&hs(), 0), "HC-M1.2"), &mut ledgers).unwrap_err();
    assert!(other.contains("不是") && other.contains("乙方"), "{other}");
    let none = placed(&row("540900.00", "", "运维费"), &mut ledgers).unwrap_err();
    assert!(none.contains("请补充"), "{none}");
}

#[test]
fn members_of_a_consortium_are_paid_their_shares_once() {
    let contract = re();
    let mut ledgers = vec![ledger(&contract, &Facts::default())];
    for (at, amount) in [(0, "542700.00"), (1, "459900.00"), (2, "325350.00")] {
        assert_eq!(
            placed(&row(amount, &vendor(&contract, at), ""), &mut ledgers),
            Ok((0, "RE-M1.1".to_owned())),
            "{amount}"
        );
    }
    let again = ListLine { voucher: "另一张".to_owned(), ..row("542700.00", &vendor(&contract, 0), "") };
    assert!(placed(&again, &mut ledgers).is_err());
    let facts = Facts { payments: vec![paid("RE-M1.1", "2024-07-01", "542700.00")], ..Facts::default() };
    let mut ledgers = vec![ledger(&contract, &facts)];
    assert!(placed(&again, &mut ledgers).is_err(), "the share was paid before");
}

#[test]
fn a_voucher_is_taken_once_until_it_was_taken_back() {
    let payee = vendor(&hc(), 0);
    let line = ListLine { voucher: "记 0902".to_owned(), ..row("540900.00", &payee, "") };
    let voucher = |amount: &str| jianyue_billing::facts::Paid {
        voucher: "记0902".to_owned(),
        ..paid("HC-M1.1", "2024-09-02", amount)
    };
    let mut facts = Facts { payments: vec![voucher("900.00")], ..Facts::default() };
    let taken = placed(&line, &mut [ledger(&hc(), &facts)]).unwrap_err();
    assert!(taken.contains("已经登记"), "{taken}");
    facts.payments.push(voucher("-900.00"));
    let mut ledgers = [ledger(&hc(), &facts)];
    assert!(placed(&line, &mut ledgers).is_ok());
    assert!(placed(&line, &mut ledgers).is_err(), "twice in one list");
}

#[test]
fn of_equal_amounts_the_one_that_may_be_paid_is_meant() {
    let mut contract = hc();
    contract.payments.instalments[1].percent = contract.payments.instalments[0].percent;
    contract.payments.instalments.truncate(2);
    let payee = vendor(&contract, 0);
    let line = row("901500.00", &payee, "");
    let both = placed(&line, &mut [ledger(&contract, &Facts::default())]).unwrap_err();
    assert!(both.contains("有几期都是"), "{both}");
    let happened = [Fact::ReportsAccepted, Fact::InvoiceReceived].map(|fact| happened(fact, "HC-M1.2", "2024-09-02"));
    let facts = Facts { happened: happened.to_vec(), ..Facts::default() };
    assert_eq!(placed(&line, &mut [ledger(&contract, &facts)]), Ok((0, "HC-M1.2".to_owned())));
}

#[test]
fn a_list_is_read_with_other_headings_and_what_does_not_fit_is_said_by_line() {
    let text = "交易日期,借方金额,流水号,对方户名,用途\n2024-09-02,\"901,500.00\",记-1,某公司,HC-M1.1\n2024-09-03,-5.00,记-2,,\n,1.00,记-3,,\n";
    let rows = read_list("国库清单.csv", text.as_bytes()).unwrap();
    let first = rows[0].draft.as_ref().unwrap();
    assert_eq!((first.amount, first.on, first.voucher.as_str()), (yuan("901500.00"), day("2024-09-02"), "记-1"));
    let wrong: Vec<_> = rows[1..].iter().map(|row| (row.line, row.draft.clone().unwrap_err())).collect();
    assert!(wrong[0].0 == 3 && wrong[0].1.contains("负数"), "{wrong:?}");
    assert!(wrong[1].0 == 4 && wrong[1].1.contains("付款日期"), "{wrong:?}");
    assert!(read_list("清单.csv", "名称\n甲\n".as_bytes()).is_err());
}
