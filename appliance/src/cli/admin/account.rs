//! API accounts: how programs sign in.

use anyhow::Result;

use crate::store::InviteStore;

/// Makes an account and prints its id and secret, this once.
pub(super) async fn add(store: &impl InviteStore, name: &str) -> Result<()> {
    let new = store.add_api_account(name).await?;
    println!("client id: {}\nclient secret: {}", new.client_id, new.client_secret);
    Ok(())
}
