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
    stage.store().remove_issue(&issue).await.unwrap();
    assert!(refused(&stage).await, "somebody waits there");
    assert_eq!(browser.post_as("/portal/api/end", "application/json", "{}").await.status, 204);
    stage.store().delete_team(TEAM).await.unwrap();
    for path in ["/", "/session", "/waiting", "/privacy", "/portal/api/session"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    let site = stage.store().site().await.unwrap().name;
    let view: serde_json::Value =
        serde_json::from_str(&browser.get("/portal/api/session").await.text).unwrap();
    assert_eq!(view["queue"], site);
}

#[tokio::test]
async fn a_team_stays_while_a_customer_is_on_the_way_to_it() {
    let (stage, issue) = stage_with_team().await;
    let mut browser = Browser::at(&stage);
    browser.get("/issue/short-lived").await;
    stage.store().remove_issue(&issue).await.unwrap();
    assert!(refused(&stage).await);
    stage.clock.advance_s(30 * 60);
    stage.store().delete_team(TEAM).await.unwrap();
}
