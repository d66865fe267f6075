use chrono::TimeDelta;
use jianyue_testkit::{actor, contract, env::time};
use uuid::Uuid;

use super::*;

const SYSTEM: [Role; 3] = ADMINISTRATORS;

fn grant(contract: Option<ContractId>, role: Role, works: &[&str]) -> Grant {
    Grant { contract, role, works: works.iter().map(ToString::to_string).collect() }
}

fn now() -> DateTime<Utc> {
    time("2026-03-02T09:00:00+08:00")
}

#[test]
fn the_fifth_failure_locks_for_a_quarter_of_an_hour() {
    let mut failures = Failures { failures: 0, last_at: now(), locked_until: None };
    for _ in 0..4 {
        failures = failures.one_more(now());
        assert_eq!(failures.locked(now()), None);
    }
    failures = failures.one_more(now());
    let end = now() + TimeDelta::minutes(15);
    assert_eq!(failures.locked(now()), Some(end));
    assert_eq!(failures.locked(end - TimeDelta::seconds(1)), Some(end));
    assert_eq!(failures.locked(end), None);
    let after = failures.one_more(end);
    assert_eq!((after.failures, after.locked_until), (1, None), "the count begins anew after a lock");
}

#[test]
fn failures_of_long_ago_do_not_count() {
    let old = Failures { failures: 4, last_at: now(), locked_until: None };
    assert_eq!(old.one_more(now() + TimeDelta::minutes(14)).failures, 5);
    assert_eq!(old.one_more(now() + TimeDelta::minutes(15)).failures, 1);
}

#[test]
fn sessions_end_by_idleness_by_age_and_by_hand() {
    let limits = SessionLimits::default();
    let session = Session {
        id: Uuid::nil(),
        person_id: Uuid::nil(),
        created_at: now(),
        seen_at: now(),
        expires_at: now() + limits.absolute,
        revoked_at: None,
        user_agent: String::new(),
        address: String::new(),
    };
    assert!(session_lives(&session, &limits, now() + limits.idle));
    assert!(!session_lives(&session, &limits, now() + limits.idle + TimeDelta::seconds(1)));
    let busy = Session { seen_at: session.expires_at - TimeDelta::seconds(1), ..session.clone() };
    assert!(session_lives(&busy, &limits, session.expires_at - TimeDelta::seconds(1)));
    assert!(!session_lives(&busy, &limits, session.expires_at));
    assert!(!session_lives(&Session { revoked_at: Some(now()), ..session }, &limits, now()));
}

#[test]
fn no_two_of_the_three_administrators_are_one_person() {
    for a in SYSTEM {
        assert_eq!(check_grants(&[grant(None, a, &[])]), Ok(()));
        for b in SYSTEM.into_iter().filter(|b| *b != a) {
            let both = [grant(None, a, &[]), grant(None, b, &[])];
            assert_eq!(check_grants(&both), Err(GrantRefusal::AdministratorsApart), "{a:?} and {b:?}");
        }
    }
}

#[test]
fn administrators_have_the_system_and_everybody_else_a_contract() {
    for role in Role::ALL {
        let is_administrator = SYSTEM.contains(&role);
        assert_eq!(check_grants(&[grant(None, role, &[])]).is_ok(), is_administrator, "{role:?}");
        assert_eq!(check_grants(&[grant(Some(contract(1)), role, &[])]).is_ok(), !is_administrator, "{role:?}");
    }
    assert!(check_grants(&[grant(None, Role::Auditor, &["1"])]).is_err());
}

#[test]
fn the_same_role_twice_on_a_contract_is_a_mistake() {
    let twice = [grant(Some(contract(1)), Role::Engineer, &["1"]), grant(Some(contract(1)), Role::Engineer, &["2"])];
    assert_eq!(check_grants(&twice), Err(GrantRefusal::Twice(Role::Engineer)));
    let apart = [grant(Some(contract(1)), Role::Engineer, &[]), grant(Some(contract(2)), Role::Engineer, &[])];
    assert_eq!(check_grants(&apart), Ok(()));
}

#[test]
fn nobody_gives_roles_to_themselves() {
    let by = actor(1).everywhere(Role::SecurityAdministrator).done();
    let engineer = [grant(Some(contract(1)), Role::Engineer, &[])];
    assert_eq!(may_grant(&by, by.person, &engineer), Err(GrantRefusal::OwnRoles));
    assert_eq!(may_grant(&by, actor(2).done().person, &engineer), Ok(()));
}

#[test]
fn a_manager_invites_their_own_team_only() {
    let by = actor(1).on(contract(1), Role::VendorManager).done();
    for role in Role::ALL.into_iter().filter(|role| !SYSTEM.contains(role)) {
        let team = matches!(role, Role::Engineer | Role::HotlineAgent);
        assert_eq!(may_invite(&by, &grant(Some(contract(1)), role, &[])).is_ok(), team, "{role:?}");
        assert_eq!(may_invite(&by, &grant(Some(contract(2)), role, &[])), Err(GrantRefusal::NotYours), "{role:?}");
    }
    for role in SYSTEM {
        assert_eq!(may_invite(&by, &grant(None, role, &[])), Err(GrantRefusal::NotYours), "{role:?}");
    }
}

#[test]
fn a_manager_of_some_works_invites_to_those_only() {
    let by = actor(1).on_works(contract(1), Role::VendorManager, &["1", "2"]).done();
    let invite = |works: &[&str]| may_invite(&by, &grant(Some(contract(1)), Role::Engineer, works));
    assert_eq!(invite(&["1"]), Ok(()));
    assert_eq!(invite(&["3"]), Err(GrantRefusal::NotYours));
    assert_eq!(invite(&["1", "3"]), Err(GrantRefusal::NotYours));
    assert_eq!(invite(&[]), Err(GrantRefusal::NotYours), "no works means all of them");
}

#[test]
fn an_engineer_invites_nobody_and_a_security_administrator_anybody() {
    let to = grant(Some(contract(1)), Role::Engineer, &[]);
    assert!(may_invite(&actor(1).on(contract(1), Role::Engineer).done(), &to).is_err());
    let by = actor(1).everywhere(Role::SecurityAdministrator).done();
    assert_eq!(may_invite(&by, &to), Ok(()));
    assert_eq!(may_invite(&by, &grant(None, Role::Auditor, &[])), Ok(()));
}

#[test]
fn members_of_a_consortium_see_whom_they_share_a_work_with() {
    let one = ["1".to_owned()];
    let two = ["2".to_owned()];
    let member = ContractScope::Only(vec![(contract(1), one.to_vec())]);
    assert!(shares_work(&member, contract(1), &one) && shares_work(&member, contract(1), &[]));
    assert!(!shares_work(&member, contract(1), &two) && !shares_work(&member, contract(2), &one));
    let whole = ContractScope::Only(vec![(contract(1), Vec::new())]);
    assert!(shares_work(&whole, contract(1), &two) && !shares_work(&whole, contract(2), &[]));
    assert!(shares_work(&ContractScope::All, contract(2), &two));
}

#[test]
fn a_token_limited_to_a_contract_loses_everything_else() {
    let grants = [grant(Some(contract(1)), Role::Engineer, &["1"]), grant(Some(contract(2)), Role::Engineer, &[])];
    assert_eq!(token_grants(&grants, &[contract(1)]), grants[..1]);
    assert_eq!(token_grants(&grants, &[]), grants);
    let system = [grant(None, Role::Auditor, &[])];
    assert_eq!(token_grants(&system, &[contract(2)]), [grant(Some(contract(2)), Role::Auditor, &[])]);
}
