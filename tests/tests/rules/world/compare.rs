//! Whether the store and the model say the same.

use std::collections::BTreeSet;

use farhand_appliance::store::{ConsoleStore, CustomerStore, LogStore};
use farhand_protocol::{RepresentativeId, SessionId};

use super::World;
use crate::acts::Case;
use crate::model::Model;
use crate::shown::Shown;

impl World {
    /// Compares what the step may have changed, and who is available.
    pub async fn compare_step(&self, model: &mut Model, place: &str) {
        for case in model.touched() {
            self.compare_session(model, case, place).await;
        }
        let offered = self.store.available_representatives().await.expect("the portal's offer");
        let offered: BTreeSet<_> = offered.into_iter().map(|one| one.id).collect();
        let available = model.people.0.iter().filter(|one| one.ready.is_available());
        let available: BTreeSet<RepresentativeId> = available.map(|one| one.id).collect();
        if offered != available {
            self.compare_whole(model, place).await;
        }
        assert_eq!(offered, available, "who is available: {place}");
    }

    async fn compare_session(&self, model: &Model, case: Case, place: &str) {
        let session = &model.sessions[case];
        let stored = self.store.standing(&self.sessions[case]).await.expect("the session is there");
        assert_eq!(Shown::from(stored), Shown::from(session), "session {case}: {place}");
        let mut monitors = self.store.monitors(&self.sessions[case]).await.expect("the session is there");
        monitors.sort();
        assert!(monitors.iter().eq(session.monitors.keys()), "who watches session {case}: {place}");
    }

    /// Compares everything: each session that is open, each representative's snapshot.
    pub async fn compare_whole(&self, model: &Model, place: &str) {
        for case in model.open() {
            self.compare_session(model, case, place).await;
        }
        for one in &model.people.0 {
            self.compare_snapshot(model, one.id, place).await;
        }
    }

    async fn compare_snapshot(&self, model: &Model, who: RepresentativeId, place: &str) {
        let snapshot = self.store.snapshot(who, "").await.expect("a snapshot");
        let open = |lsid: &SessionId| {
            let case = self.sessions.iter().position(|known| known == lsid).expect("begun here");
            (!model.sessions[case].is_over()).then_some(case)
        };
        let shown: BTreeSet<Case> = snapshot.sessions.iter().filter_map(|one| open(&one.lsid)).collect();
        assert_eq!(shown, model.seen_by(who), "{who:?} sees: {place}");
        let watched: BTreeSet<Case> = snapshot.monitoring.iter().filter_map(open).collect();
        assert_eq!(watched, model.watched_by(who), "{who:?} watches: {place}");
        for one in &snapshot.representatives {
            assert_eq!(one.presence, model.people.of(one.id).ready.seen(), "{}: {place}", one.name);
        }
        for case in shown {
            let seen = snapshot.sessions.iter().find(|one| one.lsid == self.sessions[case]).expect("shown");
            let known = &model.sessions[case].monitors;
            assert!(seen.monitors.iter().all(|one| known[&one.id]), "a hidden monitor is seen: {place}");
        }
    }
}
