//! A team that is deleted takes nothing with it.

use farhand_appliance::store::{Refusal, StoreError};
use farhand_protocol::IssueCode;

use crate::browser::Browser;
use crate::stage::Stage;

const TEAM: &str = "Short-lived";

async fn stage_with_team() -> (Stage, IssueCode) {
    let stage = Stage::open().await;
    let issue: IssueCode = "short-lived".parse().unwrap();
    stage.store().add_team(TEAM, 60).await.unwrap();
    stage.store().add_issue(&issue, "Something short-lived", Some(TEAM)).await.unwrap();
    (stage, issue)
}

async fn refused(stage: &Stage) -> bool {
    let done = stage.store().delete_team(TEAM).await;
    matches!(done, Err(StoreError::Refused(Refusal::WrongState(_))))
}

#[tokio::test]
async fn recent_customers_of_a_deleted_team_still_find_the_portal() {
    let (stage, issue) = stage_with_team().await;
    let mut browser = Browser::waiting(&stage, "Tobias", "short-lived").await;
    assert!(refused(&stage).await, "an issue leads there");
    stage.store().remove_issue(&issue).await.unwrap();
    stage.store().delete_team(TEAM).await.unwrap();
    let view: serde_json::Value =
        serde_json::from_str(&browser.get("/portal/api/session").await.text).unwrap();
    assert_eq!((&view["state"]["kind"], &view["queue"]), (&"waiting".into(), &"General".into()));
    assert_eq!(browser.post_as("/portal/api/end", "application/json", "{}").await.status, 204);
    for path in ["/", "/session", "/waiting", "/privacy", "/portal/api/session"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_customer_on_the_way_to_a_deleted_team_waits_elsewhere() {
    let (stage, issue) = stage_with_team().await;
    let mut browser = Browser::at(&stage);
    browser.get("/issue/short-lived").await;
    stage.store().remove_issue(&issue).await.unwrap();
    stage.store().delete_team(TEAM).await.unwrap();
    assert_eq!(browser.begin("Tobias").await.leads_to, "/session");
    let view: serde_json::Value =
        serde_json::from_str(&browser.get("/portal/api/session").await.text).unwrap();
    assert_eq!((&view["state"]["kind"], &view["queue"]), (&"waiting".into(), &"General".into()));
}
