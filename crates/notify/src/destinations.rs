//! Who is told by which way: a pure function over rules, the subject and the team.

use std::collections::BTreeMap;

use jianyue_kernel::{PersonId, Role};
use jianyue_platform::{people::TeamMember, subjects::Subject};
use uuid::Uuid;

use crate::model::{Audience, Occasion, Rules, Way};

/// Somebody or something that a message goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// By which way.
    pub way: Way,
    /// Who; `None` for a group's robot.
    pub person: Option<PersonId>,
    /// Name of the person.
    pub name: String,
    /// Whether the person sits on the client's side, and is shown the client's page.
    pub is_client: bool,
    /// The template that the rule names.
    pub template: Option<Uuid>,
}

/// The people who matter to one telling.
#[derive(Clone, Copy, Debug)]
pub struct Circle<'a> {
    /// What it is about.
    pub subject: &'a Subject,
    /// Everybody with a role on its contract.
    pub team: &'a [TeamMember],
    /// Who is on call at levels 1 to 3.
    pub on_call: [Option<PersonId>; 3],
    /// Who did what is told of: nobody is told of their own deeds.
    pub by: Option<PersonId>,
}

impl<'a> Circle<'a> {
    /// The people of `audience` who may read the subject. Whoever has lost the role, or never saw that work, is not told.
    fn people(&self, audience: Audience) -> Vec<&'a TeamMember> {
        let by_role = |role| self.team.iter().filter(|member| member.role == role && self.sees(member)).collect();
        match audience {
            Audience::Managers => by_role(Role::VendorManager),
            Audience::Officials => by_role(Role::ClientOfficial),
            Audience::Engineers => by_role(Role::Engineer),
            Audience::Agents => by_role(Role::HotlineAgent),
            Audience::Assignee => self.members(self.subject.assignee),
            Audience::Watchers => self.members(self.subject.watchers.iter().copied()),
            Audience::Person(id) => self.members([id.into()]),
            // Where nobody is on call, or somebody who may not read it, the managers are told: a gap in the roster must not
            // make a gap in the service.
            Audience::OnCall(level) => {
                let found = self.members(self.on_call[usize::from(level.clamp(1, 3)) - 1]);
                if found.is_empty() { by_role(Role::VendorManager) } else { found }
            }
        }
    }

    fn members(&self, people: impl IntoIterator<Item = PersonId>) -> Vec<&'a TeamMember> {
        let find = |id| self.team.iter().find(|member| member.id == id && self.sees(member));
        people.into_iter().filter_map(find).collect()
    }

    fn sees(&self, member: &TeamMember) -> bool {
        if self.by == Some(member.id) {
            return false;
        }
        let reads = !matches!(member.role, Role::Auditor | Role::SystemAdministrator | Role::SecurityAdministrator);
        let work = self.subject.work.as_deref();
        reads && (member.works.is_empty() || work.is_some_and(|work| member.works.iter().any(|own| own == work)))
    }
}

