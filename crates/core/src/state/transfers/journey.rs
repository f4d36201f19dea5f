//! One transfer.

use farhand_protocol::files::{DevicePath, FileName, IfTaken};
use farhand_protocol::text::for_display_line;
use farhand_protocol::upload::ChatFile;
use farhand_protocol::{ClientId, SessionId, Timestamp};

use super::rate::Rate;
use crate::contract::{PauseReason, TransferRow, TransferStatus, TransferWay};
use crate::state::sign_in::Account;
use crate::stored::{StoredTransfer, TransferStage};
use crate::transfer::TransferJob;

/// One transfer: what is stored of it, and what only matters while the program runs.
#[derive(Debug)]
pub(crate) struct Journey {
    pub kept: StoredTransfer,
    pub rate: Rate,
    /// Tries in a row that brought nothing.
    pub failures: u32,
    /// Waits for the time of the next try.
    pub resting: bool,
    /// The appliance is being told that it is cancelled.
    pub telling: bool,
}

/// What transfers of one command have in common.
pub(super) struct New<'a> {
    pub account: &'a Account,
    pub lsid: SessionId,
    pub way: TransferWay,
    pub folder: Option<DevicePath>,
    pub file: Option<ChatFile>,
    pub past: bool,
    pub at: Timestamp,
}

impl New<'_> {
    pub fn journey(&self, id: ClientId, paths: Vec<DevicePath>) -> Journey {
        let name = match &self.file {
            Some(file) => file.name.for_display(),
            None => paths.first().map(shown).unwrap_or_default(),
        };
        Journey::new(StoredTransfer {
            site: self.account.site.clone(),
            user_name: self.account.me.user_name.clone(),
            id,
            lsid: self.lsid.clone(),
            way: self.way,
            more: u32::try_from(paths.len().saturating_sub(1)).unwrap_or(u32::MAX),
            name,
            folder_first: false,
            paths,
            folder: self.folder.clone(),
            bytes: self.file.as_ref().map(|file| file.size),
            files: self.file.as_ref().map(|_| 1),
            file: self.file.clone(),
            past: self.past,
            taken: Vec::new(),
            if_taken: IfTaken::KeepBoth,
            skipped: 0,
            attempt: 0,
            prepared: false,
            done: 0,
            stage: TransferStage::Waiting,
            faults: Vec::new(),
            failed: 0,
            brought: None,
            untold: false,
            removed: false,
            at: self.at,
        })
    }
}

/// A name for display.
fn shown(path: &DevicePath) -> String {
    path.name().map_or_else(|| for_display_line(path.root.words()), FileName::for_display)
}

impl Journey {
    fn new(kept: StoredTransfer) -> Self {
        Self { kept, rate: Rate::default(), failures: 0, resting: false, telling: false }
    }

    /// As it goes on after a start: what was under way waits for its turn.
    pub fn restored(mut kept: StoredTransfer) -> Self {
        let paused = matches!(kept.stage, TransferStage::Paused { why } if why != PauseReason::Told);
        if kept.stage.is_moving() || paused {
            kept.stage = TransferStage::Waiting;
        }
        Self::new(kept)
    }

    pub fn belongs_to(&self, account: &Account) -> bool {
        self.kept.site == account.site && self.kept.user_name == account.me.user_name
    }

    /// What its actor has to know.
    pub fn job(&self) -> TransferJob {
        let StoredTransfer { id, attempt, lsid, way, paths, folder, file, past, taken, if_taken, .. } =
            &self.kept;
        TransferJob {
            id: id.clone(),
            upload: upload(id, *attempt),
            lsid: lsid.clone(),
            way: *way,
            paths: paths.clone(),
            folder: folder.clone(),
            file: file.clone(),
            past: *past,
            taken: taken.clone(),
            if_taken: *if_taken,
        }
    }

    /// Whether something of it is still to come.
    pub fn is_unfinished(&self) -> bool {
        !self.kept.stage.is_over() && !matches!(self.kept.stage, TransferStage::Failed { .. })
    }

    /// Whether it can be paused.
    pub fn pausable(&self) -> bool {
        match self.kept.stage {
            TransferStage::Waiting => true,
            TransferStage::Paused { why } => why != PauseReason::Told,
            ref stage => stage.is_moving(),
        }
    }

    /// The representative pauses it.
    pub fn pause(&mut self) {
        self.kept.stage = TransferStage::Paused { why: PauseReason::Told };
        self.resting = false;
        self.rate = Rate::default();
    }

