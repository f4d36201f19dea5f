//! A model of the appliance: a log, and chats that know a message by its id. Its pages are short,
//! so that gaps are common.

use std::collections::BTreeMap;

use farhand_core::{Answer, Call, CallError};
use farhand_protocol::chat::{EntriesPage, Entry, NewMessage};
use farhand_protocol::live::{Change, Row};
use farhand_protocol::session::{Session, SessionDetail};
use farhand_protocol::{Seq, SessionId};

use crate::sample::{INES, START, active, lsid, message, own_message, snapshot};

const PAGE: usize = 5;

#[derive(Default)]
pub struct Appliance {
    pub log: Vec<Change>,
    pub chats: BTreeMap<SessionId, Vec<Entry>>,
}

impl Appliance {
    /// Whether it has a message with this id.
    pub fn has(&self, new: &NewMessage) -> bool {
        self.chats.values().flatten().any(|entry| entry.client_id.as_ref() == Some(&new.client_id))
    }

    pub fn customer_writes(&mut self, n: u32) {
        let number = self.next_number(&lsid(n));
        self.add(message(n, number, "from the customer"));
    }

    /// Does what is asked.
    pub fn call(&mut self, call: &Call) -> Result<Answer, CallError> {
        Ok(match call {
            Call::Snapshot => {
                let sessions = [1, 2].into_iter().map(|n| self.session(&lsid(n))).collect();
                Answer::Snapshot(Box::new(snapshot(self.seq(), sessions)))
            }
            Call::Detail(lsid) => {
                let entries = self.chats.get(lsid).cloned().unwrap_or_default();
                let entries = entries[entries.len().saturating_sub(PAGE)..].to_vec();
                let session = self.session(lsid);
                Answer::Detail(Box::new(SessionDetail { session, entries, customer_read: 0 }))
            }
            Call::Entries { lsid, before, after } => Answer::Entries(self.page(lsid, *before, *after)),
            Call::Message(lsid, new) | Call::Note(lsid, new) => Answer::Entry(self.write(lsid, new)),
            Call::Canned => Answer::Canned(Default::default()),
            other => panic!("{other:?} is not part of the model"),
        })
    }

    /// Rows after a place.
    pub fn rows(&self, after: u64, most: usize) -> Vec<Row> {
        let rows = (1..).zip(&self.log).skip(usize::try_from(after).unwrap()).take(most);
        rows.map(|(seq, change)| Row { seq: Seq(seq), at: START, change: change.clone() }).collect()
    }

    pub fn seq(&self) -> u64 {
        self.log.len() as u64
    }

    fn session(&self, lsid: &SessionId) -> Session {
        let n = if *lsid == crate::sample::lsid(1) { 1 } else { 2 };
        Session { last_entry: self.next_number(lsid) - 1, ..active(n, INES) }
    }

    fn page(&self, lsid: &SessionId, before: Option<u64>, after: Option<u64>) -> EntriesPage {
        let all = self.chats.get(lsid).cloned().unwrap_or_default();
        let (before, after) = (before.unwrap_or(u64::MAX), after.unwrap_or(0));
        let mut entries: Vec<Entry> =
            all.into_iter().filter(|entry| entry.number > after && entry.number < before).collect();
        match before {
            u64::MAX => entries.truncate(PAGE),
            _ => entries = entries.split_off(entries.len().saturating_sub(PAGE)),
        }
        let has_earlier = entries.first().is_some_and(|entry| entry.number > 1);
        EntriesPage { entries, has_earlier }
    }

    fn write(&mut self, lsid: &SessionId, new: &NewMessage) -> Entry {
        let chat = self.chats.get(lsid);
        let known = chat.and_then(|chat| chat.iter().find(|e| e.client_id.as_ref() == Some(&new.client_id)));
        if let Some(entry) = known {
            return entry.clone();
        }
        let entry = own_message(1, self.next_number(lsid), new.client_id.clone(), &new.text);
        let entry = Entry { lsid: lsid.clone(), ..entry };
        self.add(entry.clone());
        entry
    }

    fn next_number(&self, lsid: &SessionId) -> u64 {
        self.chats.get(lsid).map_or(0, |chat| chat.len() as u64) + 1
    }

    fn add(&mut self, entry: Entry) {
        self.chats.entry(entry.lsid.clone()).or_default().push(entry.clone());
        self.log.push(Change::EntryAdded { entry });
    }
}
