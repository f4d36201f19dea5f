//! Outside helpers and their links.

use farhand_appliance::store::{Command, HelperId, HelperLinkStanding, HelperStore};
use farhand_protocol::RepresentativeId;
use farhand_protocol::team::{HelperLink, NewHelper};

use super::{Done, World, done};
use crate::acts::{Case, Helping};

impl World {
    pub(super) async fn invite_helper(&mut self, who: RepresentativeId, case: Case, name: &str) -> Done {
        let (lsid, helper) = (self.sessions[case].clone(), NewHelper { name: name.to_owned() });
        let answer = self.perform(who, Command::InviteHelper { lsid, helper }).await?;
        let HelperLink { id, link, .. } = serde_json::from_str(&answer).expect("a link");
        let secret = link.rsplit('/').next().unwrap_or_default().to_owned();
        if let Some(void) = self.links.insert((case, id), secret) {
            let standing = self.store.helper_link(&void).await.expect("links are looked up");
            assert_eq!(standing, HelperLinkStanding::Unknown, "another link was made in its place");
        }
        Ok(())
    }

    pub(super) async fn helper(&mut self, case: Case, number: u32, what: Helping) -> Done {
        let who = HelperId { lsid: self.sessions[case].clone(), number };
        match what {
            Helping::OpenLink => {
                let cookie = done(self.store.open_helper_link(&self.links[&(case, number)]).await)?;
                let known = self.store.helper(&cookie).await.expect("cookies are looked up");
                assert_eq!(known, Some(who));
                Ok(())
            }
            Helping::Speak => done(self.store.helper_message(&who, self.words()).await).map(|_| ()),
            Helping::GoAway => done(self.store.helper_leaves(&who).await),
        }
    }
}
