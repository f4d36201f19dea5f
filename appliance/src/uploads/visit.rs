//! Who comes to an upload, and to which session's.

use axum::extract::{FromRequestParts, RawPathParams};
use farhand_protocol::{ClientId, SessionId};
use http::request::Parts;

use super::refusal;
use crate::http::{Caller, CustomerCaller, DeviceCaller, Failure};
use crate::state::{App, AppState};
use crate::store::{End, Party, Upload};

/// Somebody who may deal with a session's uploads, by the credential that came along.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Which session.
    pub lsid: SessionId,
    /// Who.
    pub party: Party,
    /// The address of the session's uploads for this party, without a slash at the end.
    pub base: String,
}

impl Visit {
    /// An upload that this party sends or receives.
    ///
    /// # Errors
    /// `NotFound`, also for others' uploads.
    pub async fn upload(&self, app: &App, id: &ClientId) -> Result<(Upload, End), Failure> {
        let upload = app.store.upload(&self.lsid, id).await?.ok_or_else(refusal::unknown)?;
        let end = upload.end_of(&self.party).ok_or_else(refusal::unknown)?;
        Ok((upload, end))
    }
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        if let Some(CustomerCaller { lsid }) = parts.extensions.get().cloned() {
            return Ok(Self { lsid, party: Party::Customer, base: "/portal/api/uploads".to_owned() });
        }
        if let Some(DeviceCaller { lsid, .. }) = parts.extensions.get().cloned() {
            return Ok(Self { lsid, party: Party::Device, base: "/device/uploads".to_owned() });
        }
        let caller = Caller::from_request_parts(parts, app).await?;
        let lsid: SessionId = param(parts, app, "lsid").await?;
        let name = app.store.takes_part(caller.who, &lsid).await?;
        let base = format!("/api/v1/sessions/{lsid}/uploads");
        Ok(Self { lsid, party: Party::Representative { id: caller.who, name }, base })
    }
}

/// The upload that the path names.
#[derive(Clone, Debug)]
pub struct Id(pub ClientId);

impl FromRequestParts<AppState> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        param(parts, app, "id").await.map(Id)
    }
}

/// A part of the path by its name. One that has not the right form names nothing.
async fn param<T: std::str::FromStr>(parts: &mut Parts, app: &AppState, name: &str) -> Result<T, Failure> {
    let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| refusal::unknown())?;
    let text = params.iter().find(|(found, _)| *found == name).map(|(_, value)| value);
    text.and_then(|text| text.parse().ok()).ok_or_else(refusal::unknown)
}