/// Who is told of `occasion`, each by each way once; the first rule that names a way for somebody gives its template. By a
/// way that does not `work` (for them) nobody is told: they are told in the web instead.
#[must_use]
pub fn destinations(
    rules: &Rules,
    occasion: Occasion,
    circle: Circle<'_>,
    works: impl Fn(Way, Option<PersonId>) -> bool,
    muted: impl Fn(PersonId, Way) -> bool,
) -> Vec<Destination> {
    let mut found: BTreeMap<(Way, Option<PersonId>), Destination> = BTreeMap::new();
    for rule in rules.covering(occasion, circle.subject.level, circle.subject.work.as_deref()) {
        for way in &rule.by {
            if let Way::Robot(_) = way {
                if !works(*way, None) {
                    continue;
                }
                found.entry((*way, None)).or_insert(Destination {
                    way: *way,
                    person: None,
                    name: String::new(),
                    is_client: false,
                    template: rule.template,
                });
                continue;
            }
            for member in rule.to.iter().flat_map(|audience| circle.people(*audience)) {
                if *way != Way::InApp && muted(member.id, *way) {
                    continue;
                }
                let way = if works(*way, Some(member.id)) { *way } else { Way::InApp };
                found.entry((way, Some(member.id))).or_insert_with(|| Destination {
                    way,
                    person: Some(member.id),
                    name: member.name.clone(),
                    is_client: member.role == Role::ClientOfficial,
                    template: rule.template,
                });
            }
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rule;

    fn member(n: u128, role: Role, works: &[&str]) -> TeamMember {
        let works = works.iter().map(|work| (*work).to_owned()).collect();
        TeamMember { id: Uuid::from_u128(n).into(), name: format!("成员{n}（演示）"), role, works }
    }

    fn team() -> Vec<TeamMember> {
        vec![
            member(1, Role::VendorManager, &[]),
            member(2, Role::Engineer, &[]),
            member(3, Role::Engineer, &["3"]),
            member(4, Role::ClientOfficial, &[]),
            member(5, Role::Auditor, &[]),
            member(6, Role::VendorManager, &[]),
        ]
    }

    fn told_by(
        rule: &Rule,
        subject: &Subject,
        on_call: [Option<PersonId>; 3],
        broken: Option<Way>,
    ) -> Vec<(Way, u128)> {
        let rules = Rules { rules: vec![rule.clone(), rule.clone()], quiet: None };
        let team = team();
        let circle = Circle { subject, team: &team, on_call, by: Some(Uuid::from_u128(6).into()) };
        let found =
            destinations(&rules, Occasion::Breached, circle, |way, _| Some(way) != broken, |_, way| way == Way::Sms);
        found.iter().map(|one| (one.way, one.person.map_or(0, |person| person.0.as_u128()))).collect()
    }

    fn told(to: Vec<Audience>, by: Vec<Way>, subject: &Subject, on_call: [Option<PersonId>; 3]) -> Vec<u128> {
        let rule = Rule { occasion: Occasion::Breached, up_to_level: None, works: Vec::new(), to, by, template: None };
        told_by(&rule, subject, on_call, None).into_iter().map(|(_, person)| person).collect()
    }

    #[test]
    fn by_a_way_that_does_not_work_people_are_told_in_the_web() {
        let robot = Way::Robot(Uuid::nil());
        let by = vec![Way::Email, robot];
        let to = vec![Audience::Managers];
        let rule = Rule { occasion: Occasion::Breached, up_to_level: None, works: Vec::new(), to, by, template: None };
        assert_eq!(told_by(&rule, &subject("3"), [None; 3], Some(Way::Email)), [(Way::InApp, 1), (robot, 0)]);
        assert_eq!(told_by(&rule, &subject("3"), [None; 3], Some(robot)), [(Way::Email, 1)]);
    }

    fn subject(work: &str) -> Subject {
        Subject {
            work: Some(work.to_owned()),
            assignee: Some(Uuid::from_u128(3).into()),
            watchers: vec![Uuid::from_u128(4).into(), Uuid::from_u128(5).into(), Uuid::from_u128(99).into()],
            ..Subject::default()
        }
    }

    #[test]
    fn each_is_told_once_by_each_way() {
        let both = vec![Way::InApp, Way::Email];
        let found = told(vec![Audience::Managers, Audience::Engineers], both, &subject("3"), [None; 3]);
        assert_eq!(found, [1, 2, 3, 1, 2, 3]);
    }

    #[test]
    fn who_may_not_read_it_is_not_told() {
        assert_eq!(told(vec![Audience::Assignee], vec![Way::Email], &subject("1"), [None; 3]), Vec::<u128>::new());
        assert_eq!(told(vec![Audience::Watchers], vec![Way::Email], &subject("3"), [None; 3]), [4]);
    }

    #[test]
    fn without_a_roster_the_managers_are_told() {
        let nobody = told(vec![Audience::OnCall(2)], vec![Way::Email], &subject("3"), [None; 3]);
        assert_eq!(nobody, [1]);
        let on_call = |person: u128| [None, Some(Uuid::from_u128(person).into()), None];
        assert_eq!(told(vec![Audience::OnCall(2)], vec![Way::Email], &subject("3"), on_call(2)), [2]);
        // Engineer 3 sees another work only.
        assert_eq!(told(vec![Audience::OnCall(2)], vec![Way::Email], &subject("1"), on_call(3)), [1]);
    }

    #[test]
    fn what_is_muted_is_not_told_but_a_robot_and_the_list_of_notices_are() {
        let robot = Way::Robot(Uuid::nil());
        let ways = vec![Way::Sms, Way::InApp, robot];
        assert_eq!(told(vec![Audience::Managers], ways, &subject("3"), [None; 3]), [1, 0]);
    }
}
