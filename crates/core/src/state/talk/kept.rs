//! What stays of talks between two sign-ins on this computer: drafts, and how far each was read.

use std::collections::BTreeMap;

use farhand_protocol::team::TalkWith;

use crate::state::State;
use crate::state::sign_in::{Account, Phase, SignInPage};
use crate::step::Step;
use crate::stored::{StoredTalk, Write};

/// Drafts and marks of all sites and users.
#[derive(Debug, Default)]
pub(crate) struct TalkKept {
    /// By site, user, and with whom; the row with nobody is about all of the user's talks.
    talks: BTreeMap<(String, String, Option<TalkWith>), StoredTalk>,
}

impl TalkKept {
    /// As they were stored.
    pub fn load(&mut self, stored: Vec<StoredTalk>) {
        let key = |talk: &StoredTalk| (talk.site.clone(), talk.user_name.clone(), talk.with);
        self.talks = stored.into_iter().map(|talk| (key(&talk), talk)).collect();
    }

    /// The newest line of a talk that was shown.
    pub fn read(&self, account: &Account, with: TalkWith) -> u64 {
        let read = |with| self.get(account, with).map_or(0, |talk| talk.read);
        read(Some(with)).max(read(None))
    }

    /// What is being typed to somebody.
    pub fn draft(&self, account: &Account, with: TalkWith) -> &str {
        self.get(account, Some(with)).map_or("", |talk| talk.draft.as_str())
    }

    /// Forgets all of a site.
    pub fn forget_site(&mut self, address: &str) {
        self.talks.retain(|(site, ..), _| site != address);
    }

    fn get(&self, account: &Account, with: Option<TalkWith>) -> Option<&StoredTalk> {
        self.talks.get(&(account.site.clone(), account.me.user_name.clone(), with))
    }

    /// Changes a row; answers what is to be stored.
    fn put(
        &mut self,
        account: &Account,
        with: Option<TalkWith>,
        change: impl FnOnce(&mut StoredTalk),
    ) -> Write {
        let (site, user_name) = (account.site.clone(), account.me.user_name.clone());
        let new = StoredTalk {
            site: site.clone(),
            user_name: user_name.clone(),
            with,
            draft: String::new(),
            read: 0,
        };
        let talk = self.talks.entry((site, user_name, with)).or_insert(new);
        change(talk);
        Write::PutTalk(talk.clone())
    }
}

/// The first time that somebody is signed in on this computer: what was said before is nothing new.
pub(super) fn begin(state: &mut State, step: &mut Step, newest: u64) {
    let State { phase, talk_kept, .. } = state;
    let Phase::In(account) = phase else { return };
    if talk_kept.get(account, None).is_none() {
        let write = talk_kept.put(account, None, |talk| talk.read = newest);
        step.store_along(write);
    }
}

/// Sets how far a talk was read; says whether that is further than before.
pub(super) fn set_read(state: &mut State, step: &mut Step, with: TalkWith, read: u64) -> bool {
    let State { phase, talk_kept, .. } = state;
    let Phase::In(account) = phase else { return false };
    if talk_kept.read(account, with) >= read {
        return false;
    }
    let write = talk_kept.put(account, Some(with), |talk| talk.read = read);
    step.store_along(write);
    true
}

/// Keeps what is being typed; answers what is to be stored, where that is different.
pub(super) fn put_draft(state: &mut State, with: TalkWith, text: String) -> Option<Write> {
    let State { phase, talk_kept, .. } = state;
    let (Phase::In(account) | Phase::Out(SignInPage { left: Some(account), .. })) = phase else {
        return None;
    };
    (talk_kept.draft(account, with) != text)
        .then(|| talk_kept.put(account, Some(with), |talk| talk.draft = text))
}

/// Keeps what is being typed. The interface knows: it is where it is typed.
pub(crate) fn save_draft(state: &mut State, step: &mut Step, with: TalkWith, text: String) {
    if let Some(write) = put_draft(state, with, text) {
        step.store(vec![write]);
    }
}
