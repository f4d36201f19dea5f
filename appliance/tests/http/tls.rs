//! TLS from certificate files.

use farhand_appliance::config::TlsFiles;
use farhand_appliance::{Appliance, Config};

#[tokio::test]
async fn https_is_served_with_the_given_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = TlsFiles { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
    std::fs::write(&files.cert, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let mut config = Config::loopback(folder.path().join("data"));
    config.tls = Some(files.clone());
    let running = Appliance::start(config.clone()).await.unwrap();

    let _ = rustls::crypto::ring::default_provider().install_default();
    let root = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let trusting = reqwest::Client::builder().tls_certs_only([root]).build().unwrap();
    let url = format!("https://localhost:{}/api/v1/health", running.addr().port());
    let response = trusting.get(&url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["strict-transport-security"], "max-age=31536000");
    let wary = reqwest::Client::builder().tls_certs_only([]).build().unwrap();
    assert!(wary.get(&url).send().await.is_err(), "nobody vouches for it");
    running.shutdown().await;

    std::fs::write(&files.key, "not a key").unwrap();
    assert!(Appliance::start(config).await.is_err());
}
