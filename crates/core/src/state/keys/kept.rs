//! What is kept of invitations per site and user: the form of the last one that was not sent, and who was
//! invited lately. It survives signing out and restarts.

use std::collections::BTreeMap;

use farhand_protocol::Timestamp;

use crate::contract::{InviteForm, RecentAddress};
use crate::state::sign_in::Account;
use crate::stored::StoredInvites;

/// Addresses that are remembered.
const RECENT: usize = 50;

/// What is kept for all sites and users.
#[derive(Debug, Default)]
pub(crate) struct Invites {
    /// Counts the dialogs.
    last: u32,
    kept: BTreeMap<(String, String), Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    form: Option<InviteForm>,
    recent: Vec<RecentAddress>,
}

impl Invites {
    /// As it was stored.
    pub fn load(&mut self, stored: Vec<StoredInvites>) {
        let entry =
            |StoredInvites { site, user_name, form, recent }| ((site, user_name), Kept { form, recent });
        self.kept = stored.into_iter().map(entry).collect();
    }

    /// The number of a new dialog.
    pub fn next_number(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// What was filled in; empty where nothing is kept.
    pub fn form(&self, account: &Account) -> InviteForm {
        self.kept.get(&of(account)).and_then(|kept| kept.form.clone()).unwrap_or_default()
    }

    /// Who was invited lately, newest first.
    pub fn recent(&self, account: &Account) -> Vec<RecentAddress> {
        self.kept.get(&of(account)).map(|kept| kept.recent.clone()).unwrap_or_default()
    }

    /// Keeps a form, or forgets it; an empty one is none. Answers what is to be stored, where it is
    /// different.
    pub fn put_form(&mut self, account: &Account, form: Option<InviteForm>) -> Option<StoredInvites> {
        let form = form.filter(|form| *form != InviteForm::default());
        let kept = self.kept.entry(of(account)).or_default();
        if kept.form == form {
            return None;
        }
        kept.form = form;
        Some(self.stored(account))
    }

    /// Remembers who was invited. Answers what is to be stored.
    pub fn remember(&mut self, account: &Account, to: &[String], name: &str, at: Timestamp) -> StoredInvites {
        let recent = &mut self.kept.entry(of(account)).or_default().recent;
        // A name that was given with several addresses is nobody's.
        let name = if to.len() == 1 { name } else { "" };
        for address in to.iter().rev() {
            let place = recent.iter().position(|known| known.address.eq_ignore_ascii_case(address));
            let before = place.map(|place| recent.remove(place).name).unwrap_or_default();
            let name = if name.is_empty() { before } else { name.to_owned() };
            recent.insert(0, RecentAddress { address: address.clone(), name, at });
        }
        recent.truncate(RECENT);
        self.stored(account)
    }

    /// Forgets all of a site.
    pub fn forget_site(&mut self, address: &str) {
        self.kept.retain(|(site, _), _| site != address);
    }

    fn stored(&self, account: &Account) -> StoredInvites {
        let (site, user_name) = of(account);
        let kept = self.kept.get(&(site.clone(), user_name.clone()));
        let (form, recent) = kept.map(|kept| (kept.form.clone(), kept.recent.clone())).unwrap_or_default();
        StoredInvites { site, user_name, form, recent }
    }
}

fn of(account: &Account) -> (String, String) {
    (account.site.clone(), account.me.user_name.clone())
}
