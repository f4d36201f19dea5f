//! What an administrator sets while sessions run.

use farhand_protocol::QueueId;

use super::{Allowed, Model, Queue, need};
use crate::acts::Setting;

impl Model {
    pub(super) fn set(&mut self, setting: Setting) -> Allowed {
        match setting {
            Setting::Queue(team, assignment, persistent) => {
                self.queues.insert(team, Queue { assignment, persistent });
            }
            Setting::Fallback(team) => self.fallback = team.map_or(QueueId::General, QueueId::Team),
            Setting::Account(who, most, minutes, assignable) => {
                let ready = &mut self.people.of_mut(who).ready;
                let other = ready.most != most;
                (ready.most, ready.minutes, ready.assignable) = (most, minutes, assignable);
                // Whoever has chosen to take one more does so until the limit is another one.
                if other {
                    self.count_sessions(who);
                }
            }
            Setting::Rights(who, rights) => self.people.of_mut(who).rights = rights,
            Setting::JoinTeam(who, team, role) => {
                self.people.of_mut(who).teams.insert(team, role);
            }
            Setting::LeaveTeam(who, team) => {
                need(self.people.of_mut(who).teams.remove(&team).is_some(), "no member")?;
            }
        }
        // Whatever any of it is about may be different now.
        self.open().into_iter().for_each(|case| self.sessions[case].touched = true);
        Ok(())
    }
}
