//! What accounts may not do, whatever the customer allows, and owners who come later.

use super::*;

#[test]
fn control_that_was_not_asked_for_is_nobodys_whose_account_may_not() {
    let mut scene = Scene::with(Some(client()));
    scene.barred = vec![(INES, Control)];
    scene.refuses(Step::Ask(INES, Control), Stop::Barred(Control));
    scene.take(Step::Ask(INES, View)).unwrap();
    scene.answers(Some(Control), &["customer: granted Control"]);
    scene.stands("granted, granted, available").refuses(Step::Drive(INES, true), Stop::Barred(Control));
    scene.take(Step::Drive(BRAM, true)).unwrap();
    scene.stands("granted, granted, available, driver 2");
    scene.barred.push((BRAM, Control));
    scene.take(Step::Settle).unwrap();
    scene.stands("granted, granted, available");
}

#[test]
fn a_question_lapses_with_the_right_to_it() {
    let mut scene = Scene::with(Some(client()));
    scene.take(Step::Ask(INES, Control)).unwrap();
    scene.barred = vec![(INES, Clipboard), (BRAM, Control)];
    scene.tells(Step::Settle, &[]).stands("requested, requested, available");
    let late = scene.answer(Some(Control));
    scene.barred = vec![(INES, View)];
    scene.take(Step::Settle).unwrap();
    scene.stands("available, available, available").refuses(late, Stop::NotAsked);
}

#[test]
fn another_owner_has_nothing_allowed() {
    let mut scene = Scene::with(Some(client()));
    scene.take(Step::Ask(INES, Control)).unwrap();
    let yes = scene.answer(Some(Control));
    scene.take(yes).unwrap();
    scene.take(Step::Ask(INES, Clipboard)).unwrap();
    let told = scene.take(Step::Owner(BRAM)).unwrap();
    assert_eq!(told.len(), 2, "the question has lapsed, control was stopped: {told:?}");
    scene.stands("available, available, available").refuses(Step::Owner(STRANGER), Stop::NotTakingPart);
}
