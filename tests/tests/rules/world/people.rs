//! Representatives at their computers: keyboards, connections, statuses.

use farhand_appliance::random;
use farhand_appliance::store::{AccountStore, Command, ConsoleStore, LogStore};
use farhand_protocol::RepresentativeId;

use super::{Done, World, done};
use crate::acts::{Governing, Own};
use crate::staff::People;

/// Seconds of silence that the appliance's timer does not ask about.
const NOT_IDLE_S: i64 = 60;

impl World {
    /// Somebody has done something; who counted as idle does so no longer.
    pub(super) async fn touch(&mut self, who: RepresentativeId) {
        self.touched_at.insert(who, self.now());
        if self.idle.remove(&who) {
            self.store.representative_active(who).await.expect("noted as active");
        }
    }

    pub(super) async fn note_idle(&mut self) {
        let until = self.now().0 - NOT_IDLE_S * 1000;
        let silent: Vec<_> = self.touched_at.iter().map(|(who, at)| (*who, *at)).collect();
        let silent: Vec<_> = silent.into_iter().filter(|(_, at)| at.0 <= until).collect();
        if !silent.is_empty() {
            self.idle.extend(self.store.note_idle(silent).await.expect("noted as idle"));
        }
    }

    pub(super) async fn alone(&mut self, who: RepresentativeId, own: Own) -> Done {
        match own {
            Own::Choose(presence) => self.perform(who, Command::SetPresence { presence }).await.map(|_| ()),
            Own::Touch => Ok(()),
            Own::Lost => done(self.store.representative_gone(who).await),
            Own::Back => {
                if self.signed_out.remove(&who) {
                    self.sign_in(who).await;
                }
                done(self.store.representative_here(who).await)
            }
            Own::SignOut => {
                self.signed_out.insert(who);
                done(self.store.representative_left(who).await)
            }
        }
    }

    async fn sign_in(&self, who: RepresentativeId) {
        let name = People::new().of(who).name.to_lowercase();
        let token = random::hash(&random::secret::<32>());
        self.store.open_token(&name, who, token, None).await.expect("signed in");
    }

    pub(super) async fn over(
        &mut self,
        by: RepresentativeId,
        who: RepresentativeId,
        what: Governing,
    ) -> Done {
        let command = match what {
            Governing::SetPresence(presence) => Command::SetPresenceOf { who, presence },
            Governing::SignOutColleague => Command::SignOutColleague { who },
        };
        self.perform(by, command).await?;
        if matches!(what, Governing::SignOutColleague) {
            self.signed_out.insert(who);
        }
        Ok(())
    }
}
