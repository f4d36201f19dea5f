//! Whom the console trusts: the system's certificates, and those that the configuration adds.

use std::sync::Arc;

use farhand_core::CallError;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

/// Reads the system's certificates when they are needed first: a console on loopback never does.
pub(crate) struct Trust {
    extra: Vec<CertificateDer<'static>>,
    config: OnceCell<Arc<ClientConfig>>,
}

impl Trust {
    pub fn new(extra: Vec<CertificateDer<'static>>) -> Self {
        Self { extra, config: OnceCell::new() }
    }

    /// How to speak TLS.
    pub async fn config(&self) -> Result<Arc<ClientConfig>, CallError> {
        let extra = self.extra.clone();
        let config = self.config.get_or_try_init(|| async move {
            let roots = spawn_blocking(move || roots(extra)).await;
            let roots =
                roots.map_err(|_| CallError::Unreachable("the certificates cannot be read".into()))?;
            Ok(Arc::new(client(roots)))
        });
        config.await.cloned()
    }
}

/// How to speak TLS with nobody, for connections that have none.
pub(crate) fn nobody() -> ClientConfig {
    client(RootCertStore::empty())
}

fn client(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

fn roots(extra: Vec<CertificateDer<'static>>) -> RootCertStore {
    let system = rustls_native_certs::load_native_certs();
    for error in &system.errors {
        tracing::warn!(%error, "some of the system's certificates cannot be read");
    }
    let mut roots = RootCertStore::empty();
    let (_taken, skipped) = roots.add_parsable_certificates(system.certs.into_iter().chain(extra));
    if skipped > 0 {
        tracing::debug!(skipped, "some certificates do not parse");
    }
    roots
}
