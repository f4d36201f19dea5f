//! TLS to the mail server: the certificate is always checked, and nothing is said without.

use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};

use super::{MailSettings, MailTls};

/// How to speak TLS to the site's mail server; none where plain text is set.
///
/// # Errors
/// When the authorities that are set are not certificates.
pub(super) fn parameters(settings: &MailSettings) -> Result<Option<TlsParameters>, String> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(authorities) = &settings.authorities {
        let wrong = || "the file of authorities holds no certificates (PEM)".to_owned();
        if !authorities.contains("-----BEGIN CERTIFICATE-----") {
            return Err(wrong());
        }
        let certificates = Certificate::from_pem(authorities.as_bytes()).map_err(|_| wrong())?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificates);
    }
    if settings.tls == MailTls::None {
        return Ok(None);
    }
    builder.build().map(Some).map_err(|error| format!("TLS cannot be set up: {error}"))
}
