//! Whom the device trusts: the system's certificates, and those that the command line adds.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// How to speak TLS, and with whom.
#[derive(Clone)]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// Reads the system's certificates and adds these.
    #[must_use]
    pub fn with(extra: Vec<CertificateDer<'static>>) -> Self {
        let system = rustls_native_certs::load_native_certs();
        for error in &system.errors {
            tracing::warn!(%error, "some of the system's certificates cannot be read");
        }
        let mut roots = RootCertStore::empty();
        let (_taken, skipped) = roots.add_parsable_certificates(system.certs.into_iter().chain(extra));
        if skipped > 0 {
            tracing::debug!(skipped, "some certificates do not parse");
        }
        Self(Arc::new(client(roots)))
    }

    /// For sites without TLS, which are on this machine.
    #[must_use]
    pub fn nobody() -> Self {
        Self(Arc::new(client(RootCertStore::empty())))
    }

    pub(super) fn config(&self) -> Arc<ClientConfig> {
        self.0.clone()
    }
}

fn client(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// The certificates in a PEM file.
///
/// # Errors
/// When the file cannot be read, or has none.
pub fn trusted(file: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "there is no certificate in it")),
        Err(error) => Err(io::Error::other(error)),
    }
}
