//! Fetches system information. It goes round the console's state: what a reading holds is of no use to
//! anybody but the view that shows it.

use farhand_core::contract::{UiError, UiErrorCode};
use farhand_core::{call_error, info};
use farhand_protocol::SessionId;
use farhand_protocol::info::{InfoSnapshot, Reading};

use crate::api::Api;
use crate::requests::InUse;
use std::sync::Arc;

/// Who fetches system information.
pub(crate) struct Informer {
    site: InUse,
}

impl Informer {
    pub fn new(site: InUse) -> Self {
        Self { site }
    }

    /// One reading.
    pub async fn reading(&self, lsid: &SessionId, number: u64) -> Result<Reading, UiError> {
        self.api()?.reading(lsid, number).await.map(info::reading).map_err(call_error)
    }

    /// What was kept.
    pub async fn snapshot(&self, lsid: &SessionId, number: u32) -> Result<InfoSnapshot, UiError> {
        self.api()?.info_snapshot(lsid, number).await.map(info::snapshot).map_err(call_error)
    }

    fn api(&self) -> Result<Arc<Api>, UiError> {
        self.site.get().ok_or_else(|| UiError::new(UiErrorCode::SignedOut, "Sign in first."))
    }
}

#[cfg(test)]
mod tests;
