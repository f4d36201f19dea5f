//! What the console's interface would show: whole values, and patches put on top of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use farhand_core::contract::{
    AppView, ChatPatch, ChatView, ColleaguesView, ConnectionView, DashboardChange, DashboardView, KeysView,
    LinkState, NoticesView, OffersView, Payload, QueuesPatch, QueuesView, ScreenView, SessionView,
    SessionsView, TalkView, Topic, TransfersView, Update,
};
use farhand_engine::Console;
use farhand_protocol::SessionId;

type Shown = Arc<Mutex<HashMap<Topic, (u32, Payload)>>>;

/// A window on some topics. It hears updates until it is dropped.
pub struct Window {
    shown: Shown,
}

macro_rules! topic_of {
    ($(#[$doc:meta] $name:ident() -> $kind:ident($view:ty);)*) => { $(
        #[$doc]
        ///
        /// # Panics
        /// When the window was not opened on it.
        #[must_use]
        pub fn $name(&self) -> $view {
            match self.value(&Topic::$kind) {
                Payload::$kind(value) => value,
                other => panic!("topic {} has another value: {other:?}", stringify!($name)),
            }
        }
    )* };
}

impl Window {
    /// Opens a window on these topics.
    pub async fn open(console: &Console, topics: &[Topic]) -> Self {
        let window = Self { shown: Shown::default() };
        for topic in topics {
            window.follow(console, topic.clone()).await;
        }
        window
    }

    /// Shows a further topic, unless it is shown already.
    pub async fn follow(&self, console: &Console, topic: Topic) {
        if self.shown.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&topic) {
            return;
        }
        let shown = Arc::downgrade(&self.shown);
        let of = topic.clone();
        let sink = move |update: Update| match shown.upgrade() {
            Some(shown) => {
                take(&mut shown.lock().unwrap_or_else(PoisonError::into_inner), &of, update);
                true
            }
            None => false,
        };
        console.subscribe(topic, sink).await;
    }

    fn value(&self, topic: &Topic) -> Payload {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.get(topic).expect("the window was opened on this topic").1.clone()
    }

    topic_of! {
        /// Topic `app`.
        app() -> App(AppView);
        /// Topic `connection`.
        connection() -> Connection(ConnectionView);
        /// Topic `queues`.
        queues() -> Queues(QueuesView);
        /// Topic `sessions`.
        sessions() -> Sessions(SessionsView);
        /// Topic `notices`.
        notices() -> Notices(NoticesView);
        /// Topic `keys`.
        keys() -> Keys(KeysView);
        /// Topic `transfers`.
        transfers() -> Transfers(TransfersView);
        /// Topic `colleagues`.
        colleagues() -> Colleagues(ColleaguesView);
        /// Topic `offers`.
        offers() -> Offers(OffersView);
        /// Topic `talk`.
        talk() -> Talk(TalkView);
        /// Topic `dashboard`.
        dashboard() -> Dashboard(Box<DashboardView>);
    }

    /// Where the link stands.
    #[must_use]
    pub fn link(&self) -> LinkState {
        self.connection().link
    }

    /// Topic `session/<lsid>`.
    ///
    /// # Panics
    /// When the window was not opened on it.
    #[must_use]
    pub fn session(&self, lsid: &SessionId) -> Option<SessionView> {
        match self.value(&Topic::Session(lsid.clone())) {
            Payload::Session(session) => session.map(|session| *session),
            other => panic!("topic session has another value: {other:?}"),
        }
    }

    /// Topic `screen/<lsid>`.
    ///
    /// # Panics
    /// When the window was not opened on it.
    #[must_use]
    pub fn screen(&self, lsid: &SessionId) -> ScreenView {
        match self.value(&Topic::Screen(lsid.clone())) {
            Payload::Screen(screen) => screen,
            other => panic!("topic screen has another value: {other:?}"),
        }
    }

    /// Topic `chat/<lsid>`.
    ///
    /// # Panics
    /// When the window was not opened on it.
    #[must_use]
    pub fn chat(&self, lsid: &SessionId) -> ChatView {
        match self.value(&Topic::Chat(lsid.clone())) {
            Payload::Chat(chat) => chat,
            other => panic!("topic chat has another value: {other:?}"),
        }
    }
}

/// A gap in `rev` is a fault of the console: the interface would have to begin again.
fn take(shown: &mut HashMap<Topic, (u32, Payload)>, topic: &Topic, update: Update) {
    let Some((rev, value)) = shown.get_mut(topic) else {
        assert_eq!(update.rev, 1, "the first update of {topic}");
        shown.insert(topic.clone(), (1, update.payload));
        return;
    };
    *rev += 1;
    assert_eq!(update.rev, *rev, "updates of {topic} have no gaps");
    match (value, update.payload) {
        (Payload::Queues(view), Payload::QueuesPatch(patch)) => patch_queues(view, patch),
        (Payload::Chat(view), Payload::ChatPatch(patch)) => patch_chat(view, patch),
        (Payload::Dashboard(view), Payload::DashboardPatch(change)) => patch_dashboard(view, *change),
        (value, whole) => *value = whole,
    }
}

fn patch_queues(view: &mut QueuesView, patch: QueuesPatch) {
    view.loaded = patch.loaded;
    view.queues = patch.queues;
    let gone = |lsid: &SessionId| {
        patch.remove.iter().any(|row| row.lsid == *lsid) || patch.upsert.iter().any(|row| row.lsid == *lsid)
    };
    view.waiting.retain(|row| !gone(&row.lsid));
    view.waiting.extend(patch.upsert);
}

fn patch_chat(view: &mut ChatView, patch: ChatPatch) {
    view.state = patch.state;
    for entry in patch.entries {
        match view.entries.binary_search_by_key(&entry.number, |e| e.number) {
            Ok(place) => view.entries[place] = entry,
            Err(place) => view.entries.insert(place, entry),
        }
    }
}

fn patch_dashboard(view: &mut DashboardView, change: DashboardChange) {
    let DashboardChange { patch, stale, busy, heard_at } = change;
    (view.stale, view.busy, view.heard_at) = (stale, busy, heard_at);
    put(&mut view.queues, patch.queues, |row| row.queue);
    put(&mut view.people, patch.people, |row| row.id);
    view.sessions.retain(|row| !patch.gone.contains(&row.lsid));
    put(&mut view.sessions, patch.sessions, |row| row.lsid.clone());
    put(&mut view.series, patch.series, |point| point.at);
    view.series.sort_by_key(|point| point.at);
    view.activity.splice(0..0, patch.activity);
}

/// Puts rows in the place of those with the same key.
fn put<R, K: PartialEq>(rows: &mut Vec<R>, new: Vec<R>, key: impl Fn(&R) -> K) {
    for row in new {
        match rows.iter_mut().find(|known| key(known) == key(&row)) {
            Some(known) => *known = row,
            None => rows.push(row),
        }
    }
}
