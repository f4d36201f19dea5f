//! What an administrator sets.

use farhand_appliance::store::{AdminStore, RepresentativeChange, RightsChange, TeamChange};
use farhand_protocol::RepresentativeId;

use super::{Done, World, done};
use crate::acts::Setting;
use crate::site;
use crate::staff::People;

fn user_name(who: RepresentativeId) -> String {
    People::new().of(who).name.to_lowercase()
}

impl World {
    pub(super) async fn set(&mut self, setting: Setting) -> Done {
        let store = &self.store;
        done(match setting {
            Setting::Queue(team, assignment, persistent) => {
                let change = TeamChange {
                    assignment: Some(assignment),
                    persistent: Some(persistent),
                    ..TeamChange::default()
                };
                store.change_team(site::name(team), change).await
            }
            Setting::Fallback(team) => store.set_fallback(team.map(site::name)).await,
            Setting::Account(who, most, minutes, assignable) => {
                let change = RepresentativeChange {
                    skills: None,
                    max_sessions: Some(most),
                    assignable: Some(assignable),
                    away_after_min: Some(minutes),
                };
                store.change_representative(&user_name(who), change).await
            }
            Setting::Rights(who, rights) => {
                let change = RightsChange {
                    view: Some(rights.view),
                    control: Some(rights.control),
                    files: Some(rights.files),
                    info: Some(rights.info),
                    helpers: Some(rights.helpers),
                };
                store.change_rights(&user_name(who), change).await.map(|_| ())
            }
            Setting::JoinTeam(who, team, role) => {
                store.join_team(&user_name(who), site::name(team), role).await
            }
            Setting::LeaveTeam(who, team) => store.leave_team(&user_name(who), site::name(team)).await,
        })
    }
}
