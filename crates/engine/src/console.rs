//! The handle of a running console.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use farhand_core::Event;
use farhand_core::contract::{Command, InviteForm, Payload, Topic, UiError, UiErrorCode, Update};
use farhand_protocol::audit::AuditPage;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::files::{DevicePath, FilesAnswer, FilesRequest};
use farhand_protocol::history::{
    ExportFormat, HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeQuery,
};
use farhand_protocol::info::{InfoSnapshot, Reading};
use farhand_protocol::keys::{InvitationPreview, PreviewInvitation};
use farhand_protocol::{KeyId, SessionId};
use tokio::sync::{mpsc, oneshot};

use crate::browser::Browser;
use crate::config::Config;
use crate::historian::Historian;
use crate::incoming::Incoming;
use crate::informer::Informer;
use crate::inviter::Inviter;
use crate::publish::SubscriptionId;
use crate::screen::{Screens, Viewport, WatchId, Word};
use crate::shell::Shell;
use crate::start::{self, Handles, StartError};

/// A running console; clones are handles of the same one. It runs until [`Console::shutdown`].
#[derive(Clone)]
pub struct Console {
    inbox: mpsc::Sender<Incoming>,
    subscriptions: Arc<AtomicU64>,
    screens: Arc<Screens>,
    browser: Arc<Browser>,
    informer: Arc<Informer>,
    historian: Arc<Historian>,
    inviter: Arc<Inviter>,
}

impl Console {
    /// Opens the store and starts the loop.
    ///
    /// # Errors
    /// When the folder is in use by another console, or the store cannot be opened.
    pub async fn start(config: Config, shell: Arc<dyn Shell>) -> Result<Console, StartError> {
        let Handles { inbox, screens, browser, informer, historian, inviter } =
            start::start(config, shell).await?;
        let subscriptions = Arc::default();
        Ok(Console { inbox, subscriptions, screens, browser, informer, historian, inviter })
    }

    /// Carries out a command. The answer comes when the step is committed; what follows from it
    /// shows in the topics.
    ///
    /// # Errors
    /// When the state does not allow the command, or the console has ended.
    pub async fn dispatch(&self, command: Command) -> Result<(), UiError> {
        let (answer, answered) = oneshot::channel();
        let ended = || UiError::new(UiErrorCode::Internal, "the console is closing");
        self.inbox.send(Incoming::Command(command, answer)).await.map_err(|_| ended())?;
        answered.await.unwrap_or_else(|_| Err(ended()))
    }

    /// Sends a topic's value and its changes to `sink`, until it answers false or
    /// [`Console::unsubscribe`]. The first update is the whole value with `rev` 1, and is out
    /// when this returns. The sink is called by the console's loop: it must return at once.
    pub async fn subscribe(
        &self,
        topic: Topic,
        sink: impl Fn(Update) -> bool + Send + Sync + 'static,
    ) -> SubscriptionId {
        let id = SubscriptionId(self.subscriptions.fetch_add(1, Ordering::Relaxed));
        let (done, out) = oneshot::channel();
        if self.inbox.send(Incoming::Subscribe(id, topic, Box::new(sink), done)).await.is_ok() {
            let _ended = out.await;
        }
        id
    }

    /// Ends a subscription.
    pub async fn unsubscribe(&self, id: SubscriptionId) {
        let _ended = self.inbox.send(Incoming::Unsubscribe(id)).await;
    }

    /// Tells what the shell has noticed: the window's focus, a clicked notification, the demo.
    pub async fn tell(&self, event: Event) {
        let _ended = self.inbox.send(Incoming::Event(event)).await;
    }

    /// Watches the pixels of a session's screen, in place of whoever watched it before. Batches
    /// ([`crate::screen::batch`]) go to `sink`, until it answers false or
    /// [`Console::unwatch_screen`]; at most two that [`Console::screen_shown`] has not confirmed.
    /// The sink is called by the screen's thread: it must return at once.
    pub async fn watch_screen(
        &self,
        lsid: &SessionId,
        viewport: Viewport,
        sink: impl FnMut(Vec<u8>) -> bool + Send + 'static,
    ) -> WatchId {
        self.screens.watch(lsid, viewport, Box::new(sink)).await
    }

    /// Ends a watch.
    pub async fn unwatch_screen(&self, lsid: &SessionId, watch: WatchId) {
        self.screens.say(lsid, Word::Unwatch(watch)).await;
    }

    /// The batch with this number, and all before it, are shown.
    pub async fn screen_shown(&self, lsid: &SessionId, watch: WatchId, batch: u32) {
        self.screens.say(lsid, Word::Shown(watch, batch)).await;
    }

    /// Something else of the screen is looked at.
    pub async fn look_at_screen(&self, lsid: &SessionId, watch: WatchId, viewport: Viewport) {
        self.screens.say(lsid, Word::Look(watch, viewport)).await;
    }

