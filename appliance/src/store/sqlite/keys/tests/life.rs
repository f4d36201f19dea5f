//! How a key stands, and what each step makes of it.

use super::*;

/// Brings a key where the table wants it.
async fn brought(stand: &Stand, state: &str) -> Key {
    let key = stand.make(QueueId::General).await;
    match state {
        "started" => drop(stand.begin(Choice::Key(key.key.clone())).await.unwrap()),
        "revoked" => drop(stand.does(INES, KeyCommand::Revoke { id: key.id }).await.unwrap()),
        "expired" => {
            stand.clock.advance_s(limits::KEY_LIFE_DEFAULT_S);
            stand.store.pass_time().await.unwrap();
        }
        _ => {}
    }
    stand.key(key.id).await
}

fn word(state: &KeyState) -> &'static str {
    match state {
        KeyState::Outstanding => "outstanding",
        KeyState::Started { .. } => "started",
        KeyState::Expired { .. } => "expired",
        KeyState::Revoked { .. } => "revoked",
    }
}

#[tokio::test]
async fn what_may_be_done_with_a_key_depends_on_how_it_stands() {
    let table = [
        ("outstanding", LinkStanding::Good, ["outstanding", "outstanding", "revoked", "outstanding"]),
        ("expired", LinkStanding::Expired, ["outstanding", "outstanding", "revoked", "refused"]),
        ("started", LinkStanding::Used, ["refused", "refused", "refused", "refused"]),
        ("revoked", LinkStanding::Revoked, ["refused", "refused", "revoked", "refused"]),
    ];
    for (state, standing, after) in table {
        let stand = Stand::open().await;
        for (what, expected) in (0..4).zip(after) {
            let key = brought(&stand, state).await;
            assert_eq!(word(&key.state), state);
            assert_eq!(stand.store.key_standing(&key.key).await.unwrap(), Some(standing));
            let look = stand.store.look_at_link(&secret(&key.link)).await.unwrap().unwrap();
            assert_eq!((look.standing, look.digits.is_empty()), (standing, standing != LinkStanding::Good));
            let id = key.id;
            let done = stand.does(
                INES,
                match what {
                    0 => KeyCommand::Change { id, new_key: NewKey::into_queue(QueueId::Personal(INES)) },
                    1 => KeyCommand::Extend { id, extend: ExtendKey { life_s: None } },
                    2 => KeyCommand::Revoke { id },
                    _ => KeyCommand::Send { id, invitations: to(&["tobias@example.org"]) },
                },
            );
            let found = match done.await {
                Ok(after) => {
                    assert_eq!((&after.key, &after.link), (&key.key, &key.link), "they stay");
                    word(&after.state)
                }
                Err(StoreError::Refused(Refusal::WrongState(_))) => "refused",
                Err(other) => panic!("{other}"),
            };
            assert_eq!(found, expected, "{state} {what}");
        }
    }
}

#[tokio::test]
async fn of_many_who_start_a_key_at_the_same_moment_one_wins() {
    let stand = Stand::open().await;
    let key = stand.make(QueueId::General).await;
    let sent = stand.send(key.id, &["tobias@example.org"]).await.unwrap();
    let letter = stand.store.due_letters(9).await.unwrap().remove(0);
    let mut attempts = Vec::new();
    for n in 0..24 {
        let choice = match n % 3 {
            0 => Choice::Key(key.key.clone()),
            1 => Choice::Link(secret(&key.link)),
            _ => Choice::Link(secret(&letter.link)),
        };
        attempts.push(stand.store.open_attempt(choice).await.unwrap());
    }
    let begun =
        join_all(attempts.iter().map(|attempt| stand.store.begin_session(attempt, beginning("Tobias"))))
            .await;
    let (won, lost): (Vec<_>, Vec<_>) = begun.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 23));
    assert!(lost.into_iter().all(|lost| refusal(lost) == Refusal::KeyInvalid));
    let after = stand.key(key.id).await;
    let winner = &won[0].as_ref().unwrap().lsid;
    assert!(matches!(&after.state, KeyState::Started { lsid, .. } if lsid == winner), "{:?}", after.state);
    assert_eq!(sent.invitations[0].state, InvitationState::Queued);
    assert_eq!(after.invitations[0].state, InvitationState::Withdrawn, "it has not gone, and is not needed");
    assert_eq!(stand.store.due_letters(9).await.unwrap(), []);
}

