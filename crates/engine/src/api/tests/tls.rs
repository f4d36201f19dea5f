use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::{Connector, connect_async_tls_with_config};

use super::*;

struct Certificate {
    public: CertificateDer<'static>,
    acceptor: TlsAcceptor,
}

fn certificate(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    let public: CertificateDer<'static> = params.self_signed(&key).unwrap().der().clone();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![public.clone()], private)
        .unwrap();
    Certificate { public, acceptor: TlsAcceptor::from(Arc::new(config)) }
}

async fn server(certificate: &Certificate) -> TestServer {
    TestServer::start_tls(certificate.acceptor.clone(), |_| {
        Reply::Json(200, serde_json::to_value(build::health()).unwrap())
    })
    .await
}

async fn ask(certificate: &Certificate, roots: Vec<CertificateDer<'static>>) -> Result<Answer, CallError> {
    let server = server(certificate).await;
    let address = format!("https://{}", server.address);
    api_at(&address, None, roots).ask(&request(Call::Health)).await
}

#[tokio::test]
async fn a_trusted_certificate_is_accepted() {
    let certificate = certificate("127.0.0.1", |_| {});
    let answer = ask(&certificate, vec![certificate.public.clone()]).await;
    assert!(matches!(answer, Ok(Answer::Health(_))), "{answer:?}");
}

#[tokio::test]
async fn each_fault_of_a_certificate_is_told_apart() {
    let check = async |certificate: Certificate, trusted: bool, expected: &str| {
        let roots = if trusted { vec![certificate.public.clone()] } else { Vec::new() };
        let answer = ask(&certificate, roots).await;
        assert_eq!(answer.unwrap_err(), CallError::BadCertificate(expected.into()));
    };
    let past = |params: &mut CertificateParams| params.not_after = date_time_ymd(2001, 1, 1);
    let future = |params: &mut CertificateParams| params.not_before = date_time_ymd(3001, 1, 1);
    let stranger = "the appliance's certificate comes from an issuer that is not trusted here";
    check(certificate("127.0.0.1", |_| {}), false, stranger).await;
    let other = "the appliance's certificate is for another address";
    check(certificate("support.example.com", |_| {}), true, other).await;
    check(certificate("127.0.0.1", past), true, "the appliance's certificate has expired").await;
    let early = "the appliance's certificate is not valid yet; check this computer's clock";
    check(certificate("127.0.0.1", future), true, early).await;
}

#[tokio::test]
async fn a_server_without_tls_is_no_fault_of_a_certificate() {
    let server = TestServer::start(|_| Reply::Raw("HTTP/1.1 400 X\r\n\r\n".into())).await;
    let address = format!("https://{}", server.address);
    let answer = api_at(&address, None, Vec::new()).ask(&request(Call::Health)).await;
    assert!(matches!(answer, Err(CallError::Unreachable(_))), "{answer:?}");
}

#[tokio::test]
async fn a_live_connection_knows_a_bad_certificate_too() {
    let server = server(&certificate("127.0.0.1", |_| {})).await;
    let address = format!("https://{}", server.address);
    let ticket = LiveTicket { ticket: "once".to_owned(), life_s: 30 };
    let api = api_at(&address, None, Vec::new());
    let (url, tls) = api.live_address(&ticket, Seq(4)).await.unwrap();
    assert_eq!(url.as_str(), format!("wss://{}/api/v1/live?ticket=once&since=4", server.address));
    let connector = Connector::Rustls(tls.unwrap());
    let opened = connect_async_tls_with_config(url.as_str(), None, true, Some(connector)).await;
    assert!(matches!(socket_fault(&opened.unwrap_err()), CallError::BadCertificate(_)));
}
