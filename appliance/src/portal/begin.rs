//! `/begin`: who the customer is, the agreement, the recording question. What is wrong is said at
//! its field, and what was typed stays. With an agreement, the page ends by itself when the time
//! for it is over: a `Refresh` header asks for it once more, and the answer says so.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use farhand_protocol::session::Recording;
use farhand_protocol::text::{for_display, for_display_line};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use super::fields::Field;
use super::form::Posted;
use super::notice::{Answer, Notice};
use super::page::{Page, go_to, html, own_session};
use super::words::span;
use super::{browser, cookies, notice};
use crate::http::Secret;
use crate::state::{App, AppState};
use crate::store::{Attempt, Beginning, Begun, Refusal, Result, SiteSettings, StoreError};

/// The form. Fields that the site does not ask for are not in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginForm {
    name: Option<String>,
    company: Option<String>,
    details: Option<String>,
    recording: Option<String>,
    agreement: Option<String>,
    script: Option<String>,
}

/// `GET /begin`.
pub async fn show(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    let Some((secret, attempt)) = on_the_way(&app, &headers).await? else {
        return match begun_before(&app, &headers).await? {
            Some(response) => Ok(response),
            None => notice::show(&app, &headers, Notice::expired()).await,
        };
    };
    let site = app.store.site().await?;
    let fields = Fields::empty(&site, attempt.name.clone());
    answer(&app, &headers, &site, &secret, attempt, fields, StatusCode::OK).await
}

/// `POST /begin`.
pub async fn begin(
    State(app): State<AppState>,
    headers: HeaderMap,
    Posted(form): Posted<BeginForm>,
) -> Answer {
    let site = app.store.site().await?;
    let Some((secret, attempt)) = on_the_way(&app, &headers).await? else {
        if let Some(response) = begun_before(&app, &headers).await? {
            return Ok(response);
        }
        // Sent twice, and the first answer has arrived.
        return match own_session(&app, &headers).await? {
            Some(_) => Ok(go_to("/session")),
            None => notice::show(&app, &headers, Notice::expired()).await,
        };
    };
    let fields = Fields::typed(&site, &form);
    if fields.any_wrong() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&app, &headers, &site, &secret, attempt, fields, status).await;
    }
    let agreed = form.agreement.as_deref() == Some("accept");
    match app.store.begin_session(&secret.0, fields.beginning(agreed, &headers)).await {
        Ok(begun) => {
            let script = form.script.as_deref() == Some("1");
            Ok(welcome(&app, if script { "/session" } else { "/waiting" }, &begun))
        }
        Err(StoreError::Refused(refusal)) => refused(&app, &headers, &secret, refusal).await,
        Err(error) => Err(error.into()),
    }
}

/// The browser still has the attempt of a session that it has begun: the answer was lost, and with
/// it the session's cookie. It gets a new one.
async fn begun_before(app: &App, headers: &HeaderMap) -> Result<Option<Response>> {
    let Some(secret) = cookies::attempt(headers) else { return Ok(None) };
    let begun = app.store.begun_session(&secret.0).await?;
    Ok(begun.map(|begun| welcome(app, "/session", &begun)))
}

fn welcome(app: &App, path: &'static str, begun: &Begun) -> Response {
    let mut response = go_to(path);
    cookies::give_session(app, &mut response, &begun.cookie);
    cookies::drop_attempt(app, &mut response);
    response
}

async fn refused(app: &App, headers: &HeaderMap, secret: &Secret, refusal: Refusal) -> Answer {
    let notice = match refusal {
        Refusal::KeyInvalid => Notice::key_used(),
        Refusal::WrongState(_) => Notice::timed_out(),
        Refusal::NotFound(_) => Notice::expired(),
        other => return Err(StoreError::Refused(other).into()),
    };
    app.store.close_attempt(&secret.0).await?;
    notice::show(app, headers, notice).await
}

async fn on_the_way(app: &App, headers: &HeaderMap) -> Result<Option<(Secret, Attempt)>> {
    let Some(secret) = cookies::attempt(headers) else { return Ok(None) };
    Ok(app.store.attempt(&secret.0).await?.map(|attempt| (secret, attempt)))
}