#[tokio::test]
async fn a_session_says_which_invitation_it_came_from() {
    let stand = Stand::open().await;
    let attributes = BTreeMap::from([("visitor".to_owned(), "V-2207".to_owned())]);
    let new_key = NewKey {
        external_reference: Some("T-1042".to_owned()),
        name: Some("Mara".to_owned()),
        attributes: attributes.clone(),
        ..NewKey::into_queue(QueueId::Personal(INES))
    };
    for (link, method) in [(0, StartMethod::Key), (2, StartMethod::Invitation)] {
        let key = stand.does(INES, KeyCommand::Make { new_key: new_key.clone() }).await.unwrap();
        let sent = stand.send(key.id, &["tobias@example.org", "mara@example.org"]).await.unwrap();
        let letters = stand.store.due_letters(9).await.unwrap();
        let letter = letters.iter().find(|letter| letter.id() == (key.id, 2)).unwrap();
        let followed = if link == 0 { &key.link } else { &letter.link };
        let attempt = stand.store.open_attempt(Choice::Link(secret(followed))).await.unwrap();
        assert_eq!(stand.store.attempt(&attempt).await.unwrap().unwrap().name.as_deref(), Some("Mara"));
        // It may lead elsewhere meanwhile.
        let moved = NewKey { queue: QueueId::General, ..new_key.clone() };
        stand.does(INES, KeyCommand::Change { id: key.id, new_key: moved }).await.unwrap();
        let begun = stand.store.begin_session(&attempt, beginning("Mara")).await.unwrap();
        let session = stand.store.standing(&begun.lsid).await.unwrap();
        assert_eq!((session.started_from, session.entry_queue), (method, QueueId::General));
        assert_eq!(session.attributes, attributes);
        let from = session.came_from.unwrap();
        assert_eq!(
            (from.key, &*from.by, from.external_reference.as_deref()),
            (key.id, "Ines Exemplar", Some("T-1042"))
        );
        let address = (link != 0).then(|| sent.invitations[1].address.clone());
        assert_eq!(from.address, address);
    }
}

#[tokio::test]
async fn looking_uses_nothing_up_and_opening_counts_once() {
    let stand = Stand::open().await;
    let key = stand.make(QueueId::General).await;
    stand.send(key.id, &["tobias@example.org"]).await.unwrap();
    let letter = stand.store.due_letters(9).await.unwrap().remove(0);
    let since = stand.store.log_head().await.unwrap();
    for _ in 0..10 {
        let look = stand.store.look_at_link(&secret(&letter.link)).await.unwrap().unwrap();
        assert_eq!((look.standing, look.line.as_deref()), (LinkStanding::Good, Some("Until soon")));
        assert_eq!((&look.digits, &*look.inviter), (&key.key, "Ines Exemplar"));
        assert!(stand.store.check_key(&secret(&letter.link)).await.is_ok());
    }
    assert_eq!(stand.store.log_head().await.unwrap(), since, "scanners leave no trace");
    stand.clock.advance_s(60);
    let opened = Some(Timestamp(1_800_000_060_000));
    for _ in 0..3 {
        stand.store.link_opened(&secret(&letter.link)).await.unwrap();
        stand.clock.advance_s(60);
    }
    let after = stand.key(key.id).await;
    assert_eq!((after.opened_at, after.invitations[0].opened_at), (opened, opened));
    assert_eq!(stand.rows_since(since).await.len(), 1);
    for unknown in [&*"A".repeat(limits::LINK_SECRET), &key.key, "", "%", "ä"] {
        stand.store.link_opened(unknown).await.unwrap();
    }
    assert_eq!(stand.store.look_at_link(&"A".repeat(limits::LINK_SECRET)).await.unwrap(), None);
    assert_eq!(stand.rows_since(since).await.len(), 1);
}

