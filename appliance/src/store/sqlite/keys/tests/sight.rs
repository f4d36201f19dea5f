//! Who sees a key, and who does what.

use super::*;

#[tokio::test]
async fn the_database_gives_no_digits_and_no_link_away() {
    let stand = Stand::open().await;
    let key = stand.make(QueueId::General).await;
    stand.send(key.id, &["tobias@example.org"]).await.unwrap();
    let letter = stand.store.due_letters(9).await.unwrap().remove(0);
    stand.store.link_opened(&secret(&letter.link)).await.unwrap();
    stand.begin(Choice::Link(secret(&letter.link))).await.unwrap();
    let mut bytes = Vec::new();
    for name in ["farhand.sqlite3", "farhand.sqlite3-wal"] {
        bytes.extend(std::fs::read(stand.folder.path().join(name)).unwrap());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("tobias@example.org"), "the test reads the right files");
    for given_away in [&key.key, &secret(&key.link), &secret(&letter.link)] {
        assert!(!holds(given_away), "{given_away}");
    }
}

#[tokio::test]
async fn the_log_tells_each_change_with_who_did_it_to_those_who_see_the_key() {
    let stand = Stand::open().await;
    let since = stand.store.log_head().await.unwrap();
    let key = stand.make(QueueId::Personal(INES)).await;
    let id = key.id;
    stand.send(id, &["tobias@example.org"]).await.unwrap();
    stand.does(INES, KeyCommand::SendAgain { id, again: SendAgain { numbers: vec![1] } }).await.unwrap();
    stand.does(INES, KeyCommand::Extend { id, extend: ExtendKey { life_s: Some(60) } }).await.unwrap();
    let moved = NewKey::into_queue(QueueId::General);
    stand.does(INES, KeyCommand::Change { id, new_key: moved }).await.unwrap();
    stand.does(BRAM, KeyCommand::Revoke { id }).await.unwrap();
    let mut told = Vec::new();
    for kind in stand.rows_since(since).await {
        let Kind::Key { id: of, deed, by, before, after, key: shown } = kind else { panic!("{kind:?}") };
        assert_eq!((of, shown.unwrap().key), (id, key.key.clone()));
        let bram = stand.store.scope(BRAM).await.unwrap();
        told.push((deed, by, bram.sees(&before), bram.sees(&after)));
    }
    let ines = || "Ines Exemplar".to_owned();
    let expected = [
        (Deed::Made, ines(), false, false),
        (Deed::Sent, ines(), false, false),
        (Deed::SentAgain, ines(), false, false),
        (Deed::Extended, ines(), false, false),
        (Deed::Changed, ines(), false, true),
        (Deed::Revoked, "Bram Voorbeeld".to_owned(), true, true),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn whoever_does_not_serve_the_queue_sees_nothing_of_a_key() {
    let stand = Stand::open().await;
    let team: QueueId = "team:1".parse().unwrap();
    let key = stand.make(team).await;
    let id = key.id;
    assert_eq!(stand.store.snapshot(BRAM, PORTAL).await.unwrap().keys, [stand.key(id).await]);
    assert!(stand.does(BRAM, KeyCommand::Extend { id, extend: ExtendKey { life_s: None } }).await.is_ok());
    let unseen = Refusal::NotFound("session key");
    let commands = [
        KeyCommand::Change { id, new_key: NewKey::into_queue(QueueId::General) },
        KeyCommand::Revoke { id },
        KeyCommand::Extend { id, extend: ExtendKey { life_s: None } },
        KeyCommand::Send { id, invitations: to(&["tobias@example.org"]) },
        KeyCommand::SendAgain { id, again: SendAgain { numbers: vec![1] } },
    ];
    for command in commands {
        assert_eq!(refusal(stand.does(ODILE, command.clone()).await), unseen, "{command:?}");
    }
    assert_eq!(refusal(stand.store.key(Actor::Representative(ODILE), id).await), unseen);
    assert_eq!(refusal(stand.store.key(Actor::Account(AccountId(1)), id).await), unseen);
    let ask = PreviewInvitation {
        key: Some(id),
        name: None,
        recipient: None,
        template: None,
        language: None,
        line: None,
    };
    assert_eq!(refusal(stand.store.preview_of(ODILE, ask.clone(), PORTAL).await), unseen);
    assert!(stand.store.preview_of(BRAM, ask, PORTAL).await.unwrap().text.contains("support.example.com/i/"));
    assert_eq!(stand.store.snapshot(ODILE, PORTAL).await.unwrap().keys, []);
    for unknown in [KeyId(99), KeyId(u64::MAX)] {
        assert_eq!(refusal(stand.store.key(Actor::Representative(INES), unknown).await), unseen);
    }
}

#[tokio::test]
async fn a_repeated_command_answers_the_key_as_it_stands_and_happens_once() {
    let stand = Stand::open().await;
    let (one, make) = (fresh(), KeyCommand::Make { new_key: NewKey::into_queue(QueueId::General) });
    let made = stand.does_under(one.clone(), INES, make.clone()).await.unwrap();
    assert_eq!(stand.does_under(one.clone(), INES, make.clone()).await.unwrap(), made);
    let (two, id) = (fresh(), made.id);
    let send = KeyCommand::Send { id, invitations: to(&["tobias@example.org"]) };
    let sent = stand.does_under(two.clone(), INES, send.clone()).await.unwrap();
    assert_eq!(stand.does_under(two, INES, send).await.unwrap(), sent);
    assert_eq!(stand.does_under(one.clone(), INES, make).await.unwrap(), sent);
    let other = KeyCommand::Make { new_key: NewKey::into_queue(QueueId::Personal(INES)) };
    assert_eq!(refusal(stand.does_under(one, INES, other).await), Refusal::IdempotencyMismatch);
    assert_eq!(stand.store.snapshot(INES, PORTAL).await.unwrap().keys.len(), 1);
}

#[tokio::test]
async fn programs_do_what_they_may_and_see_their_own_keys() {
    let stand = Stand::open().await;
    let token = random::hash("a token");
    let new = stand.store.add_api_account("Tickets").await.unwrap();
    assert!(
        matches!(stand.store.add_api_account("tickets").await.err(), Some(StoreError::Refused(_))),
        "taken"
    );
    assert!(!stand.store.open_account_token(&new.client_id, "wrong", token).await.unwrap());
    assert!(!stand.store.open_account_token("wrong", &new.client_secret, token).await.unwrap());
    assert_eq!(stand.store.account_token(token).await.unwrap(), None);
    assert!(stand.store.open_account_token(&new.client_id, &new.client_secret, token).await.unwrap());
    let account = stand.store.account_token(token).await.unwrap().unwrap();
    let does = async |key: Idempotency, what: KeyCommand| {
        stand.store.perform_for_account(account, key, what, PORTAL).await
    };
    let (one, make) = (fresh(), KeyCommand::Make { new_key: NewKey::into_queue("team:1".parse().unwrap()) });
    let made = does(one.clone(), make.clone()).await.unwrap();
    assert_eq!(does(one, make).await.unwrap(), made);
    let key: Key = serde_json::from_str(&made.body).unwrap();
    assert_eq!(stand.store.key(Actor::Account(account), key.id).await.unwrap(), key);
    assert_eq!(stand.store.snapshot(BRAM, PORTAL).await.unwrap().keys, [key], "he serves the queue");
    let foreign = stand.make(QueueId::General).await.id;
    let unseen = Refusal::NotFound("session key");
    assert_eq!(refusal(does(fresh(), KeyCommand::Revoke { id: foreign }).await), unseen);
    for queue in ["team:99", "rep:99"] {
        let make = KeyCommand::Make { new_key: NewKey::into_queue(queue.parse().unwrap()) };
        assert!(matches!(refusal(does(fresh(), make).await), Refusal::InvalidField(_)), "{queue}");
    }
    stand.clock.advance_s(limits::ACCOUNT_TOKEN_S);
    assert_eq!(stand.store.account_token(token).await.unwrap(), None, "an hour later");
    assert!(
        stand.store.open_account_token(&new.client_id, &new.client_secret, random::hash("b")).await.unwrap()
    );
    stand.store.disable_api_account("Tickets").await.unwrap();
    assert_eq!(stand.store.account_token(random::hash("b")).await.unwrap(), None);
    assert!(!stand.store.open_account_token(&new.client_id, &new.client_secret, token).await.unwrap());
}
