//! The tree of classes.

use std::collections::HashSet;

use uuid::Uuid;

/// A class and the one above it.
pub type Edge = (Uuid, Option<Uuid>);

/// A class and all that are below it.
#[must_use]
pub fn below(edges: &[Edge], top: Uuid) -> Vec<Uuid> {
    let mut found = vec![top];
    let mut met = HashSet::from([top]);
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        found.extend(edges.iter().filter(|(id, above)| *above == Some(parent) && met.insert(*id)).map(|(id, _)| *id));
    }
    found
}

/// Whether a class would come to lie below itself.
#[must_use]
pub fn would_ring(edges: &[Edge], class: Uuid, parent: Option<Uuid>) -> bool {
    parent.is_some_and(|parent| below(edges, class).contains(&parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn a_class_has_those_below_it_at_any_depth() {
        let edges = [(id(1), None), (id(2), Some(id(1))), (id(3), Some(id(2))), (id(4), None)];
        assert_eq!(below(&edges, id(1)), [id(1), id(2), id(3)]);
        assert_eq!(below(&edges, id(4)), [id(4)]);
    }

    #[test]
    fn no_class_comes_to_lie_below_itself() {
        let edges = [(id(1), None), (id(2), Some(id(1))), (id(3), Some(id(2)))];
        assert!(would_ring(&edges, id(1), Some(id(3))) && would_ring(&edges, id(1), Some(id(1))));
        assert!(!would_ring(&edges, id(3), Some(id(1))) && !would_ring(&edges, id(1), None));
    }

    #[test]
    fn a_ring_that_is_there_holds_nobody_up() {
        let edges = [(id(1), Some(id(2))), (id(2), Some(id(1)))];
        assert_eq!(below(&edges, id(1)).len(), 2);
    }
}