    /// What the representative does with pointer, keys and pens: records one after the other, as
    /// `crates/engine/src/screen/input.rs` says. Dropped while it is not allowed, and what presses or
    /// moves also while the line takes nothing.
    pub async fn screen_input(&self, lsid: &SessionId, records: Vec<u8>) {
        self.screens.input(lsid, records).await;
    }

    /// Asks something of a session's device about its files, or of this computer where there is no
    /// session. Goes round the store.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached. What is wrong with the
    /// files themselves is an answer.
    pub async fn files(
        &self,
        lsid: Option<&SessionId>,
        request: FilesRequest,
    ) -> Result<FilesAnswer, UiError> {
        match lsid {
            Some(lsid) => self.browser.there(lsid, &request).await,
            None => self.browser.here(request).await,
        }
    }

    /// Where files of this computer are in what its file view shows, for a drop from the desktop. Those
    /// that are nowhere in it are left out.
    pub async fn locate(&self, paths: Vec<PathBuf>) -> Vec<DevicePath> {
        self.browser.locate(paths).await
    }

    /// One reading of a session's system information, fit for showing. Goes round the store.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn reading(&self, lsid: &SessionId, number: u64) -> Result<Reading, UiError> {
        self.informer.reading(lsid, number).await
    }

    /// System information that was kept, fit for showing. Goes round the store.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn info_snapshot(&self, lsid: &SessionId, number: u32) -> Result<InfoSnapshot, UiError> {
        self.informer.snapshot(lsid, number).await
    }

    /// A page of ended sessions, fit for showing. Goes round the store, as all of history does.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn history_search(&self, query: &HistoryQuery) -> Result<HistoryPage, UiError> {
        self.historian.search(query).await
    }

    /// An ended session with the newest page of its log.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn history_detail(&self, lsid: &SessionId) -> Result<HistoryDetail, UiError> {
        self.historian.detail(lsid).await
    }

    /// The page of an ended session's log before an entry.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn history_entries(&self, lsid: &SessionId, before: u64) -> Result<EntriesPage, UiError> {
        self.historian.entries(lsid, before).await
    }

    /// System information that was kept with an ended session.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn history_snapshot(&self, lsid: &SessionId, number: u32) -> Result<InfoSnapshot, UiError> {
        self.historian.snapshot(lsid, number).await
    }

    /// How many sessions ended when.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn history_volume(&self, query: &VolumeQuery) -> Result<Volume, UiError> {
        self.historian.volume(query).await
    }

    /// Saves all ended sessions that fit the query as a new file of a folder; answers the file.
    ///
    /// # Errors
    /// When nobody is signed in, the appliance refuses or cannot be reached, or the file cannot be written.
    /// Nothing is left of it then.
    pub async fn history_export(
        &self,
        query: &HistoryQuery,
        format: ExportFormat,
        folder: &Path,
    ) -> Result<PathBuf, UiError> {
        self.historian.export(query, format, folder).await
    }

    /// What supervisors did, newest first.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn audit_page(&self, before: Option<u64>) -> Result<AuditPage, UiError> {
        self.historian.audit(before).await
    }

    /// What an invitation will look like. Goes round the store, and changes nothing.
    ///
    /// # Errors
    /// When nobody is signed in, or the appliance refuses or cannot be reached.
    pub async fn preview_invitation(&self, asked: PreviewInvitation) -> Result<InvitationPreview, UiError> {
        self.inviter.preview(&asked).await
    }

    /// The `mailto:` address that opens the invitation that is being written in the representative's own
    /// mail program.
    ///
    /// # Errors
    /// When an address cannot be used, there is no key yet, the letter is too long to be handed over, or
    /// the appliance refuses or cannot be reached.
    pub async fn invitation_letter(&self, form: InviteForm) -> Result<String, UiError> {
        let key = self.written_key().await;
        self.inviter.letter(form, key).await
    }

    /// The key of the invitation that is being written.
    async fn written_key(&self) -> Option<KeyId> {
        let (shown, key) = std::sync::mpsc::sync_channel(1);
        let sink = move |update: Update| {
            if let Payload::Keys(keys) = update.payload {
                let _nobody_waits = shown.try_send(keys.invite.and_then(|invite| invite.key));
            }
            false
        };
        self.subscribe(Topic::Keys, sink).await;
        key.try_recv().ok().flatten()
    }

    /// Ends the console: does what was planned, for a bounded time, then cuts the connections, writes
    /// what is left, frees the folder.
    pub async fn shutdown(&self) {
        let (done, ended) = oneshot::channel();
        if self.inbox.send(Incoming::Shutdown(done)).await.is_ok() {
            let _already_gone = ended.await;
        }
    }
}
