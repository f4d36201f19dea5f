//! What is being typed, kept per site, session and field. The composer is one field with two drafts, of which
//! there is only one at a time: for everyone, or for representatives only. So what was whispered half can
//! never come back as a message.

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
    pub fn put(&mut self, site: &str, lsid: &SessionId, field: DraftField, text: String) -> Vec<Write> {
        let key = |field| DraftKey { site: site.to_owned(), lsid: lsid.clone(), field };
        let (key, other) = (key(field), other(field).map(key));
        let other = other.filter(|key| self.drafts.remove(key).is_some());
        if text.is_empty() {
            self.drafts.remove(&key);
        } else {
            self.drafts.insert(key.clone(), text.clone());
        }
        let emptied = other.map(|key| StoredDraft { key, text: String::new() });
        emptied.into_iter().chain([StoredDraft { key, text }]).map(Write::PutDraft).collect()
    }

    /// Forgets all of a site.
    pub fn forget_site(&mut self, address: &str) {
        self.drafts.retain(|key, _| key.site != address);
    }
}

/// The draft whose place one takes.
fn other(field: DraftField) -> Option<DraftField> {
    match field {
        DraftField::Message => Some(DraftField::Whisper),
        DraftField::Whisper => Some(DraftField::Message),
        DraftField::Note => None,
    }
}

impl State {
    /// A draft's text; empty where there is none.
    pub(crate) fn draft(&self, lsid: &SessionId, field: DraftField) -> String {
        let Some(typist) = self.typist() else { return String::new() };
        let key = DraftKey { site: typist.site.clone(), lsid: lsid.clone(), field };
        self.drafts.drafts.get(&key).cloned().unwrap_or_default()
    }
}

/// Keeps what is being typed. The interface knows: it is where it is typed.
pub(crate) fn save(state: &mut State, step: &mut Step, lsid: &SessionId, field: DraftField, text: String) {
    let Some(site) = state.typist().map(|typist| typist.site.clone()) else { return };
    let replaces = other(field).is_some_and(|other| !state.draft(lsid, other).is_empty());
    if replaces || state.draft(lsid, field) != text {
        let writes = state.drafts.put(&site, lsid, field, text);
        step.store(writes);
    }
}