#[tokio::test]
async fn time_ends_keys_and_forgets_them_a_month_later() {
    let stand = Stand::open().await;
    let key = stand.make(QueueId::General).await;
    stand.send(key.id, &["tobias@example.org"]).await.unwrap();
    let attempt = stand.store.open_attempt(Choice::Key(key.key.clone())).await.unwrap();
    let since = stand.store.log_head().await.unwrap();
    stand.clock.advance_s(limits::KEY_LIFE_DEFAULT_S);
    assert_eq!(stand.store.key_standing(&key.key).await.unwrap(), Some(LinkStanding::Expired), "at once");
    assert_eq!(refusal(stand.begin(Choice::Key(key.key.clone())).await), Refusal::KeyInvalid);
    let late = stand.store.begin_session(&attempt, beginning("Tobias")).await;
    assert!(matches!(refusal(late), Refusal::KeyInvalid | Refusal::NotFound(_)));
    for _ in 0..3 {
        stand.store.pass_time().await.unwrap();
    }
    assert_eq!(stand.rows_since(since).await.len(), 1, "one row");
    let after = stand.key(key.id).await;
    assert_eq!(after.state, KeyState::Expired { at: key.expires_at });
    assert_eq!(after.invitations[0].state, InvitationState::Withdrawn);
    stand.clock.advance_s(2 * 3600 + 1);
    assert_eq!(stand.store.snapshot(INES, PORTAL).await.unwrap().keys, [], "two hours later");
    stand.clock.advance_s(30 * 24 * 3600);
    stand.store.prune().await.unwrap();
    assert_eq!(stand.store.key_standing(&key.key).await.unwrap(), None);
    assert_eq!(stand.store.look_at_link(&secret(&key.link)).await.unwrap(), None);
}

#[test]
fn digits_may_be_typed_in_groups() {
    assert_eq!(super::super::digits(" 123 456-789 ").as_deref(), Some("123456789"));
    for bad in ["", "12345678", "1234567890", "12345678a", "١٢٣٤٥٦٧٨٩"] {
        assert_eq!(super::super::digits(bad), None, "{bad}");
    }
}

#[tokio::test]
async fn what_was_answered_is_there_after_opening_again() {
    let stand = Stand::open().await;
    let key = stand.make(QueueId::General).await;
    let sent = stand.send(key.id, &["tobias@example.org"]).await.unwrap();
    let letters = stand.store.due_letters(9).await.unwrap();
    let stand = stand.again();
    assert_eq!(stand.key(key.id).await, sent);
    assert_eq!(stand.store.due_letters(9).await.unwrap(), letters, "with the same digits and links");
    stand.begin(Choice::Link(secret(&letters[0].link))).await.unwrap();
    let stand = stand.again();
    assert_eq!(refusal(stand.begin(Choice::Key(key.key.clone())).await), Refusal::KeyInvalid);
}

#[tokio::test]
async fn without_the_file_that_they_are_made_with_keys_are_taken_back() {
    let stand = Stand::open().await;
    let key = stand.make(QueueId::General).await;
    let since = stand.store.log_head().await.unwrap();
    std::fs::remove_file(stand.folder.path().join("session-key.secret")).unwrap();
    let stand = stand.again();
    let after = stand.key(key.id).await;
    assert!(matches!(&after.state, KeyState::Revoked { by, .. } if by == "appliance"), "{:?}", after.state);
    assert_eq!(stand.rows_since(since).await.len(), 1);
    let new = stand.make(QueueId::General).await;
    assert!(stand.store.check_key(&new.key).await.is_ok());
    let stand = stand.again();
    assert_eq!(stand.key(new.id).await.state, KeyState::Outstanding);
}
