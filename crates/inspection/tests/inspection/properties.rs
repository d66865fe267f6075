//! Whatever happens to the job and the contract, what is planned is the plan's own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use jianyue_contracts::{Contract, model::Frequency};
use jianyue_inspection::{
    model::State,
    policy::plan::{Kept, Plan, Version, Wanted, plan, reconcile, window},
};
use jianyue_sla::WorkCalendar;
use proptest::prelude::*;
use uuid::Uuid;

use crate::common::HS;

/// Something that happens to a contract and its job.
#[derive(Clone, Debug)]
enum Happens {
    /// So many days pass in which the job does not run.
    Pass(u64),
    /// The job runs; a second replica right behind it.
    Run,
    /// An amendment is published that holds from so many days on, and the job runs.
    Edit { rule: usize, frequency: usize, ahead: u64 },
    /// Somebody moves or assigns one of those that are planned.
    Touch(usize),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => (1_u64..90).prop_map(Happens::Pass),
        4 => Just(Happens::Run),
        2 => (0_usize..9, 0_usize..5, 0_u64..20)
            .prop_map(|(rule, frequency, ahead)| Happens::Edit { rule, frequency, ahead }),
        2 => (0_usize..400).prop_map(Happens::Touch),
    ]
}

/// The contract with its job, without a database.
struct World {
    calendar: WorkCalendar,
    versions: Vec<(NaiveDate, Contract)>,
    today: NaiveDate,
    begun: NaiveDate,
    planned_to: Option<NaiveDate>,
    rows: Vec<Kept>,
    ids: u128,
}

impl World {
    fn new() -> Self {
        let today = "2021-10-20".parse().unwrap();
        let contract = jianyue_contracts::parse(HS).unwrap();
        Self {
            calendar: WorkCalendar::published(),
            versions: vec![("2021-09-30".parse().unwrap(), contract)],
            today,
            begun: today,
            planned_to: None,
            rows: Vec::new(),
            ids: 0,
        }
    }

    fn plan_of(&self, from: NaiveDate, to: NaiveDate) -> Plan {
        let versions: Vec<Version<'_>> = self
            .versions
            .iter()
            .enumerate()
            .map(|(n, (effective_on, contract))| Version {
                id: Uuid::from_u128(n as u128),
                effective_on: *effective_on,
                contract,
            })
            .collect();
        plan(&versions, &self.calendar, from, to)
    }

    fn run(&mut self) {
        let (from, to) = window(self.today, self.planned_to);
        let plan = self.plan_of(from, to);
        let ends_on = self.versions.last().map(|(_, contract)| contract.service_period().to);
        let (near, far): (Vec<Kept>, Vec<Kept>) = self.rows.drain(..).partition(|row| row.wanted.to >= from);
        let changes = reconcile(&near, &plan, self.today, self.planned_to, ends_on);
        self.rows = far.into_iter().chain(near).filter(|row| !changes.remove.contains(&row.id)).collect();
        for row in &mut self.rows {
            if let Some((_, wanted)) = changes.replace.iter().find(|(id, _)| *id == row.id) {
                row.wanted = wanted.clone();
            }
            if changes.cancel.contains(&row.id) {
                row.state = State::Cancelled;
            }
        }
        for wanted in changes.add {
            self.ids += 1;
            let row = Kept { id: Uuid::from_u128(self.ids), wanted, state: State::Planned, touched: false };
            self.rows.push(row);
        }
        self.rows.sort_by_key(|row| row.id);
        self.planned_to = Some(plan.sure_to);
    }

    /// The job ran: whatever was before, this holds.
    fn run_and_judge(&mut self) {
        let before: BTreeMap<Uuid, Kept> = self.rows.iter().map(|row| (row.id, row.clone())).collect();
        let today = self.today;
        self.run();
        let keys: BTreeSet<&str> = self.rows.iter().map(|row| row.wanted.key.as_str()).collect();
        assert_eq!(keys.len(), self.rows.len(), "nothing is planned twice");
        let (_, to) = window(today, self.planned_to);
        let owed: BTreeMap<String, Wanted> = self
            .plan_of(today, to)
            .wanted
            .into_iter()
            .filter(|one| one.to >= today)
            .map(|one| (one.key.clone(), one))
            .collect();
        for key in owed.keys() {
            assert!(keys.contains(key.as_str()), "{key} is owed");
        }
        for row in self.rows.iter().filter(|row| row.state == State::Planned && !row.touched && row.wanted.to >= today)
        {
            assert_eq!(Some(&row.wanted), owed.get(&row.wanted.key), "what nobody touched follows the plan");
        }
        for (id, old) in before.iter().filter(|(_, old)| old.wanted.to < today || old.touched) {
            assert_eq!(self.rows.iter().find(|row| row.id == *id), Some(old), "what is over or touched stays");
        }
        let once = self.rows.clone();
        self.run();
        assert_eq!(self.rows, once, "a second run changes nothing");
    }
}

fn edited(contract: &Contract, rule: usize, frequency: usize) -> Contract {
    let frequencies =
        [Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::On(vec![2, 4]), Frequency::Continuous];
    let mut contract = contract.clone();
    let place = rule % contract.inspections.len();
    contract.inspections[place].frequency = frequencies[frequency].clone();
    contract.inspections[place].clause = format!("补充协议 {rule}.{frequency}");
    contract
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_plan_is_followed_whatever_happens(all in prop::collection::vec(happens(), 1..9)) {
        let mut world = World::new();
        world.run_and_judge();
        for one in all {
            match one {
                Happens::Pass(days) => world.today = (world.today + Days::new(days)).min("2022-09-01".parse().unwrap()),
                Happens::Run => world.run_and_judge(),
                Happens::Edit { rule, frequency, ahead } => {
                    let (last, contract) = world.versions.last().unwrap();
                    let effective_on = (world.today + Days::new(ahead)).max(*last);
                    let amended = edited(contract, rule, frequency);
                    world.versions.push((effective_on, amended));
                    world.run_and_judge();
                }
                Happens::Touch(n) if !world.rows.is_empty() => {
                    let place = n % world.rows.len();
                    world.rows[place].touched = true;
                }
                Happens::Touch(_) => {}
            }
        }
        world.run_and_judge();
    }

    #[test]
    fn no_outage_skips_or_doubles_anything(pauses in prop::collection::vec(1_u64..80, 1..6)) {
        let mut world = World::new();
        world.run();
        for days in pauses {
            world.today = (world.today + Days::new(days)).min("2022-09-01".parse().unwrap());
            world.run();
        }
        let (_, to) = window(world.today, world.planned_to);
        let owed: BTreeSet<String> = world.plan_of(world.begun, to).wanted.into_iter().map(|one| one.key).collect();
        let there: BTreeSet<String> = world.rows.iter().map(|row| row.wanted.key.clone()).collect();
        prop_assert_eq!(there.len(), world.rows.len());
        prop_assert_eq!(there, owed);
    }
}