/// The page; or, when the time for the agreement is over, the end of the attempt.
async fn answer(
    app: &App,
    headers: &HeaderMap,
    site: &SiteSettings,
    secret: &Secret,
    attempt: Attempt,
    fields: Fields,
    status: StatusCode,
) -> Answer {
    let agreement = match &site.agreement {
        None => None,
        Some(text) => {
            let left_s = left_s(app, site, secret).await?;
            if left_s == 0 {
                app.store.close_attempt(&secret.0).await?;
                return notice::show(app, headers, Notice::timed_out()).await;
            }
            Some(Agreement { text: for_display(text), limit: span_of(left_s), left_s })
        }
    };
    let page = Page::of(app, headers, site).await?;
    let refresh = agreement.as_ref().map(|agreement| agreement.left_s + 1);
    let Fields { name, company, details, recording } = fields;
    let about = Some(for_display_line(&attempt.chosen)).filter(|chosen| !chosen.is_empty());
    let template = BeginPage { page, about, name, company, details, agreement, recording };
    Ok(refreshed(html(status, &template), refresh))
}

/// Seconds left to answer the agreement, counted from when it was first shown.
async fn left_s(app: &App, site: &SiteSettings, secret: &Secret) -> Result<u64> {
    let shown = app.store.agreement_shown(&secret.0).await?;
    let limit_ms = u64::from(site.agreement_time_out_s) * 1000;
    Ok(limit_ms.saturating_sub(app.clock.now().since(shown)).div_ceil(1000))
}

fn span_of(seconds: u64) -> String {
    span(u32::try_from(seconds).unwrap_or(u32::MAX))
}

fn refreshed(mut response: Response, after_s: Option<u64>) -> Response {
    if let Some(seconds) = after_s {
        let value = format!("{seconds}; url=/begin").parse().expect("digits and ASCII make a header value");
        response.headers_mut().insert(header::REFRESH, value);
    }
    response
}

struct Fields {
    name: Field,
    company: Option<Field>,
    details: Option<Field>,
    recording: Option<Field>,
}

impl Fields {
    /// Nothing is typed yet; the name may be known from an invitation.
    fn empty(site: &SiteSettings, name: Option<String>) -> Self {
        let asked = |asks: bool| asks.then(Field::default);
        Self {
            name: Field { value: name.unwrap_or_default(), wrong: None },
            company: asked(site.asks_company),
            details: asked(site.asks_details),
            recording: asked(site.asks_recording),
        }
    }

    fn typed(site: &SiteSettings, form: &BeginForm) -> Self {
        Self {
            name: Field::name(form.name.as_deref()),
            company: site.asks_company.then(|| Field::company(form.company.as_deref())),
            details: site.asks_details.then(|| Field::details(form.details.as_deref())),
            recording: site.asks_recording.then(|| Field::recording(form.recording.as_deref())),
        }
    }

    fn any_wrong(&self) -> bool {
        let optional = [&self.company, &self.details, &self.recording];
        optional.into_iter().flatten().chain([&self.name]).any(|field| field.wrong.is_some())
    }

    fn beginning(self, agreed: bool, headers: &HeaderMap) -> Beginning {
        Beginning {
            name: self.name.value,
            company: self.company.and_then(|field| field.given()),
            details: self.details.and_then(|field| field.given()),
            recording: match self.recording.as_ref().map(|field| field.value.as_str()) {
                None => Recording::NotAsked,
                Some("allow") => Recording::Allowed,
                Some(_) => Recording::Refused,
            },
            agreed,
            language: browser::language(headers),
            browser: browser::name(headers),
            channel: browser::channel(headers),
            unattended: false,
        }
    }
}

struct Agreement {
    text: String,
    limit: String,
    left_s: u64,
}

#[derive(Template)]
#[template(path = "begin.html")]
struct BeginPage {
    page: Page,
    about: Option<String>,
    name: Field,
    company: Option<Field>,
    details: Option<Field>,
    agreement: Option<Agreement>,
    recording: Option<Field>,
}

impl BeginPage {
    fn wrong(&self) -> bool {
        let optional = [&self.company, &self.details, &self.recording];
        optional.into_iter().flatten().chain([&self.name]).any(|field| field.wrong.is_some())
    }
}
