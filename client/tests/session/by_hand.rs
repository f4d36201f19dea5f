//! A folder that the customer has chosen by hand, and what is told of a permission that ends.

use std::fs;
use std::time::Duration;

use farhand_client::face::{FaceEvent, Moving, MovingWay};
use farhand_protocol::capability::{Capability, Sharing};
use farhand_protocol::device::DeviceFrame;
use farhand_protocol::files::{FaultCode, FilesAnswer, FilesRequest};
use farhand_protocol::upload::UploadPurpose;
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::super::appliance::PATIENCE;
use super::super::spool::Cut;
use super::{ID, Scene, everything, from_console, parts, path, same, unpacked};

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_chosen_by_hand_is_lent_again_after_a_kill() {
    let mut scene = Scene::by_hand().await;
    scene.fill();
    fs::create_dir(scene.depot().join("in")).unwrap();
    let spool = scene.scripted.spool.clone();
    spool.cut(&[(3_500_000, Cut::Hold)]);
    scene.send(1, &["a.bin", "sub"]).await;
    spool.until(ID, "most of it", |upload| upload.bytes.len() == 3_500_000).await;
    let (files, mut purpose, stream) = from_console();
    let UploadPurpose::ToDevice { id, folder, .. } = &mut purpose else { panic!("{purpose:?}") };
    (*id, *folder) = ("transfer-2".parse().unwrap(), path(&["in"]));
    spool.put(purpose.clone(), &stream, 2_000_000);
    scene.receive(&purpose).await;
    let comes = |it: &Moving| it.way == MovingWay::ToDevice && it.percent >= 39;
    scene.device.sees("what comes", |seen| seen.status.moving.iter().any(comes)).await;
    scene.restart().await;
    scene.receive(&purpose).await;
    spool.change("transfer-2", |upload| upload.bytes = stream.clone());
    let upload = spool.until(ID, "all of it", |upload| upload.bytes.len() == upload.length).await;
    let (folder, outcome) = unpacked(&upload.purpose.unwrap(), &upload.bytes);
    same(folder.path(), &scene.depot());
    spool.change(ID, |upload| upload.outcome = Some(outcome));
    let upload = spool.until("transfer-2", "the outcome", |upload| upload.outcome.is_some()).await;
    assert_eq!(upload.outcome.map(|outcome| (outcome.written, outcome.failed)), Some((4, 0)));
    same(files.path(), &scene.depot().join("in"));
    assert_eq!(parts(&scene.depot()), 0);
    let again = |line: &&String| line.starts_with("PATCH 3500000");
    assert_eq!(spool.log().iter().filter(again).count(), 1, "{:?}", spool.log());
    scene.nothing_is_kept().await;
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_chosen_by_hand_and_is_gone_ends_the_permission() {
    for another in [false, true] {
        let mut scene = Scene::by_hand().await;
        assert!(matches!(scene.ask(1, FilesRequest::Roots {}).await, FilesAnswer::Roots { .. }));
        let depot = scene.depot();
        fs::rename(&depot, scene.home.path().join("aside")).unwrap();
        if another {
            fs::create_dir(&depot).unwrap();
        }
        scene.restart().await;
        assert_eq!(scene.scripted.post_to("/device/withdraw").await.body, json!({"what": "files"}));
        let says = |name: &Option<String>| name.as_deref() == Some("Depot");
        scene.device.sees("why", |seen| says(&seen.status.missing) && !seen.status.lent()).await;
        let FilesAnswer::Failed(fault) = scene.ask(2, FilesRequest::Roots {}).await else {
            panic!("it is not allowed")
        };
        assert_eq!(fault.code, FaultCode::NotAllowed);
        scene.device.does(FaceEvent::StopFiles);
        scene.device.sees("no words", |seen| seen.status.missing.is_none()).await;
        scene.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newly_chosen_folder_of_the_same_name_takes_the_older_ones_place() {
    let mut scene = Scene::by_hand().await;
    let newer = scene.home.path().join("other/Depot");
    fs::create_dir_all(&newer).unwrap();
    fs::write(newer.join("here"), "1").unwrap();
    scene.live.view(Some((8, Capability::Files)), Sharing::default()).await;
    scene.device.sees("the question", |seen| seen.asked.is_some()).await;
    scene.allow(Some(everything())).await;
    scene.device.does(FaceEvent::Lent { ask: 8, scope: everything(), folder: newer });
    scene.scripted.post_to("/device/answer").await;
    scene.allow(Some(everything())).await;
    let told = scene.ask(1, FilesRequest::Stat { paths: vec![path(&["here"])] }).await;
    assert!(matches!(&told, FilesAnswer::Entries { entries } if entries.len() == 1), "{told:?}");
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_until_the_permission_was_withdrawn_is_told() {
    const FILES: usize = 30_000;
    let mut scene = Scene::allowed().await;
    let many = scene.depot().join("many");
    fs::create_dir(&many).unwrap();
    for number in 0..FILES {
        fs::File::create(many.join(number.to_string())).unwrap();
    }
    let left = || fs::read_dir(&many).map_or(0, Iterator::count);
    let files = FilesRequest::Delete { paths: vec![path(&["many"])], for_good: true };
    scene.live.say(&DeviceFrame::Files { request: 1, name: "Mara".into(), files }).await;
    let begun = async {
        while left() == FILES {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, begun).await.expect("it begins");
    scene.device.does(FaceEvent::StopFiles);
    let told = scene.scripted.post_to("/device/files/1").await.body;
    assert_eq!((&told["kind"], left() > 0), (&json!("done"), true), "{told}");
    assert_eq!(told["faults"][0]["code"], "stopped");
    scene.quit().await;
}
