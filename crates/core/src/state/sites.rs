//! Known sites, the chosen one, and which tabs were open at each.

use std::collections::BTreeMap;

use crate::address::site_address;
use crate::contract::{SiteRow, Topic};
use crate::effect::Effect;
use crate::state::{State, sign_in};
use crate::step::Step;
use crate::stored::{StoredSite, StoredTab, Write};

/// Known sites.
#[derive(Debug, Default)]
pub(crate) struct Sites {
    /// Most recently used first.
    pub known: Vec<StoredSite>,
    /// The chosen one's address.
    pub chosen: Option<String>,
    /// Open tabs as they were kept, by the site's address.
    pub tabs: BTreeMap<String, Vec<StoredTab>>,
}

impl Sites {
    /// What is known of an address.
    pub fn get(&self, address: &str) -> Option<&StoredSite> {
        self.known.iter().find(|site| site.address == address)
    }

    /// What is known of an address; nothing but the address for a new one.
    pub fn get_or_new(&self, address: &str) -> StoredSite {
        self.get(address).cloned().unwrap_or_else(|| StoredSite {
            address: address.to_owned(),
            name: None,
            user_name: None,
            used_at: None,
        })
    }

    /// The sign-in page's rows.
    pub fn rows(&self) -> Vec<SiteRow> {
        let row = |site: &StoredSite| SiteRow {
            address: site.address.clone(),
            name: site.name.clone(),
            user_name: site.user_name.clone(),
            used_at: site.used_at,
        };
        self.known.iter().map(row).collect()
    }
}

/// Adds a site, and chooses it unless somebody is signed in.
pub(crate) fn add(state: &mut State, step: &mut Step, typed: &str) {
    let Ok(address) = site_address(typed) else { return };
    if state.sites.get(&address).is_none() {
        put(state, step, state.sites.get_or_new(&address));
    }
    if state.account().is_none() {
        choose(state, step, &address);
    }
}

/// Chooses a known site.
pub(crate) fn choose(state: &mut State, step: &mut Step, address: &str) {
    let Some(site) = state.sites.get(address) else { return };
    let user_name = site.user_name.clone().unwrap_or_default();
    state.sites.chosen = Some(address.to_owned());
    sign_in::start_over(state, step, user_name);
    state.changes.mark(Topic::App);
}

/// Forgets a site and what is kept of it.
pub(crate) fn remove(state: &mut State, step: &mut Step, address: &str) {
    step.store(vec![Write::RemoveSite(address.to_owned())]);
    step.push(Effect::ForgetToken { site: address.to_owned() });
    state.sites.known.retain(|site| site.address != address);
    state.sites.tabs.remove(address);
    state.drafts.forget_site(address);
    state.outbox.forget_site(address);
    state.transfers.forget_site(address);
    state.invites.forget_site(address);
    state.talk_kept.forget_site(address);
    state.talk_outbox.forget_site(address);
    if state.sites.chosen.as_deref() == Some(address) {
        state.sites.chosen = state.sites.known.first().map(|site| site.address.clone());
        let user_name = state.sites.known.first().and_then(|site| site.user_name.clone());
        sign_in::start_over(state, step, user_name.unwrap_or_default());
    }
    state.changes.mark(Topic::App);
}

/// Adds or replaces a site in its place, here and in the store.
pub(crate) fn put(state: &mut State, step: &mut Step, site: StoredSite) {
    step.store(vec![Write::PutSite(site.clone())]);
    match state.sites.known.iter_mut().find(|known| known.address == site.address) {
        Some(known) => *known = site,
        None => state.sites.known.push(site),
    }
    state.sites.known.sort_by_key(|site| std::cmp::Reverse(site.used_at));
    state.changes.mark(Topic::App);
}
