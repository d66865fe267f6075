//! What the departments have in their books, against the register.

use crate::model::Book;

/// What the books have otherwise than the register, in words. What a department has not booked is no difference: it may
/// come later.
#[must_use]
pub fn differences(quantity: i64, unit: &str, price: Option<i64>, books: &[Book]) -> Vec<String> {
    let mut found = Vec::new();
    for book in books {
        let who = book.level.label();
        if let Some(booked) = book.quantity.filter(|booked| *booked != quantity) {
            found.push(format!("{who}账面 {booked} {unit}，台账 {quantity} {unit}"));
        }
        if let (Some(booked), Some(price)) = (book.price, price)
            && booked != price
        {
            found.push(format!("{who}账面 {}，台账 {}", yuan(booked), yuan(price)));
        }
    }
    // What two departments have otherwise than each other, where the register does not say.
    if price.is_none()
        && let Some(first) = books.iter().find(|book| book.price.is_some())
    {
        for book in books.iter().filter(|book| book.price.is_some() && book.price != first.price) {
            let (a, b) = (book.price.unwrap_or_default(), first.price.unwrap_or_default());
            found.push(format!("{}账面 {}，{}账面 {}", book.level.label(), yuan(a), first.level.label(), yuan(b)));
        }
    }
    found
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02} 元", fen / 100, (fen % 100).abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Level;

    fn book(level: Level, quantity: Option<i64>, price: Option<i64>) -> Book {
        Book { level, number: None, quantity, price }
    }

    #[test]
    fn what_a_department_has_otherwise_is_said() {
        let books = [book(Level::It, Some(3), Some(1_000)), book(Level::Finance, Some(2), Some(1_050))];
        assert_eq!(
            differences(3, "台", Some(1_000), &books),
            ["财务部门账面 2 台，台账 3 台", "财务部门账面 10.50 元，台账 10.00 元"]
        );
    }

    #[test]
    fn what_is_not_booked_yet_is_no_difference() {
        assert!(differences(3, "台", Some(1_000), &[book(Level::Finance, None, None)]).is_empty());
        assert!(differences(3, "台", None, &[book(Level::Finance, Some(3), Some(5))]).is_empty());
    }

    #[test]
    fn departments_are_held_against_each_other_where_the_register_says_nothing() {
        let books = [book(Level::Finance, None, Some(500)), book(Level::Business, None, Some(700))];
        assert_eq!(differences(1, "台", None, &books), ["业务部门账面 7.00 元，财务部门账面 5.00 元"]);
    }
}
