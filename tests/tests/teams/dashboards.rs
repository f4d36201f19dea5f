//! The dashboard: live, the same for all who see the same, and only of the own teams.

use farhand_acceptance::{Colleague, Customer, SECOND_ISSUE, SOON, Site};
use farhand_core::contract::{Command, DashboardView};
use farhand_protocol::QueueId;
use farhand_protocol::dashboard::{QueueLevel, Span, Standing};
use farhand_testkit::eventually;

use super::customer;

async fn watches(who: &Colleague) {
    who.does(Command::WatchDashboard { span: Some(Span::Day) }).await;
    let loaded = || who.window.dashboard().loaded.then_some(());
    eventually(SOON, "the dashboard is there", loaded).await;
}

fn team_queue(view: &DashboardView) -> Option<QueueLevel> {
    view.queues.iter().find(|queue| matches!(queue.queue, QueueId::Team(_))).cloned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_follow_what_happens_and_are_the_same_for_two_supervisors() {
    let site = Site::staffed().await;
    let priya = Colleague::sits_down(&site, "priya").await;
    let odalys = Colleague::sits_down(&site, "odalys").await;
    let mirel = Colleague::sits_down(&site, "mirel").await;
    let ines = Colleague::sits_down(&site, "ines").await;
    for supervisor in [&priya, &odalys, &mirel] {
        watches(supervisor).await;
    }
    let (_rosa, first) = customer(&site, "Rosa Iversen").await;
    let (_emil, second) = customer(&site, "Emil Beispiel").await;
    let other = Customer::begin_with(site.address(), SECOND_ISSUE, "Lia Exempel").await.expect("the portal");
    let other = other.session(&site).await;
    let waiting = |who: &Colleague, n: u32| {
        team_queue(&who.window.dashboard()).is_some_and(|queue| queue.waiting == n).then_some(())
    };
    eventually(SOON, "two wait", || waiting(&priya, 2)).await;
    eventually(SOON, "one waits for the other team", || waiting(&mirel, 1)).await;
    ines.accepts(&first).await;
    let taken = || {
        let view = priya.window.dashboard();
        let row = view.sessions.iter().find(|row| row.lsid == first)?;
        matches!(row.standing, Standing::Active { owner, .. } if owner == ines.id).then_some(())
    };
    eventually(SOON, "the lead sees who has it", taken).await;
    let same = || {
        let (one, two) = (team_queue(&priya.window.dashboard())?, team_queue(&odalys.window.dashboard())?);
        (one == two && one.accepted == 1 && one.waiting == 1).then_some(())
    };
    eventually(SOON, "both see the same numbers", same).await;

    let view = priya.window.dashboard();
    assert!(view.sessions.iter().any(|row| row.lsid == second));
    assert!(!view.sessions.iter().any(|row| row.lsid == other), "another team's session");
    let names: Vec<_> = view.people.iter().map(|person| person.name.as_str()).collect();
    assert!(names.contains(&"Ines") && !names.contains(&"Odalys") && !names.contains(&"Lior"), "{names:?}");
    let above: Vec<_> = odalys.window.dashboard().people.into_iter().map(|person| person.name).collect();
    assert!(above.contains(&"Priya".to_owned()) && !above.contains(&"Mirel".to_owned()), "{above:?}");
    assert!(ines.window.dashboard().led.is_empty(), "a member leads nobody");
}
