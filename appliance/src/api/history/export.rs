//! Ended sessions as a file. It is written as it is read, so that a large one needs no more memory than
//! a small one; one that could not be finished breaks off, and is not taken for a whole one.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::error::ApiError;
use farhand_protocol::history::{ExportFormat, HistoryPage, HistoryQuery};
use farhand_protocol::{QueueId, RepresentativeId, limits};
use futures_util::stream;
use http::header;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::{csv, time};
use crate::api::openapi::{Refused, Unauthorized};
use crate::http::{Caller, Failure, Search};
use crate::state::AppState;
use crate::store::{Result as StoreResult, StoreError};

/// Pages that wait for a slow reader.
const WAITING: usize = 2;

/// What is exported, and how.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Exporting {
    /// As what.
    format: ExportFormat,
    /// Words, as when looking.
    #[param(max_length = 200)]
    text: Option<String>,
    /// A part of the customer's name.
    #[param(max_length = 200)]
    customer: Option<String>,
    /// A representative who took part, by number.
    #[param(minimum = 0, maximum = 4_294_967_295_i64)]
    representative: Option<u32>,
    /// The queue that it came from last.
    queue: Option<QueueId>,
    /// Ended at or after, in milliseconds since 1970.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    from: Option<i64>,
    /// Ended before, in milliseconds since 1970.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    to: Option<i64>,
}

/// All ended sessions that fit, newest first, as a file.
#[utoipa::path(
    get, path = "/api/v1/history/export", tag = "history", params(Exporting),
    responses(
        (status = 200, description = "the file", content(
            (Vec<farhand_protocol::history::HistoryRow> = "application/json"), (String = "text/csv")
        )),
        (status = 422, body = ApiError, description = "a text is too long"),
        Unauthorized, Refused
    )
)]
pub async fn export(
    State(app): State<AppState>,
    caller: Caller,
    Search(exporting): Search<Exporting>,
) -> Result<Response, Failure> {
    let format = exporting.format;
    let query = HistoryQuery {
        text: exporting.text,
        customer: exporting.customer,
        representative: exporting.representative,
        queue: exporting.queue,
        from: time(exporting.from)?,
        to: time(exporting.to)?,
        after: None,
        limit: Some(limits::HISTORY_ROWS.1),
    };
    // What is wrong with the question is answered before anything is sent, and what leaves is noted before.
    let first = app.store.history(caller.who, query.clone()).await?;
    app.store.history_export_begun(caller.who).await?;
    let (sender, mut pages) = mpsc::channel(WAITING);
    let export = Export { app: app.clone(), who: caller.who, query, format, sender, rows: 0 };
    app.live_tasks.spawn(export.run(first));
    let body = Body::from_stream(stream::poll_fn(move |context| pages.poll_recv(context)));
    let (mime, name) = match format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"sessions.csv\""),
        ExportFormat::Json => ("application/json", "attachment; filename=\"sessions.json\""),
    };
    Ok(([(header::CONTENT_TYPE, mime), (header::CONTENT_DISPOSITION, name)], body).into_response())
}

/// An export under way.
struct Export {
    app: AppState,
    who: RepresentativeId,
    query: HistoryQuery,
    format: ExportFormat,
    sender: mpsc::Sender<std::io::Result<Bytes>>,
    /// Rows that have left.
    rows: u32,
}

impl Export {
    /// Writes all pages. Whatever has left is noted, also where the reader has gone.
    async fn run(mut self, first: HistoryPage) {
        let stop = self.app.stop.clone();
        let done = tokio::select! {
            done = self.pages(first) => done,
            () = stop.cancelled() => Err(StoreError::Unavailable),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "an export broke off");
            let broken = std::io::Error::other("the export broke off");
            let _ = self.sender.send(Err(broken)).await;
        }
        if let Err(error) = self.app.store.history_exported(self.who, self.rows).await {
            tracing::error!(%error, rows = self.rows, "an export could not be noted");
        }
    }

    async fn pages(&mut self, first: HistoryPage) -> StoreResult<()> {
        let (head, tail) = match self.format {
            ExportFormat::Csv => (csv::HEADING, ""),
            ExportFormat::Json => ("[", "]"),
        };
        let (mut page, mut text) = (first, head.to_owned());
        loop {
            let room = limits::EXPORT_ROWS.saturating_sub(self.rows) as usize;
            for row in page.rows.iter().take(room) {
                self.write(row, &mut text);
            }
            let next = page.next.take().filter(|_| self.rows < limits::EXPORT_ROWS);
            if next.is_none() {
                text.push_str(tail);
            }
            if self.sender.send(Ok(std::mem::take(&mut text).into())).await.is_err() || next.is_none() {
                return Ok(());
            }
            self.query.after = next;
            page = self.app.store.history(self.who, self.query.clone()).await?;
        }
    }

    fn write(&mut self, row: &farhand_protocol::history::HistoryRow, text: &mut String) {
        match self.format {
            ExportFormat::Csv => text.push_str(&csv::line(row)),
            ExportFormat::Json => {
                if self.rows > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::to_string(row).expect("a row goes into JSON"));
            }
        }
        self.rows += 1;
    }
}
