//! What differs between orders, payments, receipts and what the treasury received, to the fen.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{Difference, DifferenceKind, Side, Totals};

/// A row of the books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the members are those of a row")]
pub struct Entry {
    pub side: Side,
    pub day: NaiveDate,
    pub number: String,
    pub order_number: String,
    pub amount: i64,
}

/// Everything that is known of an order.
#[derive(Default)]
struct Book {
    fee: Option<i64>,
    payments: Vec<(String, i64)>,
    receipts: Vec<(String, i64)>,
}

/// The sums.
#[must_use]
pub fn totals(orders: &[(String, i64)], rows: &[Entry]) -> Totals {
    let of = |side: Side| {
        let found = rows.iter().filter(move |row| row.side == side);
        found.fold((0, 0), |(n, sum), row| (n + 1, sum + row.amount))
    };
    let ((payments, payments_fen), (receipts, receipts_fen), (transfers, transfers_fen)) =
        (of(Side::Payment), of(Side::Receipt), of(Side::Treasury));
    Totals {
        orders: i64::try_from(orders.len()).unwrap_or(i64::MAX),
        orders_fen: orders.iter().map(|(_, fee)| fee).sum(),
        payments,
        payments_fen,
        receipts,
        receipts_fen,
        transfers,
        transfers_fen,
    }
}

/// Each difference, by order; the treasury's last. The order of the rows makes none. Of several payments of an order the first
/// counts and the others are paid twice; its receipts are held against what counts.
#[must_use]
pub fn compare(orders: &[(String, i64)], rows: &[Entry]) -> Vec<Difference> {
    let mut books: BTreeMap<&str, Book> = BTreeMap::new();
    for (number, fee) in orders {
        *books.entry(number).or_default().fee.get_or_insert(0) += fee;
    }
    let mut rows: Vec<&Entry> = rows.iter().collect();
    rows.sort();
    for row in &rows {
        let entry = (row.number.clone(), row.amount);
        match row.side {
            Side::Payment => books.entry(&row.order_number).or_default().payments.push(entry),
            Side::Receipt => books.entry(&row.order_number).or_default().receipts.push(entry),
            Side::Treasury => {}
        }
    }
    let mut found: Vec<Difference> = books.iter().flat_map(|(order, book)| of_book(order, book)).collect();
    let all = totals(orders, &rows.into_iter().cloned().collect::<Vec<_>>());
    if all.payments_fen != all.transfers_fen {
        found.push(difference(DifferenceKind::TreasuryDiffers, "", "", (all.payments_fen, all.transfers_fen)));
    }
    found
}

fn of_book(order: &str, book: &Book) -> Vec<Difference> {
    let mut found = Vec::new();
    let first = book.payments.first();
    match (book.fee, first) {
        (Some(fee), None) => found.push(difference(DifferenceKind::OrderWithoutPayment, order, "", (fee, 0))),
        (None, Some((number, paid))) => {
            found.push(difference(DifferenceKind::PaymentWithoutOrder, order, number, (0, *paid)));
        }
        (Some(fee), Some((number, paid))) if fee != *paid => {
            found.push(difference(DifferenceKind::AmountDiffers, order, number, (fee, *paid)));
        }
        _ => {}
    }
    for (number, again) in book.payments.iter().skip(1) {
        found.push(difference(DifferenceKind::PaidTwice, order, number, (0, *again)));
    }
    let receipts: i64 = book.receipts.iter().map(|(_, amount)| amount).sum();
    let numbers = book.receipts.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>().join("、");
    match (first.map(|(_, paid)| *paid), book.receipts.is_empty()) {
        (Some(paid), true) => found.push(difference(DifferenceKind::ReceiptMissing, order, "", (paid, 0))),
        (Some(paid), false) if paid != receipts => {
            found.push(difference(DifferenceKind::ReceiptAmountDiffers, order, &numbers, (paid, receipts)));
        }
        (None, false) => {
            found.push(difference(DifferenceKind::ReceiptWithoutPayment, order, &numbers, (0, receipts)));
        }
        _ => {}
    }
    found
}

fn difference(kind: DifferenceKind, order: &str, number: &str, (expected, found): (i64, i64)) -> Difference {
    Difference {
        key: format!("{}:{order}:{number}:{expected}:{found}", kind.code()),
        kind,
        order_number: order.to_owned(),
        number: number.to_owned(),
        expected,
        found,
    }
}

