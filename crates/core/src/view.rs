//! What the interface sees: each topic's value as a function of the state, and what changed.

use crate::contract::{AppView, ChatPatch, InfoPatch, Payload, Phase as PhaseView, Topic};
use crate::state::changes::Changes;
use crate::state::sign_in::{self, Phase};
use crate::state::{
    State, chat, colleagues, dashboard, infos, keys, offers, queues, screens, sessions, tabs, talk, transfers,
};

/// A topic's whole value.
#[must_use]
pub fn view(state: &State, topic: &Topic) -> Payload {
    match topic {
        Topic::App => Payload::App(app(state)),
        Topic::Connection => Payload::Connection(state.link.view()),
        Topic::Queues => Payload::Queues(queues::view(state)),
        Topic::Sessions => Payload::Sessions(tabs::view(state)),
        Topic::Session(lsid) => Payload::Session(sessions::view(state, lsid).map(Box::new)),
        Topic::Chat(lsid) => Payload::Chat(chat::view(state, lsid)),
        Topic::Screen(lsid) => Payload::Screen(screens::view(state, lsid)),
        Topic::Info(lsid) => Payload::Info(infos::view(state, lsid)),
        Topic::Canned => Payload::Canned(state.desk.canned.view()),
        Topic::Notices => Payload::Notices(state.notices.view()),
        Topic::Keys => Payload::Keys(keys::view(state)),
        Topic::Transfers => Payload::Transfers(transfers::view(state)),
        Topic::Colleagues => Payload::Colleagues(colleagues::view(state)),
        Topic::Offers => Payload::Offers(offers::view(state)),
        Topic::Talk => Payload::Talk(talk::view(state)),
        Topic::Dashboard => Payload::Dashboard(Box::new(dashboard::view(state))),
    }
}

impl State {
    /// What changed since the last call, at most one payload per topic: patches for the queues,
    /// for chats, for system information and for the dashboard, whole values for the rest. Costs what changed, not what there is.
    pub fn take_changes(&mut self) -> Vec<(Topic, Payload)> {
        let Changes { whole, rows, queues, chats, infos, dashboard } = std::mem::take(&mut self.changes);
        let mut changes: Vec<(Topic, Payload)> = Vec::new();
        for (lsid, numbers) in chats {
            let topic = Topic::Chat(lsid.clone());
            let Some(chat) = self.desk.chats.get(&lsid).filter(|_| !whole.contains(&topic)) else { continue };
            let entries = numbers.into_iter().filter_map(|number| chat.entry(number).cloned()).collect();
            let patch = ChatPatch { entries, state: chat::chat_state(self, &lsid) };
            changes.push((topic, Payload::ChatPatch(patch)));
        }
        for (lsid, points) in infos {
            let topic = Topic::Info(lsid.clone());
            if !whole.contains(&topic) {
                let patch = InfoPatch { state: infos::info_state(self, &lsid), points };
                changes.push((topic, Payload::InfoPatch(patch)));
            }
        }
        if (queues || !rows.is_empty()) && !whole.contains(&Topic::Queues) {
            let patch = queues::patch(self, rows.iter());
            changes.push((Topic::Queues, Payload::QueuesPatch(patch)));
        }
        if let Some(rows) = dashboard.filter(|_| !whole.contains(&Topic::Dashboard)) {
            let (now, later) = rows.split();
            self.changes.dashboard = later;
            let change = dashboard::change(self, now);
            changes.push((Topic::Dashboard, Payload::DashboardPatch(Box::new(change))));
        }
        for topic in whole {
            let payload = view(self, &topic);
            changes.push((topic, payload));
        }
        changes
    }

    /// Whether something that changed is still to be told of: call [`State::take_changes`] again.
    #[must_use]
    pub fn owes_changes(&self) -> bool {
        self.changes.dashboard.is_some()
    }
}

fn app(state: &State) -> AppView {
    let phase = match &state.phase {
        Phase::Starting => PhaseView::Starting,
        Phase::Out(page) => sign_in::page_view(state, page).map_or(PhaseView::Starting, PhaseView::SignedOut),
        Phase::In(account) => PhaseView::SignedIn(sign_in::account_view(state, account)),
    };
    AppView {
        version: state.program.version.clone(),
        phase,
        settings: state.program.settings.clone(),
        demo: state.program.demo.clone(),
        go_to: state.links.go_to.clone().map(Box::new),
    }
}
