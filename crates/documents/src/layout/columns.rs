//! How wide the columns of a table are.

/// What is known of a column before it has its width. Widths are of text, without the room at its sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Wish {
    /// Its share beside the others'; 0 means by what it holds.
    pub(crate) weight: u16,
    /// What it must have so that no number or word is broken.
    pub(crate) least: f32,
    /// What its longest text would like.
    pub(crate) most: f32,
}

/// The widths of columns that together fill `room`.
pub(crate) fn widths(wishes: &[Wish], room: f32) -> Vec<f32> {
    let least: f32 = wishes.iter().map(|wish| wish.least).sum();
    if least >= room {
        let by = room / least.max(0.1);
        return wishes.iter().map(|wish| wish.least * by).collect();
    }
    if wishes.iter().any(|wish| wish.weight > 0) { by_weight(wishes, room) } else { by_content(wishes, room) }
}

/// Columns without a weight get what they hold, at most an even share; the others share what is left. None gets less than
/// its least.
fn by_weight(wishes: &[Wish], room: f32) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "a table has few columns")]
    let even = room / wishes.len().max(1) as f32;
    let mut widths: Vec<f32> =
        wishes.iter().map(|wish| if wish.weight == 0 { wish.most.min(even).max(wish.least) } else { 0.0 }).collect();
    give_way(wishes, &mut widths, room);
    let mut open: Vec<usize> = (0..wishes.len()).filter(|index| wishes[*index].weight > 0).collect();
    loop {
        let left = room - widths.iter().sum::<f32>();
        let weights: f32 = open.iter().map(|index| f32::from(wishes[*index].weight)).sum();
        let share = |index: usize| left * f32::from(wishes[index].weight) / weights.max(1.0);
        let narrow: Vec<usize> = open.iter().copied().filter(|index| share(*index) < wishes[*index].least).collect();
        if narrow.is_empty() {
            for index in &open {
                widths[*index] = share(*index);
            }
            return filled(widths, room);
        }
        for index in &narrow {
            widths[*index] = wishes[*index].least;
        }
        open.retain(|index| !narrow.contains(index));
    }
}

/// Columns without a weight are made narrower until the others have at least their least.
fn give_way(wishes: &[Wish], widths: &mut [f32], room: f32) {
    let needed: f32 = wishes.iter().filter(|wish| wish.weight > 0).map(|wish| wish.least).sum();
    let over = widths.iter().sum::<f32>() + needed - room;
    let slack: f32 = wishes.iter().zip(&*widths).map(|(wish, width)| (width - wish.least).max(0.0)).sum();
    if over > 0.0 && slack > 0.0 {
        for (width, wish) in widths.iter_mut().zip(wishes).filter(|(_, wish)| wish.weight == 0) {
            *width -= (*width - wish.least).max(0.0) * (over / slack).min(1.0);
        }
    }
}

/// Each gets its least; the rest goes to those that would like more, the longest not all of it.
fn by_content(wishes: &[Wish], room: f32) -> Vec<f32> {
    let mut widths: Vec<f32> = wishes.iter().map(|wish| wish.least).collect();
    // Each round either uses up the room or gives one more column all that it wants.
    for _ in 0..=wishes.len() {
        let left = room - widths.iter().sum::<f32>();
        let want = |index: usize| (wishes[index].most - widths[index]).max(0.0);
        let all: f32 = (0..wishes.len()).map(|index| want(index).sqrt()).sum();
        if left <= 0.01 || all <= 0.01 {
            break;
        }
        let added: Vec<f32> =
            (0..wishes.len()).map(|index| (left * want(index).sqrt() / all).min(want(index))).collect();
        for (width, more) in widths.iter_mut().zip(added) {
            *width += more;
        }
    }
    filled(widths, room)
}

/// The same columns, made wider or narrower in proportion so that they fill the room.
fn filled(widths: Vec<f32>, room: f32) -> Vec<f32> {
    let all: f32 = widths.iter().sum();
    if all <= 0.0 {
        return widths;
    }
    widths.into_iter().map(|width| width * room / all).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wish(weight: u16, least: f32, most: f32) -> Wish {
        Wish { weight, least, most }
    }

    #[test]
    fn a_long_column_leaves_the_short_ones_what_they_need() {
        let widths = widths(&[wish(0, 20.0, 60.0), wish(0, 30.0, 4000.0), wish(0, 40.0, 40.0)], 400.0);
        assert!(widths[0] > 45.0 && widths[1] > 250.0 && widths[2] >= 40.0, "{widths:?}");
    }

    #[test]
    fn weights_share_what_the_others_leave() {
        let widths = widths(&[wish(0, 20.0, 50.0), wish(3, 20.0, 900.0), wish(1, 20.0, 900.0)], 450.0);
        assert_eq!(widths, [50.0, 300.0, 100.0]);
    }

    proptest! {
        #[test]
        fn columns_fill_the_room_and_never_break_a_number(
            given in prop::collection::vec((0_u16..4, 5.0_f32..60.0, 0.0_f32..900.0), 1..9),
        ) {
            let wishes: Vec<Wish> = given.iter().map(|(weight, least, more)| wish(*weight, *least, least + more)).collect();
            let widths = widths(&wishes, 600.0);
            let all: f32 = widths.iter().sum();
            prop_assert!((all - 600.0).abs() < 0.5, "{}", all);
            for (width, wish) in widths.iter().zip(&wishes) {
                prop_assert!(*width >= wish.least - 0.1, "{} < {}", width, wish.least);
            }
        }
    }
}