#[cfg(test)]
mod tests {
    use DifferenceKind::{
        AmountDiffers, OrderWithoutPayment, PaidTwice, PaymentWithoutOrder, ReceiptAmountDiffers, ReceiptMissing,
        ReceiptWithoutPayment, TreasuryDiffers,
    };
    use proptest::prelude::*;

    use super::*;

    fn row(side: Side, number: &str, order: &str, amount: i64) -> Entry {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        Entry { side, day, number: number.into(), order_number: order.into(), amount }
    }

    fn kinds(orders: &[(&str, i64)], rows: &[Entry]) -> Vec<(DifferenceKind, i64)> {
        let orders: Vec<_> = orders.iter().map(|(number, fee)| ((*number).to_owned(), *fee)).collect();
        compare(&orders, rows).into_iter().map(|one| (one.kind, one.found - one.expected)).collect()
    }

    #[test]
    fn books_that_agree_have_no_difference() {
        let rows = [
            row(Side::Payment, "t1", "a", 2000),
            row(Side::Receipt, "r1", "a", 2000),
            row(Side::Treasury, "k1", "", 2000),
        ];
        assert_eq!(kinds(&[("a", 2000)], &rows), []);
        assert_eq!(kinds(&[], &[]), []);
    }

    #[test]
    fn each_difference_is_found_by_its_kind_to_the_fen() {
        let rows = [
            row(Side::Payment, "t1", "a", 2001),
            row(Side::Receipt, "r1", "a", 2000),
            row(Side::Payment, "t2", "b", 2000),
            row(Side::Payment, "t3", "b", 2000),
            row(Side::Payment, "t4", "x", 1500),
            row(Side::Receipt, "r4", "x", 1500),
            row(Side::Receipt, "r5", "y", 700),
            row(Side::Treasury, "k1", "", 7500),
        ];
        let found = kinds(&[("a", 2000), ("b", 2000), ("c", 900)], &rows);
        let expected = [
            (AmountDiffers, 1),
            (ReceiptAmountDiffers, -1),
            (PaidTwice, 2000),
            (ReceiptMissing, -2000),
            (OrderWithoutPayment, -900),
            (PaymentWithoutOrder, 1500),
            (ReceiptWithoutPayment, 700),
            (TreasuryDiffers, -1),
        ];
        assert_eq!(found, expected);
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let side = prop::sample::select(vec![Side::Payment, Side::Receipt, Side::Treasury]);
        let one = (side, 0_u8..6, 1_i64..500);
        prop::collection::vec(one, 0..14).prop_map(|rows| {
            let named = rows.into_iter().enumerate();
            named.map(|(n, (side, order, fen))| row(side, &format!("n{n}"), &format!("o{order}"), fen)).collect()
        })
    }

    fn ordered() -> impl Strategy<Value = Vec<(String, i64)>> {
        prop::collection::btree_map(0_u8..6, 1_i64..500, 0..6)
            .prop_map(|orders| orders.into_iter().map(|(n, fee)| (format!("o{n}"), fee)).collect())
    }

    proptest! {
        #[test]
        fn the_parts_add_up(orders in ordered(), rows in entries()) {
            let (all, found) = (totals(&orders, &rows), compare(&orders, &rows));
            let sum = |kinds: &[DifferenceKind]| -> i64 {
                found.iter().filter(|one| kinds.contains(&one.kind)).map(|one| one.found - one.expected).sum()
            };
            let twice = sum(&[PaidTwice]);
            let paid = sum(&[OrderWithoutPayment, PaymentWithoutOrder, AmountDiffers]) + twice;
            prop_assert_eq!(all.payments_fen - all.orders_fen, paid);
            let received = sum(&[ReceiptMissing, ReceiptAmountDiffers, ReceiptWithoutPayment]);
            prop_assert_eq!(all.receipts_fen - (all.payments_fen - twice), received);
            prop_assert_eq!(all.transfers_fen - all.payments_fen, sum(&[TreasuryDiffers]));
        }

        #[test]
        fn the_order_of_the_rows_makes_no_difference(
            (rows, mixed) in entries().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
            orders in ordered(),
        ) {
            let turned: Vec<_> = orders.iter().rev().cloned().collect();
            prop_assert_eq!(compare(&orders, &rows), compare(&turned, &mixed));
        }
    }
}
