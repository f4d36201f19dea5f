//! Representatives at work: all of them signed in and connected.

use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Live, Rep, Stage};

/// The demonstration's people. Ines leads the first team, in which Bram and Yusuf are; Odile manages the
/// second one, in which Ines and Yusuf are.
pub struct Crew {
    pub stage: Stage,
    pub ines: Rep,
    pub bram: Rep,
    pub yusuf: Rep,
    pub odile: Rep,
    _connected: Vec<Live>,
}

/// The first team, and an issue that leads to it.
pub const MOBILE: &str = "Mobile Support";
pub const SIGNING_IN: &str = "signing-in";

impl Crew {
    pub async fn at_work() -> Self {
        let stage = Stage::open().await;
        let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
        let (yusuf, odile) = (stage.rep("yusuf").await, stage.rep("odile").await);
        let mut connected = Vec::new();
        for rep in [&ines, &bram, &yusuf, &odile] {
            connected.push(rep.live(None).await);
        }
        Self { stage, ines, bram, yusuf, odile, _connected: connected }
    }

    /// A session from the first team's queue that `rep` has accepted.
    pub async fn accepted_by(&self, rep: &Rep) -> SessionId {
        let lsid = self.stage.customer("Tobias Muster", SIGNING_IN).await.lsid;
        assert_eq!(rep.accept(&lsid).await.0, StatusCode::OK);
        lsid
    }

    /// Lets a colleague take part in a session of `owner`'s.
    pub async fn shared(&self, owner: &Rep, lsid: &SessionId, with: (u32, &Rep)) {
        let body = json!({"with": {"kind": "representative", "id": with.0}});
        let (status, session) = owner.post(&format!("/sessions/{lsid}/shares"), body).await;
        assert_eq!(status, StatusCode::OK, "{session}");
        let share = session["shares"].as_array().unwrap().last().unwrap()["id"].clone();
        let path = format!("/sessions/{lsid}/shares/{share}/accept");
        assert_eq!(with.1.post(&path, json!({})).await.0, StatusCode::OK);
    }
}

/// The kinds of the events in a session's log, as `rep` reads it.
pub async fn events(rep: &Rep, lsid: &SessionId) -> Vec<String> {
    let (status, page) = rep.get(&format!("/sessions/{lsid}/entries")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let kind = |entry: &Value| entry["body"]["event"]["kind"].as_str().map(str::to_owned);
    page["entries"].as_array().unwrap().iter().filter_map(kind).collect()
}

/// The numbers of those who take part.
pub fn people(session: &Value) -> Vec<u64> {
    session["participants"].as_array().unwrap().iter().map(|p| p["id"].as_u64().unwrap()).collect()
}
