//! What may be done to readers and keys, by where they stand.

use crate::model::{KeyMove, KeyState, ReaderMove, ReaderState};

/// Where a reader stands after each thing that may be done to it now.
#[must_use]
pub fn reader_moves(state: ReaderState) -> &'static [(ReaderMove, ReaderState)] {
    use ReaderMove as Move;
    use ReaderState::{InRepair, InUse, Recalled, Repaired, Scrapped, SentIn};
    match state {
        InUse => &[(Move::SentIn, SentIn), (Move::Recalled, Recalled), (Move::Scrapped, Scrapped)],
        SentIn => &[(Move::InRepair, InRepair), (Move::Returned, InUse), (Move::Scrapped, Scrapped)],
        InRepair => &[(Move::Repaired, Repaired), (Move::Scrapped, Scrapped)],
        Repaired => &[(Move::Returned, InUse), (Move::InRepair, InRepair)],
        Recalled => &[(Move::Returned, InUse), (Move::SentIn, SentIn), (Move::Scrapped, Scrapped)],
        Scrapped => &[],
    }
}

/// Where a medium stands after each thing that may be done to it now.
#[must_use]
pub fn key_moves(state: KeyState) -> &'static [(KeyMove, KeyState)] {
    match state {
        KeyState::Kept => &[
            (KeyMove::Issued, KeyState::Issued),
            (KeyMove::Handed, KeyState::Kept),
            (KeyMove::Destroyed, KeyState::Destroyed),
        ],
        KeyState::Issued => &[(KeyMove::Returned, KeyState::Kept), (KeyMove::Handed, KeyState::Issued)],
        KeyState::Destroyed => &[],
    }
}

/// Whether two names are those of one person, as they are written.
#[must_use]
pub fn same_person(a: &str, b: &str) -> bool {
    let bare = |name: &str| name.split_whitespace().collect::<String>().to_lowercase();
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_up_stays_so_and_what_is_out_is_not_destroyed() {
        assert!(reader_moves(ReaderState::Scrapped).is_empty() && key_moves(KeyState::Destroyed).is_empty());
        assert!(key_moves(KeyState::Issued).iter().all(|(kind, _)| *kind != KeyMove::Destroyed));
    }

    #[test]
    fn a_blank_makes_no_other_person() {
        assert!(same_person("王 工（演示）", "王工（演示） ") && !same_person("王工", "李工"));
    }
}
