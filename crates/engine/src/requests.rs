//! Requests to the appliance: a task each.

use std::sync::{Arc, Mutex, PoisonError};

use farhand_core::effect::{Request, SiteAccess};
use farhand_core::{Call, CallError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::api::{Api, Http};
use crate::incoming::{Era, Incoming};

/// Which site is in use; clones see the same one.
#[derive(Clone, Default)]
pub(crate) struct InUse(Arc<Mutex<Option<Arc<Api>>>>);

impl InUse {
    /// The site that is in use now.
    pub fn get(&self) -> Option<Arc<Api>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, api: Option<Arc<Api>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = api;
    }
}

/// The site in use and what is being asked of it.
pub(crate) struct Requests {
    http: Arc<Http>,
    inbox: mpsc::Sender<Incoming>,
    era: Era,
    api: InUse,
    tasks: JoinSet<()>,
}

impl Requests {
    pub fn new(http: Arc<Http>, inbox: mpsc::Sender<Incoming>) -> Self {
        Self { http, inbox, era: Era::default(), api: InUse::default(), tasks: JoinSet::new() }
    }

    /// The site in use.
    pub fn api(&self) -> Option<Arc<Api>> {
        self.api.get()
    }

    /// The site in use, also later.
    pub fn in_use(&self) -> InUse {
        self.api.clone()
    }

    /// Uses a site with a token from now on. In a new era nothing that was asked before is heard
    /// any more.
    pub fn use_site(&mut self, era: Era, access: Option<SiteAccess>) {
        if era != self.era {
            self.abort();
            self.era = era;
        }
        self.api.set(access.map(|access| Arc::new(Api::new(self.http.clone(), access))));
    }

    /// Drops everything that is being asked.
    pub fn abort(&mut self) {
        self.tasks.abort_all();
    }

    /// Asks; the answer comes to the loop.
    pub fn ask(&mut self, request: Request) {
        while self.tasks.try_join_next().is_some() {}
        let (era, api, inbox) = (self.era, self.api.get(), self.inbox.clone());
        // Nobody waits for the end of a sign-out, but the appliance should hear of it.
        let outlives_its_site = request.call == Call::SignOut;
        let task = async move {
            let result = match &api {
                Some(api) => api.ask(&request).await,
                None => Err(CallError::Unreachable("no site is in use".into())),
            };
            tracing::debug!(id = request.id.0, ok = result.is_ok(), "a request has ended");
            let _closing = inbox.send(Incoming::Answered(era, request.id, result)).await;
        };
        if outlives_its_site {
            tokio::spawn(task);
        } else {
            self.tasks.spawn(task);
        }
    }
}
