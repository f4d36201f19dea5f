//! What supervisors do, and what members see of it.

use farhand_acceptance::{Colleague, SOON, Site};
use farhand_appliance::store::SiteSettings;
use farhand_core::contract::{Command, OutboxKind, Part, Phase};
use farhand_protocol::people::{Presence, Role};
use farhand_protocol::session::SessionState;
use farhand_protocol::site::MonitorRule;
use farhand_testkit::{eventually, eventually_async};

use super::{customer, reads, says, told};

async fn let_supervisors_see(site: &Site, rule: MonitorRule) {
    let mut settings = SiteSettings::plain("Example Support");
    settings.teams.told.monitoring = rule;
    site.store().set_site(settings).await.expect("the site is set up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_site_hides_is_seen_by_nobody_and_reads_along() {
    let site = Site::staffed().await;
    let_supervisors_see(&site, MonitorRule::Unseen).await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let priya = Colleague::sits_down(&site, "priya").await;
    let (_customer, lsid) = customer(&site, "Rosa Iversen").await;
    ines.accepts(&lsid).await;
    priya.does(Command::MonitorSession { lsid: lsid.clone(), seen: false }).await;
    priya.has(&lsid, Part::Monitor).await;
    says(&ines, &lsid, OutboxKind::Message, "One moment please").await;
    reads(&priya, &lsid, "One moment please").await;
    let shown = format!("{:?} {:?}", ines.window.session(&lsid), ines.window.chat(&lsid));
    assert!(!shown.contains("Priya"), "the monitor shows: {shown}");
    let refused = priya
        .desk
        .ask(Command::SendMessage {
            lsid: lsid.clone(),
            client_id: "a-monitor-speaks".parse().expect("an id"),
            text: "I am here".into(),
        })
        .await;
    assert!(refused.is_err(), "a monitor does not speak");
    priya.does(Command::LeaveSession { lsid: lsid.clone() }).await;
    priya.lost(&lsid).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_site_shows_is_seen() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let priya = Colleague::sits_down(&site, "priya").await;
    let (_customer, lsid) = customer(&site, "Emil Beispiel").await;
    ines.accepts(&lsid).await;
    priya.does(Command::MonitorSession { lsid: lsid.clone(), seen: true }).await;
    priya.has(&lsid, Part::Monitor).await;
    let seen = || {
        let monitors = ines.window.session(&lsid)?.session.monitors;
        monitors.iter().any(|one| one.name == "Priya").then_some(())
    };
    eventually(SOON, "the representative sees who watches", seen).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_take_over_at_once_one_gets_it_and_the_other_hears_who() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let priya = Colleague::sits_down(&site, "priya").await;
    let odalys = Colleague::sits_down(&site, "odalys").await;
    let (_customer, lsid) = customer(&site, "Lia Exempel").await;
    ines.accepts(&lsid).await;
    for supervisor in [&priya, &odalys] {
        supervisor.does(Command::WatchDashboard { span: Some(farhand_protocol::dashboard::Span::Day) }).await;
        let row = || supervisor.window.dashboard().sessions.iter().any(|row| row.lsid == lsid).then_some(());
        eventually(SOON, "the supervisor sees the session", row).await;
    }
    let take = || Command::TakeOver { lsid: lsid.clone(), from: ines.id };
    let (_first, _second) = tokio::join!(priya.desk.ask(take()), odalys.desk.ask(take()));
    let owned = || {
        [(&priya, &odalys), (&odalys, &priya)]
            .into_iter()
            .find(|(one, _)| one.part(&lsid) == Some(Part::Owner))
    };
    let (winner, loser) = eventually(SOON, "somebody took it over", owned).await;
    told(loser, winner.name).await;
    assert_ne!(loser.part(&lsid), Some(Part::Owner));
    ines.has(&lsid, Part::Participant).await;
    let state = site.store().standing(&lsid).await.expect("the session").state;
    assert!(matches!(state, SessionState::Active { owner, .. } if owner == winner.id), "{state:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_sets_somebodys_status_and_signs_somebody_out() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let priya = Colleague::sits_down(&site, "priya").await;
    priya.does(Command::SetPresenceOf { who: ines.id, presence: Presence::Busy }).await;
    let busy = || match ines.window.app().phase {
        Phase::SignedIn(view) => (view.presence == Presence::Busy).then_some(()),
        _ => None,
    };
    eventually(SOON, "the representative is busy now", busy).await;
    priya.does(Command::SignOutColleague { who: ines.id }).await;
    let out = || matches!(ines.window.app().phase, Phase::SignedOut(_)).then_some(());
    eventually(SOON, "the representative is signed out", out).await;
    // Somebody of the same rank, or of another team, is not hers to command.
    let odalys = Colleague::sits_down(&site, "odalys").await;
    priya.does(Command::SetPresenceOf { who: odalys.id, presence: Presence::Away }).await;
    let stays = || async {
        let snapshot = site.store().snapshot(odalys.id, "").await.expect("a snapshot");
        let mine = snapshot.representatives.iter().find(|one| one.id == odalys.id)?;
        (mine.presence == Presence::Available).then_some(())
    };
    told(&priya, "Odalys's status was not changed").await;
    eventually_async(SOON, "a manager's status is not a lead's to change", stays).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_withdrawn_while_the_view_is_open_close_it() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let priya = Colleague::sits_down(&site, "priya").await;
    let (_customer, lsid) = customer(&site, "Rosa Iversen").await;
    ines.accepts(&lsid).await;
    priya.does(Command::WatchDashboard { span: Some(farhand_protocol::dashboard::Span::Hour) }).await;
    let row = || priya.window.dashboard().sessions.iter().any(|row| row.lsid == lsid).then_some(());
    eventually(SOON, "the supervisor sees the session", row).await;
    priya.does(Command::MonitorSession { lsid: lsid.clone(), seen: true }).await;
    priya.has(&lsid, Part::Monitor).await;
    site.store().join_team("priya", "Mobile Support", Role::Member).await.expect("the rank changes");
    priya.lost(&lsid).await;
    let nothing = || {
        let view = priya.window.dashboard();
        (view.led.is_empty() && view.sessions.is_empty() && view.people.is_empty()).then_some(())
    };
    eventually(SOON, "the dashboard is empty", nothing).await;
    says(&ines, &lsid, OutboxKind::Message, "Are you still there").await;
    reads(&ines, &lsid, "Are you still there").await;
}