    /// It waits for its turn again, at the representative's wish.
    pub fn try_again(&mut self) {
        self.kept.stage = TransferStage::Waiting;
        (self.failures, self.resting) = (0, false);
    }

    /// Its upload is over: going on takes another one. What is whole at its receiver is not sent in
    /// vain, because a name that is taken by the same content counts as done.
    pub fn begin_anew(&mut self) {
        self.kept.attempt += 1;
        self.kept.done = 0;
        self.rate = Rate::default();
    }

    /// The representative answers about one name, or about all that are left.
    pub fn answer(&mut self, name: Option<&FileName>, if_taken: IfTaken) {
        let TransferStage::Asking { taken } = &mut self.kept.stage else { return };
        let is_meant = |one: &crate::transfer::Taken| name.is_none_or(|name| one.name == *name);
        let (answered, left): (Vec<_>, Vec<_>) = std::mem::take(taken).into_iter().partition(is_meant);
        *taken = left;
        let over = taken.is_empty();
        if name.is_none() {
            self.kept.if_taken = if_taken;
        }
        for one in answered {
            // What is skipped as a whole is not even sent.
            if if_taken == IfTaken::Skip && !one.folder {
                self.leave_out(&one.name);
            }
            self.kept.taken.push((one.name, if_taken));
        }
        if over {
            self.kept.stage = TransferStage::Waiting;
        }
        if over && self.kept.paths.is_empty() {
            (self.kept.files, self.kept.bytes) = (Some(0), Some(0));
            self.kept.stage = TransferStage::Done;
        }
    }

    /// One of the chosen things is skipped. The others are counted anew before they go; where nothing is
    /// left, what was chosen keeps its name.
    fn leave_out(&mut self, name: &FileName) {
        let kept = &mut self.kept;
        kept.paths.retain(|path| path.name() != Some(name));
        kept.skipped += 1;
        kept.prepared = false;
        (kept.files, kept.bytes) = (None, None);
        if let Some(first) = kept.paths.first() {
            kept.name = shown(first);
            kept.more = u32::try_from(kept.paths.len() - 1).unwrap_or(u32::MAX);
        }
    }

    /// What can be shown of what it has brought here.
    pub fn brought(&self) -> Option<DevicePath> {
        self.kept.brought.clone()
    }

    /// Its row.
    pub fn row(&self) -> TransferRow {
        let kept = &self.kept;
        TransferRow {
            id: kept.id.clone(),
            lsid: kept.lsid.clone(),
            way: kept.way,
            upload: kept.file.as_ref().map(|file| file.upload.clone()),
            name: kept.name.clone(),
            more: kept.more,
            folder: kept.folder_first,
            place: kept.folder.as_ref().map(shown).unwrap_or_default(),
            bytes: kept.bytes,
            files: kept.files,
            status: self.status(),
            faults: kept.faults.clone(),
            failed: kept.failed,
            at: kept.at,
        }
    }

    fn status(&self) -> TransferStatus {
        let done = self.kept.done;
        match &self.kept.stage {
            TransferStage::Waiting => TransferStatus::Waiting,
            TransferStage::Preparing => TransferStatus::Preparing,
            TransferStage::Asking { taken } => {
                TransferStatus::Asking { taken: taken.iter().map(|one| one.name.clone()).collect() }
            }
            TransferStage::Running => {
                let rate = self.rate.per_second();
                let left = self.kept.bytes.map(|bytes| bytes.saturating_sub(done));
                let left_s = left.zip(rate).and_then(|(left, rate)| left.checked_div(rate));
                let left_s = left_s.map(|s| u32::try_from(s).unwrap_or(u32::MAX));
                TransferStatus::Running { done, rate, left_s }
            }
            TransferStage::Verifying => TransferStatus::Verifying,
            TransferStage::Paused { why } => TransferStatus::Paused { done, why: *why },
            TransferStage::Failed { error } => TransferStatus::Failed { error: error.clone() },
            TransferStage::Done => TransferStatus::Done { skipped: self.kept.skipped },
            TransferStage::Cancelled { by_customer } => {
                TransferStatus::Cancelled { by_customer: *by_customer }
            }
        }
    }
}

/// The upload of an attempt: the first one has the transfer's own id.
fn upload(id: &ClientId, attempt: u32) -> ClientId {
    if attempt == 0 {
        return id.clone();
    }
    let first: String = id.as_str().chars().take(50).collect();
    format!("{first}-{attempt}").parse().expect("a part of an id and a number are an id")
}
