use jianyue_kernel::{ActorKind, Grant};

use super::*;

const CONTRACT: ContractId = ContractId(Uuid::from_u128(1));
const OTHER: ContractId = ContractId(Uuid::from_u128(2));
const ME: Uuid = Uuid::from_u128(7);

fn person(role: Role, works: &[&str]) -> Actor {
    let works = works.iter().map(ToString::to_string).collect();
    Actor {
        person: ME.into(),
        kind: ActorKind::Person { session: Uuid::nil() },
        grants: vec![Grant { contract: Some(CONTRACT), role, works }],
        ..Actor::system("测试")
    }
}

fn ticket(state: State) -> Facets<'static> {
    let kind = Kind::Fault;
    Facets { state, kind, contract: CONTRACT, work: Some("1"), escalation_level: 1, assignee: None, resolved_by: None }
}

fn actions(role: Role, state: State) -> Vec<&'static str> {
    allowed_actions(ticket(state), &person(role, &[]))
}

#[test]
fn a_new_ticket_can_be_taken_by_the_vendor_and_urged_by_the_client() {
    let vendor = actions(Role::Engineer, State::Open);
    assert!(vendor.contains(&"take") && vendor.contains(&"respond") && vendor.contains(&"notes"));
    assert!(!vendor.contains(&"urge") && !vendor.contains(&"accept") && !vendor.contains(&"severity"));
    let client = actions(Role::ClientOfficial, State::Open);
    assert!(client.contains(&"urge") && client.contains(&"replies") && client.contains(&"cancel"));
    for vendors_only in ["take", "notes", "respond", "pause", "resolve", "merge", "escalate"] {
        assert!(!client.contains(&vendors_only), "{vendors_only}");
    }
}

#[test]
fn finance_reads_and_does_nothing() {
    for state in State::ALL {
        assert!(actions(Role::Finance, *state).is_empty());
    }
    assert!(may_read(&person(Role::Finance, &[]), CONTRACT, None));
}

#[test]
fn administrators_and_auditors_have_no_part_in_tickets() {
    for role in [Role::Auditor, Role::SystemAdministrator, Role::SecurityAdministrator] {
        assert!(!may_read(&person(role, &[]), CONTRACT, Some("1")), "{role:?}");
    }
}

#[test]
fn an_ended_ticket_is_only_talked_about_or_reopened() {
    for state in [State::Closed, State::Cancelled, State::Merged] {
        for role in Role::ALL {
            for action in actions(role, state) {
                let talk = ["replies", "notes", "links", "watchers", "attachments"].contains(&action);
                let sheet = action == "service-sheets" && state == State::Closed;
                let again = action == "reopen" && state != State::Merged;
                assert!(talk || sheet || again, "{role:?} {state:?} {action}");
            }
        }
    }
}

#[test]
fn who_solved_it_neither_accepts_nor_closes_it() {
    let agent = person(Role::HotlineAgent, &[]);
    let own = Facets { resolved_by: Some(ME), ..ticket(State::Resolved) };
    for action in [Action::Accept, Action::Refuse, Action::Close] {
        assert!(matches!(check(action, own, &agent), Err(Obstacle::Person(_))), "{action:?}");
        assert_eq!(check(action, ticket(State::Resolved), &agent), Ok(()), "{action:?}");
    }
    assert_eq!(
        check(Action::Accept, ticket(State::Resolved), &person(Role::Engineer, &[])),
        Err(Obstacle::NoPermission)
    );
}

#[test]
fn only_a_question_is_closed_by_the_hotline_that_answered_it() {
    let own = |kind| Facets { kind, resolved_by: Some(ME), ..ticket(State::Resolved) };
    for kind in Kind::ALL {
        let closes = |role| check(Action::Close, own(*kind), &person(role, &[])).is_ok();
        assert_eq!(closes(Role::HotlineAgent), *kind == Kind::Consultation, "{kind:?}");
        assert!(!closes(Role::VendorManager) && !closes(Role::Engineer), "{kind:?}");
    }
    assert!(check(Action::Accept, own(Kind::Consultation), &person(Role::HotlineAgent, &[])).is_err());
}

#[test]
fn nothing_is_allowed_on_another_contract_or_work() {
    for action in Action::ALL {
        for role in Role::ALL {
            let elsewhere = Facets { contract: OTHER, ..ticket(State::Open) };
            assert_eq!(check(action, elsewhere, &person(role, &[])), Err(Obstacle::NoPermission));
            assert_eq!(check(action, ticket(State::Open), &person(role, &["2"])), Err(Obstacle::NoPermission));
        }
    }
    assert!(may_read(&person(Role::Engineer, &["1"]), CONTRACT, Some("1")));
    assert!(!may_read(&person(Role::Engineer, &["2"]), CONTRACT, Some("1")));
}

#[test]
fn nobody_is_above_the_third_level() {
    let engineer = person(Role::Engineer, &[]);
    let at = |escalation_level| Facets { escalation_level, ..ticket(State::Working) };
    assert_eq!(check(Action::Escalate, at(2), &engineer), Ok(()));
    assert_eq!(check(Action::Escalate, at(3), &engineer), Err(Obstacle::State));
}

#[test]
fn internal_things_are_for_the_vendor() {
    for role in Role::ALL {
        let sees_it = sees(&person(role, &[]), CONTRACT, Visibility::Internal);
        assert_eq!(sees_it, role.is_vendor(), "{role:?}");
        assert!(sees(&person(role, &[]), CONTRACT, Visibility::Public));
    }
    assert!(!sees_internal(&person(Role::Engineer, &[]), OTHER));
}

#[test]
fn a_held_ticket_is_not_solved_before_it_goes_on() {
    let held = actions(Role::Engineer, State::Paused);
    assert!(held.contains(&"resume") && held.contains(&"check-in"));
    assert!(!held.contains(&"pause") && !held.contains(&"resolve") && !held.contains(&"restore"));
}

#[test]
fn every_action_has_its_own_code_and_some_state() {
    for action in Action::ALL {
        assert!(!action.states().is_empty() && !action.label().is_empty());
        assert_eq!(Action::ALL.iter().filter(|other| other.code() == action.code()).count(), 1);
    }
}

#[test]
fn every_permission_is_declared_once() {
    for permission in PERMISSIONS {
        assert!(permission.code.starts_with("ticketing."));
        assert_eq!(PERMISSIONS.iter().filter(|other| other.code == permission.code).count(), 1);
    }
    assert!(Action::ALL.iter().all(|action| PERMISSIONS.contains(&action.permission())));
}
