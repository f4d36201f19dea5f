//! What is being typed, kept per site, session and field.

use std::collections::BTreeMap;

use farhand_protocol::SessionId;

use crate::contract::DraftField;
use crate::state::State;
use crate::step::Step;
use crate::stored::{DraftKey, StoredDraft, Write};

/// Drafts of all sites.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    drafts: BTreeMap<DraftKey, String>,
}

impl Drafts {
    /// As they were stored.
    pub fn load(&mut self, stored: Vec<StoredDraft>) {
        self.drafts = stored.into_iter().map(|draft| (draft.key, draft.text)).collect();
    }

    /// Keeps a text; an empty one removes the draft. Answers what is to be stored.
    pub fn put(&mut self, site: &str, lsid: &SessionId, field: DraftField, text: String) -> StoredDraft {
        let key = DraftKey { site: site.to_owned(), lsid: lsid.clone(), field };
        if text.is_empty() {
            self.drafts.remove(&key);
        } else {
            self.drafts.insert(key.clone(), text.clone());
        }
        StoredDraft { key, text }
    }

    /// Forgets all of a site.
    pub fn forget_site(&mut self, address: &str) {
        self.drafts.retain(|key, _| key.site != address);
    }
}

impl State {
    /// A draft's text; empty where there is none.
    pub(crate) fn draft(&self, lsid: &SessionId, field: DraftField) -> String {
        let Some(account) = self.account() else { return String::new() };
        let key = DraftKey { site: account.site.clone(), lsid: lsid.clone(), field };
        self.drafts.drafts.get(&key).cloned().unwrap_or_default()
    }
}

/// Keeps what is being typed. The interface knows: it is where it is typed.
pub(crate) fn save(state: &mut State, step: &mut Step, lsid: &SessionId, field: DraftField, text: String) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    if state.draft(lsid, field) != text {
        let draft = state.drafts.put(&site, lsid, field, text);
        step.store(vec![Write::PutDraft(draft)]);
    }
}
