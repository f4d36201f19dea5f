//! Uploads whose callers leave, or come, in the worst moment: a handler is driven by hand, no further than
//! to there.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use axum::extract::State;
use data_encoding::BASE64;
use farhand_appliance::http::Search;
use farhand_appliance::state::AppState;
use farhand_appliance::store::Party;
use farhand_appliance::uploads::outcome::Patience;
use farhand_appliance::uploads::{Id, Visit, make, outcome, sweep};
use farhand_protocol::SessionId;
use farhand_protocol::upload::TransferOutcome;
use http::HeaderMap;
use serde_json::json;
use tokio::time::timeout;

use crate::device::until_frame;
use crate::stage::{Rep, SOON, Stage};
use crate::transfer::{Peer, all_came, everything, shared, to_device};

const ID: &str = "transfer-1";

async fn visit(rep: &Rep, lsid: &SessionId) -> Visit {
    let me = rep.snapshot().await["me"].clone();
    let id = serde_json::from_value(me["id"].clone()).unwrap();
    let party = Party::Representative { id, name: "Ines Exemplar".to_owned() };
    Visit { lsid: lsid.clone(), party, base: format!("/api/v1/sessions/{lsid}/uploads") }
}

/// One step of it, as far as it comes without waiting.
async fn step<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

fn app(stage: &Stage) -> AppState {
    stage.running.app().clone()
}

#[tokio::test]
async fn a_device_hears_of_an_upload_whose_sender_is_cut_off_as_it_is_made() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let mut live = device.live().await.unwrap();
    until_frame(&mut live, |frame| frame["type"] == "view").await;
    let mut headers = HeaderMap::new();
    let purpose = BASE64.encode(to_device(ID).to_string().as_bytes());
    headers.insert("tus-resumable", "1.0.0".parse().unwrap());
    headers.insert("upload-length", "10".parse().unwrap());
    headers.insert("upload-metadata", format!("purpose {purpose}").parse().unwrap());
    let (visit, id) = (visit(&ines, &lsid).await, ID.parse().unwrap());
    let mut making = Box::pin(make::make(State(app(&stage)), visit, headers));
    while stage.store().upload(&lsid, &id).await.unwrap().is_none() {
        if step(making.as_mut()).await.is_ready() {
            break;
        }
    }
    drop(making);
    let told = until_frame(&mut live, |frame| frame["type"] == "receive");
    assert_eq!(timeout(SOON, told).await.unwrap()["purpose"], to_device(ID));
}

#[tokio::test]
async fn an_outcome_that_is_said_while_it_is_asked_for_is_heard() {
    let stage = Stage::open().await;
    let (ines, lsid, _device) = shared(&stage, everything()).await;
    assert_eq!(Peer::console(&stage, &ines, &lsid).make(&to_device(ID), 10).await.status(), 201);
    let (visit, id) = (visit(&ines, &lsid).await, ID.parse().unwrap());
    let patience: Patience = serde_json::from_value(json!({"wait": 30})).unwrap();
    let asking = outcome::outcome(State(app(&stage)), visit, Id(ID.parse().unwrap()), Search(patience));
    let mut asking = pin!(asking);
    assert!(step(asking.as_mut()).await.is_pending(), "it looks into the store");
    // Those that look take turns: it has seen that the upload is open.
    for _ in 0..20 {
        assert!(stage.store().upload(&lsid, &id).await.unwrap().is_some());
    }
    let came: TransferOutcome = serde_json::from_value(all_came()).unwrap();
    stage.store().finish_upload(&lsid, &id, came.clone()).await.unwrap();
    sweep::sweep(&app(&stage)).await.unwrap();
    let state = timeout(SOON, asking).await.unwrap().map_err(|failure| failure.error().clone());
    assert_eq!(state.map(|state| state.0.outcome), Ok(Some(came)));
    assert_eq!(stage.spooled(), Vec::<String>::new());
}
